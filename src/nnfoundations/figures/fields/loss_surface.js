// Written from the traits of loss_surface.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {string} model
 * @property {number[]} start
 * @property {number} lr_a
 * @property {number} lr_b
 * @property {number} lr_c
 * @property {number} momentum
 * @property {number} batch_size
 * @property {number} seed
 * @property {number} steps
 */

export const FIELDS = fieldsOf({
  model: {"kind": "choice", "choices": ["line", "unit", "slice"], "default": "line"},
  start: {"kind": "list", "of": {"kind": "number", "min": -3, "max": 3}, "least": 2, "most": 2, "expected": "two numbers from -3 to 3", "default": [-2, 2]},
  lr_a: {"kind": "number", "min": 0.01, "max": 5, "default": 0.1},
  lr_b: {"kind": "number", "min": 0.01, "max": 5, "default": 0.9},
  lr_c: {"kind": "number", "min": 0.01, "max": 5, "default": 1.05},
  momentum: {"kind": "number", "min": 0, "max": 0.95, "default": 0},
  batch_size: {"kind": "integer", "min": 1, "max": 24, "default": 24},
  seed: {"kind": "integer", "min": 0, "max": 999, "default": 0},
  steps: {"kind": "integer", "min": 0, "max": 100, "default": 0},
});
