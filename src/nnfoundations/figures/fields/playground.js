// Written from the traits of playground.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {string} data
 * @property {number} num_points
 * @property {number} share
 * @property {number} noise
 * @property {number} data_seed
 * @property {string[]} features
 * @property {number[]} hidden
 * @property {string} activation
 * @property {string} init
 * @property {number} sigma
 * @property {number} seed
 * @property {number} lr
 * @property {number} batch_size
 * @property {number} momentum
 * @property {string} penalty
 * @property {number} rate
 * @property {number} pace
 * @property {boolean} show_validation
 * @property {boolean} discrete
 */

export const FIELDS = fieldsOf({
  data: {"kind": "choice", "choices": ["xor", "clouds", "moons", "circles", "spiral", "plane", "hills"], "default": "circles", "restarts": true},
  num_points: {"kind": "integer", "min": 20, "max": 400, "default": 200, "restarts": true},
  share: {"kind": "number", "min": 0.1, "max": 0.9, "default": 0.5, "restarts": true},
  noise: {"kind": "number", "min": 0, "max": 0.5, "default": 0.1, "restarts": true},
  data_seed: {"kind": "integer", "min": 0, "max": 9999, "default": 0, "restarts": true},
  features: {"kind": "list", "of": {"kind": "choice", "choices": ["x1", "x2", "x1^2", "x2^2", "x1 x2", "sin x1", "sin x2"]}, "least": 1, "most": 7, "expected": "some of x1, x2, x1^2, x2^2, x1 x2, sin x1, sin x2, each once", "default": ["x1", "x2"], "restarts": true},
  hidden: {"kind": "list", "of": {"kind": "integer", "min": 1, "max": 8}, "least": 0, "most": 6, "expected": "at most 6 layers of 1 to 8 units", "default": [4], "restarts": true},
  activation: {"kind": "choice", "choices": ["tanh", "relu", "sigmoid", "identity"], "default": "tanh", "restarts": true},
  init: {"kind": "choice", "choices": ["xavier", "he", "sigma", "zeros"], "default": "xavier", "restarts": true},
  sigma: {"kind": "number", "min": 0.001, "max": 10, "default": 0.5, "restarts": true},
  seed: {"kind": "integer", "min": 0, "max": 9999, "default": 0, "restarts": true},
  lr: {"kind": "number", "min": 1e-05, "max": 10, "default": 0.3},
  batch_size: {"kind": "integer", "min": 1, "max": 400, "default": 10},
  momentum: {"kind": "number", "min": 0, "max": 0.99, "default": 0},
  penalty: {"kind": "choice", "choices": ["none", "l1", "l2"], "default": "none"},
  rate: {"kind": "number", "min": 1e-05, "max": 10, "default": 0.001},
  pace: {"kind": "integer", "min": 1, "max": 20, "default": 1},
  show_validation: {"kind": "flag", "default": true},
  discrete: {"kind": "flag", "default": false},
});
