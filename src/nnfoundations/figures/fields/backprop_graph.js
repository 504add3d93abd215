// Written from the traits of backprop_graph.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number[]} x
 * @property {number[][]} W1
 * @property {number[]} b1
 * @property {number[][]} W2
 * @property {number[]} b2
 * @property {number} y
 * @property {number} step
 * @property {string} part
 * @property {number} nudge
 * @property {number} lr
 */

export const FIELDS = fieldsOf({
  x: {"kind": "list", "of": {"kind": "number", "min": -5, "max": 5}, "least": 2, "most": 2, "expected": "two numbers from -5 to 5", "default": [1, 2]},
  W1: {"kind": "list", "of": {"kind": "list", "of": {"kind": "number", "min": -10, "max": 10}, "least": 2, "most": 2, "expected": "two numbers from -10 to 10"}, "least": 2, "most": 2, "expected": "two rows of two numbers from -10 to 10", "default": [[0.5, -0.4], [0.3, 0.6]]},
  b1: {"kind": "list", "of": {"kind": "number", "min": -10, "max": 10}, "least": 2, "most": 2, "expected": "two numbers from -10 to 10", "default": [0.1, -0.2]},
  W2: {"kind": "list", "of": {"kind": "list", "of": {"kind": "number", "min": -10, "max": 10}, "least": 2, "most": 2, "expected": "two numbers from -10 to 10"}, "least": 2, "most": 2, "expected": "two rows of two numbers from -10 to 10", "default": [[0.7, -0.5], [-0.3, 0.8]]},
  b2: {"kind": "list", "of": {"kind": "number", "min": -10, "max": 10}, "least": 2, "most": 2, "expected": "two numbers from -10 to 10", "default": [0, 0.1]},
  y: {"kind": "integer", "min": 0, "max": 1, "default": 1},
  step: {"kind": "integer", "min": 0, "max": 26, "default": 26},
  part: {"kind": "choice", "choices": ["W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "W2[0,0]", "W2[0,1]", "W2[1,0]", "W2[1,1]", "b1[0]", "b1[1]", "b2[0]", "b2[1]"], "default": "W1[0,1]"},
  nudge: {"kind": "number", "min": -1, "max": 1, "default": 0},
  lr: {"kind": "number", "min": 0.01, "max": 2, "default": 0.5},
});
