// Written from the traits of architecture.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number[]} widths
 * @property {string[]} links
 * @property {number} window
 * @property {boolean} skip
 * @property {boolean} recurrent
 * @property {boolean} bias
 * @property {number[][]} cuts
 * @property {number[]} lit
 */

export const FIELDS = fieldsOf({
  widths: {"kind": "list", "of": {"kind": "integer", "min": 1, "max": 8}, "least": 2, "most": 6, "expected": "2 to 6 whole numbers from 1 to 8", "default": [3, 4, 2]},
  links: {"kind": "list", "of": {"kind": "choice", "choices": ["full", "local", "shared"]}, "least": 0, "most": 5, "expected": "at most 5 of full, local, shared", "default": ["full", "full"]},
  window: {"kind": "integer", "min": 1, "max": 5, "default": 3},
  skip: {"kind": "flag", "default": false},
  recurrent: {"kind": "flag", "default": false},
  bias: {"kind": "flag", "default": true},
  cuts: {"kind": "list", "of": {"kind": "list", "of": {"kind": "integer", "min": 0, "max": 47}, "least": 2, "most": 2}, "least": 0, "most": 200, "expected": "at most 200 pairs of whole numbers from 0 to 47", "default": []},
  lit: {"kind": "list", "of": {"kind": "integer", "min": 0, "max": 1}, "least": 0, "most": 8, "expected": "at most 8 of 0, 1", "default": [1, 1, 0]},
});
