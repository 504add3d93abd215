// Written from the traits of neuron_anatomy.py by `python tools/fields.py`: change them there.
import { fieldsOf } from "../core/state.js";

/**
 * @typedef {object} State
 * @property {number[][]} pulses
 * @property {number} epsp
 * @property {number} ipsp
 * @property {number} tau_m
 * @property {number} release
 * @property {number} seed
 * @property {string} part
 */

export const FIELDS = fieldsOf({
  pulses: {"kind": "list", "of": {"kind": "list", "of": {"kind": "number", "min": 0, "max": 500}, "least": 0, "most": 20}, "least": 5, "most": 5, "expected": "five lists of at most 20 times from 0 to 500", "default": [[], [], [], [], []]},
  epsp: {"kind": "number", "min": 1, "max": 12, "default": 8},
  ipsp: {"kind": "number", "min": 0, "max": 12, "default": 8},
  tau_m: {"kind": "number", "min": 2, "max": 30, "default": 8},
  release: {"kind": "number", "min": 0, "max": 1, "default": 0.4},
  seed: {"kind": "integer", "min": 0, "max": 999, "default": 4},
  part: {"kind": "choice", "choices": ["dendrites", "inputs", "soma", "hillock", "segment", "axon", "myelin", "node", "terminals", "cleft"], "default": "segment"},
});
