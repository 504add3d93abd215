// Written from the traits of perceptron_rule.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number[][]} points
 * @property {number[]} w
 * @property {number} b
 * @property {number} seed
 * @property {boolean} widest
 */

export const FIELDS = fieldsOf({
  points: {"kind": "list", "of": {"kind": "list", "of": {"kind": "number", "min": -2.5, "max": 2.5}, "least": 3, "most": 3}, "least": 1, "most": 40, "expected": "1 to 40 points [x1, x2, label] within ±2.5, labels −1 or +1", "default": [[-0.09, -0.87, -1], [1.86, 0.57, 1], [1.44, 0.32, 1], [0.59, -0.82, -1], [0.96, 0.18, 1], [1.56, 0.07, 1], [1.01, 0.03, 1], [1.43, 0.11, 1], [0.86, -1.07, -1], [-0.42, -1.05, -1], [0.1, -0.71, -1], [1.83, 0.41, 1], [0.1, -1.45, -1], [1.41, -0.58, 1], [0.31, -1.1, -1], [-0.12, -0.8, -1]], "restarts": true},
  w: {"kind": "list", "of": {"kind": "number", "min": -50, "max": 50}, "least": 2, "most": 2, "expected": "two weights within ±50", "default": [0, 0]},
  b: {"kind": "number", "min": -50, "max": 50, "default": 0},
  seed: {"kind": "integer", "min": 0, "max": 9999, "default": 14},
  widest: {"kind": "flag", "default": false},
});
