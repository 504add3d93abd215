// Written from the traits of signal_depth.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {string} activation
 * @property {string} scheme
 * @property {number} sigma
 * @property {number} width
 * @property {number} depth
 * @property {number} seed
 * @property {boolean} theory
 * @property {boolean} spread
 */

export const FIELDS = fieldsOf({
  activation: {"kind": "choice", "choices": ["relu", "tanh", "sigmoid", "identity"], "default": "relu"},
  scheme: {"kind": "choice", "choices": ["free", "he", "xavier"], "default": "free"},
  sigma: {"kind": "number", "min": 0.01, "max": 1, "default": 0.1},
  width: {"kind": "integer", "min": 16, "max": 100, "default": 32, "restarts": true},
  depth: {"kind": "integer", "min": 1, "max": 50, "default": 20},
  seed: {"kind": "integer", "min": 0, "max": 9999, "default": 0, "restarts": true},
  theory: {"kind": "flag", "default": true},
  spread: {"kind": "flag", "default": false},
});
