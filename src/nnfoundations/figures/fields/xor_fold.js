// Written from the traits of xor_fold.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number[]} first
 * @property {number[]} second
 * @property {number[]} output
 * @property {string} activation
 * @property {boolean} two
 * @property {number} fold
 */

export const FIELDS = fieldsOf({
  first: {"kind": "list", "of": {"kind": "number", "min": -4, "max": 4}, "least": 4, "most": 4, "expected": "4 numbers from −4 to 4", "default": [0.5, 0.3, 1, 0]},
  second: {"kind": "list", "of": {"kind": "number", "min": -4, "max": 4}, "least": 4, "most": 4, "expected": "4 numbers from −4 to 4", "default": [0.3, 0.5, 0, 1]},
  output: {"kind": "list", "of": {"kind": "number", "min": -4, "max": 4}, "least": 4, "most": 4, "expected": "4 numbers from −4 to 4", "default": [-0.1, 0.6, 1, 1]},
  activation: {"kind": "choice", "choices": ["heaviside", "relu"], "default": "heaviside"},
  two: {"kind": "flag", "default": true},
  fold: {"kind": "number", "min": 0, "max": 1, "default": 1},
});
