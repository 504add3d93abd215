// Written from the traits of integrate_fire.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number} current
 * @property {number} resistance
 * @property {number} threshold
 * @property {number} t_ref
 * @property {boolean} curve
 */

export const FIELDS = fieldsOf({
  current: {"kind": "number", "min": 0, "max": 6, "default": 3},
  resistance: {"kind": "number", "min": 4, "max": 20, "default": 10, "restarts": true},
  threshold: {"kind": "number", "min": -60, "max": -40, "default": -50, "restarts": true},
  t_ref: {"kind": "number", "min": 0, "max": 10, "default": 2, "restarts": true},
  curve: {"kind": "flag", "default": true},
});
