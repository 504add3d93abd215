/**
 * What the playground computes: tasks in the plane (as `nnfoundations.data.points`),
 * and a network's training (as `nnfoundations.learning.numpy_training`), number by
 * number.
 */
import { Network, Pass, backward, forward, sigmoid, softplus } from "./core/network.js";
import { RandomState } from "./core/random.js";

/** @typedef {import("./playground.js").State} State */
/** @typedef {{ X: Float64Array, y: Float64Array }} Points X of shape (n, 2) */

/**
 * Where a point of class `y` lies, `t` of the way along its class's shape from 0 to 1.
 * @type {Record<string, (t: number, y: number) => [number, number]>}
 */
const CURVES = {
  xor: (t, y) => {
    const first = t >= 0.5 ? 1 : 0;
    return [first - 0.5, (first ^ y) - 0.5];
  },
  clouds: (_, y) => [y - 0.5, y - 0.5],
  moons: (t, y) => {
    const x1 = Math.cos(Math.PI * t);
    const x2 = Math.sin(Math.PI * t);
    return y === 0 ? [x1 - 0.5, x2 - 0.25] : [0.5 - x1, 0.25 - x2];
  },
  circles: (t, y) => polar(y === 0 ? 1 : 0.5, 2 * Math.PI * t),
  spiral: (t, y) => polar(0.1 + 0.9 * t, 2.5 * Math.PI * t + Math.PI * y),
};

const HILLS = [
  [-0.6, 0.5, 1],
  [0.7, -0.4, 1],
  [0.5, 0.7, -1],
  [-0.6, -0.6, -1],
];
const HILL_WIDTH = 0.35;

/** Tasks that ask for a number. @type {Record<string, (a: number, b: number) => number>} */
const SURFACES = {
  plane: (a, b) => (a + b) / 2,
  hills: (a, b) =>
    HILLS.reduce((sum, [x1, x2, sign]) => {
      const squares = (a - x1) ** 2 + (b - x2) ** 2;
      return sum + sign * Math.exp(-squares / (2 * HILL_WIDTH ** 2));
    }, 0),
};

/** @param {string} task @returns {boolean} whether it asks for a class */
function hasClasses(task) {
  return task in CURVES;
}

