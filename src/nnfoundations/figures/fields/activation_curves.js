// Written from the traits of activation_curves.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {string} kind
 * @property {string} other
 * @property {number} z
 * @property {number} limit
 * @property {number} depth
 * @property {number} target
 * @property {number} lr
 */

export const FIELDS = fieldsOf({
  kind: {"kind": "choice", "choices": ["heaviside", "identity", "sigmoid", "tanh", "relu", "softplus"], "default": "sigmoid", "restarts": true},
  other: {"kind": "choice", "choices": ["none", "heaviside", "identity", "sigmoid", "tanh", "relu", "softplus"], "default": "none"},
  z: {"kind": "number", "min": -6, "max": 6, "default": -1, "restarts": true},
  limit: {"kind": "number", "min": 0.01, "max": 0.2, "default": 0.05},
  depth: {"kind": "integer", "min": 1, "max": 20, "default": 5},
  target: {"kind": "number", "min": -1, "max": 2, "default": 1, "restarts": true},
  lr: {"kind": "number", "min": 0.1, "max": 10, "default": 1, "restarts": true},
});
