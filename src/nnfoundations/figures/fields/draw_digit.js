// Written from the traits of draw_digit.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number} image
 * @property {number[]} ink
 * @property {number} pen
 * @property {boolean} eraser
 * @property {number} unit
 */

export const FIELDS = fieldsOf({
  image: {"kind": "integer", "min": -1, "max": 359, "default": -1},
  ink: {"kind": "list", "of": {"kind": "integer", "min": 0, "max": 281474976710655}, "least": 0, "most": 48, "expected": "no rows or 48 whole numbers below 2^48", "default": []},
  pen: {"kind": "integer", "min": 2, "max": 8, "default": 4},
  eraser: {"kind": "flag", "default": false},
  unit: {"kind": "integer", "min": -1, "max": 255, "default": -1},
});