/** @param {number} radius @param {number} angle @returns {[number, number]} */
function polar(radius, angle) {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** What the network may be given of a point.
 * @type {Record<string, (a: number, b: number) => number>} */
export const FEATURES = {
  x1: (a) => a,
  x2: (_, b) => b,
  "x1^2": (a) => a * a,
  "x2^2": (_, b) => b * b,
  "x1 x2": (a, b) => a * b,
  "sin x1": (a) => Math.sin(Math.PI * a),
  "sin x2": (_, b) => Math.sin(Math.PI * b),
};

/**
 * Points and what should be answered there.
 * @param {string} name
 * @param {number} count
 * @param {number} noise standard deviation
 * @param {number} seed
 * @returns {Points}
 */
export function taskArrays(name, count, noise, seed) {
  const rng = new RandomState(seed);
  return hasClasses(name)
    ? twoClasses(name, count, noise, rng)
    : surface(name, count, noise, rng);
}

/**
 * @param {string} name
 * @param {number} count
 * @param {number} noise
 * @param {RandomState} rng
 * @returns {Points}
 */
function twoClasses(name, count, noise, rng) {
  const moved = rng.normals(2 * count);
  const order = rng.permutation(count);
  const X = new Float64Array(2 * count);
  const y = new Float64Array(count);
  for (let to = 0; to < count; to++) {
    const from = order[to];
    const label = from % 2;
    const ofClass = label === 0 ? Math.ceil(count / 2) : Math.floor(count / 2);
    const [a, b] = CURVES[name](Math.floor(from / 2) / ofClass, label);
    X[2 * to] = a + noise * moved[2 * from];
    X[2 * to + 1] = b + noise * moved[2 * from + 1];
    y[to] = label;
  }
  return { X, y };
}

/**
 * @param {string} name
 * @param {number} count
 * @param {number} noise
 * @param {RandomState} rng
 * @returns {Points}
 */
function surface(name, count, noise, rng) {
  const X = Float64Array.from({ length: 2 * count }, () => rng.uniform(-1, 1));
  const y = rng.normals(count);
  for (let i = 0; i < count; i++)
    y[i] = SURFACES[name](X[2 * i], X[2 * i + 1]) + noise * y[i];
  return { X, y };
}

/**
 * @param {ArrayLike<number>} X of shape (n, 2)
 * @param {string[]} names among FEATURES
 * @returns {Float64Array} (n, names)
 */
export function features(X, names) {
  const width = names.length;
  const found = new Float64Array((X.length / 2) * width);
  names.forEach((name, j) => {
    for (let i = 0; 2 * i < X.length; i++)
      found[i * width + j] = FEATURES[name](X[2 * i], X[2 * i + 1]);
  });
  return found;
}

/** @param {number} count @param {number} share @returns {number} */
export function numTraining(count, share) {
  return Math.min(count - 1, Math.max(1, Math.floor(share * count + 0.5)));
}

/** Standard deviation of initial weights.
 * @type {Record<string, (fanIn: number, fanOut: number, sigma: number) => number>} */
const SCHEMES = {
  sigma: (_, __, sigma) => sigma,
  xavier: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  he: (fanIn) => Math.sqrt(2 / fanIn),
  zeros: () => 0,
};

/**
 * Draw the weights; the biases are 0. As many numbers are drawn for every scheme.
 * @param {Network} network
 * @param {State} state
 * @param {RandomState} rng
 */
function initialise({ widths, weights }, { init, sigma }, rng) {
  weights.forEach((W, l) => {
    const deviation = SCHEMES[init](widths[l], widths[l + 1], sigma);
    for (let k = 0; k < W.length; k++) W[k] = deviation * rng.normal();
  });
}

/** A network on its way through minibatches. */
export class Trainer {
  /** @param {State} state */
  constructor(state) {
    const { data, num_points, noise, data_seed, share } = state;
    /** Whether the output is a logit; else it is the answer itself. */
    this.classes = hasClasses(data);
    const { X, y } = taskArrays(data, num_points, noise, data_seed);
    this.X = X;
    this.y = y;
    this.numTrain = numTraining(num_points, share);
    this.inputs = features(X, state.features);
    const widths = [state.features.length, ...state.hidden, 1];
    this.network = new Network(widths, state.activation);
    this.rng = new RandomState(state.seed);
    initialise(this.network, state, this.rng);
    const { weights, biases } = this.network;
    this.velocities = [...weights, ...biases].map((p) => new Float64Array(p.length));
    this.all = new Pass(this.network, num_points);
    this.all.H[0].set(this.inputs);
    this.batch = new Pass(this.network, this.numTrain);
    /** @type {number[]} of the training examples in this epoch */
    this.order = [];
    this.at = 0;
    this.steps = 0;
    this.epoch = 0;
    this.gradientSize = 0;
    /** Mean losses, and shares of the labels that are right; see `evaluate`. */
    this.losses = { training: 0, validation: 0 };
    this.right = { training: 0, validation: 0 };
    this.evaluate();
  }

  /**
   * dLoss/dz and the loss of an example.
   * @param {number} z
   * @param {number} y
   */
  slope(z, y) {
    return this.classes ? sigmoid(z) - y : 2 * (z - y);
  }

  /** @param {number} z @param {number} y */
  loss(z, y) {
    return this.classes ? softplus(z) - y * z : (z - y) ** 2;
  }

  /** Fill the batch with the next examples. @param {number} size @returns {number} how many */
  #load(size) {
    if (this.at === 0) this.order = this.rng.permutation(this.numTrain);
    const rows = Math.min(size, this.numTrain - this.at);
    const width = this.network.widths[0];
    const to = this.batch.H[0];
    for (let r = 0; r < rows; r++) {
      const from = this.order[this.at + r] * width;
      for (let j = 0; j < width; j++) to[r * width + j] = this.inputs[from + j];
    }
    return rows;
  }

  /**
   * Change the weights by one minibatch.
   * @param {State} state
   */
  step(state) {
    const { network, batch } = this;
    const rows = this.#load(state.batch_size);
    const z = forward(network, batch, rows);
    const delta = batch.delta[batch.delta.length - 1];
    for (let r = 0; r < rows; r++)
      delta[r] = this.slope(z[r], this.y[this.order[this.at + r]]) / rows;
    backward(network, batch, rows);
    this.#penalise(state);
    this.#move(state);
    this.steps++;
    this.at += rows;
    if (this.at < this.numTrain) return;
    this.at = 0;
    this.epoch++;
  }

  /** @param {State} state */
  #penalise({ penalty, rate }) {
    if (penalty === "none") return;
    const { weights, dWeights } = this.network;
    for (let l = 0; l < weights.length; l++) {
      const W = weights[l];
      const dW = dWeights[l];
      for (let k = 0; k < W.length; k++)
        dW[k] += rate * (penalty === "l1" ? Math.sign(W[k]) : W[k]);
    }
  }

  /** @param {State} state */
  #move({ lr, momentum }) {
    const { weights, biases, dWeights, dBiases } = this.network;
    const depth = weights.length;
    let squares = 0;
    for (let i = 0; i < 2 * depth; i++) {
      const p = i < depth ? weights[i] : biases[i - depth];
      const d = i < depth ? dWeights[i] : dBiases[i - depth];
      const v = this.velocities[i];
      for (let k = 0; k < p.length; k++) {
        squares += d[k] * d[k];
        v[k] = momentum * v[k] + d[k];
        p[k] -= lr * v[k];
      }
    }
    this.gradientSize = Math.sqrt(squares);
  }

  /** Bring `losses` and `right` up to date. */
  evaluate() {
    const z = forward(this.network, this.all);
    this.#judge("training", z, 0, this.numTrain);
    this.#judge("validation", z, this.numTrain, this.y.length);
  }

  /**
   * @param {"training" | "validation"} part
   * @param {Float64Array} z
   * @param {number} from
   * @param {number} to
   */
  #judge(part, z, from, to) {
    let sum = 0;
    let right = 0;
    for (let i = from; i < to; i++) {
      sum += this.loss(z[i], this.y[i]);
      if (z[i] >= 0 === this.y[i] > 0.5) right++;
    }
    this.losses[part] = sum / (to - from);
    this.right[part] = right / (to - from);
  }

  /** @returns {number} validation loss of the constant that suits the training best */
  guess() {
    const { numTrain, y, classes } = this;
    const mean = y.slice(0, numTrain).reduce((a, b) => a + b, 0) / numTrain;
    const z = classes ? Math.log(mean / (1 - mean)) : mean;
    const held = y.slice(numTrain);
    return held.reduce((sum, each) => sum + this.loss(z, each), 0) / held.length;
  }

  /** Whether a number is no longer finite. */
  get diverged() {
    return !Number.isFinite(this.losses.training + this.losses.validation);
  }
}

/**
 * @param {State} state
 * @param {number} steps
 * @returns {object} the network and its numbers after so many minibatches
 */
export function trained(state, steps) {
  const trainer = new Trainer(state);
  for (let k = 0; k < steps; k++) trainer.step(state);
  trainer.evaluate();
  const { network, losses, right, gradientSize, epoch } = trainer;
  const { weights, biases, dWeights, dBiases } = network;
  const parts = { weights, biases, dWeights, dBiases };
  return { ...parts, losses, right, gradientSize, epoch, guess: trainer.guess() };
}
