/**
 * Multilayer perceptrons in typed arrays, as `nnfoundations.networks.stacks` has them:
 * layer l computes Z[l + 1] = H[l] W[l] + b[l] and hands on H[l + 1] = f(Z[l + 1]); the
 * last layer applies no activation. Arrays of two dimensions are stored row by row.
 * Nothing is allocated in `forward` and `backward`.
 */

/**
 * A function and its derivative with respect to the pre-activation z.
 * @typedef {{ value: (z: number) => number, derivative: (z: number) => number }}
 * Activation
 */

/** @param {number} z @returns {number} 1 / (1 + exp(-z)) without overflow */
export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : small) / (1 + small);
}

/** @param {number} z @returns {number} log(1 + exp(z)) without overflow */
export function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** By the names and with the conventions of `nnfoundations.networks.activations`.
 * @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  heaviside: { value: (z) => (z >= 0 ? 1 : 0), derivative: () => 0 },
  identity: { value: (z) => z, derivative: () => 1 },
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * sigmoid(-z) },
  tanh: { value: Math.tanh, derivative: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { value: (z) => (z > 0 ? z : 0), derivative: (z) => (z > 0 ? 1 : 0) },
  softplus: { value: softplus, derivative: sigmoid },
};

/** Weights and biases, and room for their gradients; all 0 at first. */
export class Network {
  /**
   * @param {ArrayLike<number>} widths of the inputs, each hidden layer, the outputs
   * @param {string} activation of the hidden layers
   */
  constructor(widths, activation) {
    this.widths = Array.from(widths);
    this.activation = ACTIVATIONS[activation];
    const after = this.widths.slice(1);
    const tables = () => after.map((out, l) => new Float64Array(widths[l] * out));
    const rows = () => after.map((out) => new Float64Array(out));
    /** W[l], (in, out) */
    this.weights = tables();
    this.biases = rows();
    this.dWeights = tables();
    this.dBiases = rows();
  }

  /** @returns {number} how many weights and biases */
  get size() {
    return this.widths
      .slice(1)
      .reduce((sum, out, l) => sum + (this.widths[l] + 1) * out, 0);
  }
}

/** Room for all that one forward and backward pass computes for a batch. */
export class Pass {
  /**
   * @param {Network} network
   * @param {number} rows of the largest batch
   */
  constructor(network, rows) {
    const tables = () => network.widths.map((width) => new Float64Array(rows * width));
    this.rows = rows;
    /** What each layer hands on, (rows, width): H[0] the inputs, the last the outputs. */
    this.H = tables();
    /** Pre-activations; Z[0] is not used. */
    this.Z = tables();
    /** Derivatives of the loss with respect to Z; delta[0] is not used. */
    this.delta = tables();
  }
}

/**
 * From the inputs in `pass.H[0]` to the outputs, which are returned.
 * @param {Network} network
 * @param {Pass} pass
 * @param {number} [rows] how many examples stand in H[0]
 * @returns {Float64Array} the last H: logits, before any softmax or sigmoid
 */
export function forward(network, pass, rows = pass.rows) {
  const { widths, weights, biases } = network;
  const last = weights.length - 1;
  for (let l = 0; l <= last; l++) {
    const width = widths[l];
    const out = widths[l + 1];
    const W = weights[l];
    const b = biases[l];
    const X = pass.H[l];
    const Z = pass.Z[l + 1];
    const H = pass.H[l + 1];
    const f = l === last ? ACTIVATIONS.identity.value : network.activation.value;
    for (let r = 0; r < rows; r++) {
      const to = r * out;
      for (let j = 0; j < out; j++) Z[to + j] = b[j];
      for (let i = 0; i < width; i++) {
        const x = X[r * width + i];
        for (let j = 0; j < out; j++) Z[to + j] += x * W[i * out + j];
      }
      for (let j = 0; j < out; j++) H[to + j] = f(Z[to + j]);
    }
  }
  return pass.H[last + 1];
}

/**
 * From dLoss/dZ of the last layer, which the caller has put into the last
 * `pass.delta`, to all deltas and to `network.dWeights`, `network.dBiases`.
 * @param {Network} network
 * @param {Pass} pass as `forward` left it
 * @param {number} [rows]
 */
export function backward(network, pass, rows = pass.rows) {
  const { widths, weights, dWeights, dBiases } = network;
  const slope = network.activation.derivative;
  for (let l = weights.length - 1; l >= 0; l--) {
    const width = widths[l];
    const out = widths[l + 1];
    const W = weights[l];
    const dW = dWeights[l].fill(0);
    const db = dBiases[l].fill(0);
    const X = pass.H[l];
    const below = pass.delta[l];
    const above = pass.delta[l + 1];
    for (let r = 0; r < rows; r++) {
      const from = r * out;
      for (let j = 0; j < out; j++) db[j] += above[from + j];
      for (let i = 0; i < width; i++) {
        const at = r * width + i;
        const x = X[at];
        let sum = 0;
        for (let j = 0; j < out; j++) {
          const d = above[from + j];
          dW[i * out + j] += x * d;
          sum += W[i * out + j] * d;
        }
        if (l > 0) below[at] = sum * slope(pass.Z[l][at]);
      }
    }
  }
}
