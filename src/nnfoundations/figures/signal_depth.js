/** Signal through depth: activations and gradients in a deep random network. */
import { button, columns, row, select, slider, toggle } from "./core/controls.js";
import { html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { ACTIVATIONS } from "./core/network.js";
import { Plot, outline, short } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { originOf } from "./core/state.js";
import { FIELDS } from "./fields/signal_depth.js";

/** @typedef {import("./core/figure.js").View} View */

/**
 * Standard normal numbers: inputs and the error that goes back, (BATCH, width), and
 * per layer what times sigma are its weights, (width, width).
 * @typedef {{ X: Float64Array, G: Float64Array, normals: Float64Array[] }} Draws
 */

/**
 * Root mean squares of a layer's activations, of what tells the examples apart and of
 * the gradients by its activations; the share of it that is dead or saturated.
 * @typedef {object} Layer
 * @property {number} forward
 * @property {number} spread
 * @property {number} backward
 * @property {number} idle
 */

const BATCH = 16; // examples
const FLAT = 0.1; // of the largest slope: below it an activation counts as saturated
/** @type {Record<string, number>} */
const STEEPEST = { sigmoid: 0.25, tanh: 1 };
/** What a function lets through of the mean square.
 * @type {Record<string, number>} */
const PASSED = { identity: 1, relu: 0.5 };

/**
 * @param {string} scheme
 * @param {number} width
 * @param {number} sigma
 * @returns {number} the standard deviation of the weights
 */
export function sigmaOf(scheme, width, sigma) {
  if (scheme === "he") return Math.sqrt(2 / width);
  return scheme === "xavier" ? Math.sqrt(1 / width) : sigma;
}

/**
 * Random numbers of a network that is as deep as was asked so far: a deeper one with
 * the same seed begins with the same layers.
 */
class Source {
  /** @param {number} width @param {number} seed */
  constructor(width, seed) {
    this.size = width * width;
    this.random = new RandomState(seed);
    this.X = this.random.normals(BATCH * width);
    this.G = this.random.normals(BATCH * width);
    /** @type {Float64Array[]} */
    this.layers = [];
  }

  /** @param {number} depth @returns {Draws} */
  to(depth) {
    while (this.layers.length < depth) this.layers.push(this.random.normals(this.size));
    return { X: this.X, G: this.G, normals: this.layers.slice(0, depth) };
  }
}

/**
 * One layer forward: sigma H W. Four examples at once, so that each weight is read
 * a quarter as often.
 * @param {Float64Array} H (BATCH, width)
 * @param {Float64Array} W standard normal
 * @param {number} sigma
 * @param {number} width
 * @returns {Float64Array} Z
 */
function forward(H, W, sigma, width) {
  const Z = new Float64Array(H.length);
  for (let a = 0; a < H.length; a += 4 * width) {
    const [b, c, d] = [a + width, a + 2 * width, a + 3 * width];
    for (let i = 0; i < width; i++) {
      const from = i * width;
      const ha = sigma * H[a + i];
      const hb = sigma * H[b + i];
      const hc = sigma * H[c + i];
      const hd = sigma * H[d + i];
      for (let j = 0; j < width; j++) {
        const w = W[from + j];
        Z[a + j] += ha * w;
        Z[b + j] += hb * w;
        Z[c + j] += hc * w;
        Z[d + j] += hd * w;
      }
    }
  }
  return Z;
}

/**
 * One layer backward: sigma delta W^T.
 * @param {Float64Array} delta (BATCH, width)
 * @param {Float64Array} W standard normal
 * @param {number} sigma
 * @param {number} width
 * @returns {Float64Array} the gradient by the activations before the layer
 */
function backward(delta, W, sigma, width) {
  const gradient = new Float64Array(delta.length);
  for (let a = 0; a < delta.length; a += 4 * width) {
    const [b, c, d] = [a + width, a + 2 * width, a + 3 * width];
    for (let i = 0; i < width; i++) {
      const from = i * width;
      let sa = 0;
      let sb = 0;
      let sc = 0;
      let sd = 0;
      for (let j = 0; j < width; j++) {
        const w = W[from + j];
        sa += delta[a + j] * w;
        sb += delta[b + j] * w;
        sc += delta[c + j] * w;
        sd += delta[d + j] * w;
      }
      gradient[a + i] = sigma * sa;
      gradient[b + i] = sigma * sb;
      gradient[c + i] = sigma * sc;
      gradient[d + i] = sigma * sd;
    }
  }
  return gradient;
}

/**
 * @param {Draws} draws
 * @param {number} width
 * @param {number} sigma
 * @param {string} activation
 * @returns {{ Z: Float64Array[], H: Float64Array[] }} H begins with the inputs
 */
function propagate({ X, normals }, width, sigma, activation) {
  const { value } = ACTIVATIONS[activation];
  const H = [X];
  const Z = normals.map((W, l) => {
    const z = forward(H[l], W, sigma, width);
    H.push(z.map(value));
    return z;
  });
  return { Z, H };
}

/**
 * @param {Draws} draws
 * @param {number} width
 * @param {number} sigma
 * @param {string} activation
 * @param {Float64Array[]} Z
 * @returns {Float64Array[]} the gradients by the activations, inputs first
 */
function carryBack({ G, normals }, width, sigma, activation, Z) {
  const slope = ACTIVATIONS[activation].derivative;
  const gradients = [G];
  for (let l = normals.length - 1; l >= 0; l--) {
    const delta = gradients[0].map((g, i) => g * slope(Z[l][i]));
    gradients.unshift(backward(delta, normals[l], sigma, width));
  }
  return gradients;
}

/** @param {Float64Array} values @returns {number} root of the mean square */
function rms(values) {
  let sum = 0;
  for (const v of values) sum += v * v;
  return Math.sqrt(sum / values.length);
}

/** @param {Float64Array} H @param {number} width @returns {Float64Array} less means */
function centred(H, width) {
  const means = new Float64Array(width);
  H.forEach((h, i) => (means[i % width] += h / BATCH));
  return H.map((h, i) => h - means[i % width]);
}

/**
 * @param {string} activation
 * @param {Float64Array} Z
 * @param {number} width
 * @returns {number} share of dead units or of saturated activations
 */
function idleShare(activation, Z, width) {
  if (activation === "relu") {
    const alive = new Set();
    Z.forEach((z, i) => z > 0 && alive.add(i % width));
    return 1 - alive.size / width;
  }
  if (!(activation in STEEPEST)) return 0;
  const slope = ACTIVATIONS[activation].derivative;
  const flat = FLAT * STEEPEST[activation];
  return Z.reduce((n, z) => n + Number(slope(z) < flat), 0) / Z.length;
}

/**
 * @param {Draws} draws
 * @param {number} width
 * @param {number} sigma
 * @param {string} activation
 * @returns {{ layers: Layer[], H: Float64Array[] }} inputs first
 */
function measure(draws, width, sigma, activation) {
  const { Z, H } = propagate(draws, width, sigma, activation);
  const gradients = carryBack(draws, width, sigma, activation, Z);
  const layers = H.map((h, l) => ({
    forward: rms(h),
    spread: rms(centred(h, width)),
    backward: rms(gradients[l]),
    idle: l ? idleShare(activation, Z[l - 1], width) : 0,
  }));
  return { layers, H };
}

/**
 * @param {number} width
 * @param {number} depth
 * @param {number} seed
 * @param {number} sigma
 * @param {string} activation
 * @returns {{ sizes: number[], backward: number, idle: number }[]} inputs first;
 *   forward and spread together, as rounding is relative to the larger one
 */
export function signal(width, depth, seed, sigma, activation) {
  const draws = new Source(width, seed).to(depth);
  const { layers } = measure(draws, width, sigma, activation);
  return layers.map(({ forward, spread, ...rest }) => {
    return { sizes: [forward, spread], ...rest };
  });
}

/**
 * Differences between examples that are not mere rounding.
 * @param {Layer} layer
 * @returns {number} NaN if they are
 */
function trusted({ forward, spread }) {
  return spread > ROUNDING * forward ? spread : NaN;
}

/**
 * By what factor the root mean square grows, over many networks: see
 * `nnfoundations.networks.signal_propagation.predict`.
 * @param {string} activation "identity" or "relu"
 * @param {number} width
 * @param {number} sigma
 * @param {number} layers
 * @returns {{ mean: number, low: number, median: number, high: number }}
 */
export function predicted(activation, width, sigma, layers) {
  const mean = (PASSED[activation] * width * sigma ** 2) ** (layers / 2);
  const [logMean, logVariance] = logMoments(activation, width);
  const middle = layers * (logMean + 2 * Math.log(sigma));
  const [low, median, high] = [-1.645, 0, 1.645].map((z) =>
    Math.exp((middle + z * Math.sqrt(layers * logVariance)) / 2),
  );
  return { mean, low, median, high };
}

/**
 * Mean and variance of the logarithm of a chi-square variable with 1, 2, ..., n
 * degrees of freedom: digamma(k / 2) + log 2 and trigamma(k / 2).
 * @param {number} n
 * @returns {{ means: number[], variances: number[] }}
 */
function logChiSquares(n) {
  const euler = 0.5772156649015329;
  const means = [-euler - Math.LN2, Math.LN2 - euler];
  const variances = [Math.PI ** 2 / 2, Math.PI ** 2 / 6];
  for (let k = 3; k <= n; k++) {
    means.push(means[k - 3] + 2 / (k - 2));
    variances.push(variances[k - 3] - 4 / (k - 2) ** 2);
  }
  return { means, variances };
}

/**
 * Mean and variance of the logarithm of a layer's growth in square, for sigma = 1:
 * the identity keeps all units, a ReLU a binomial number of them.
 * @param {string} activation
 * @param {number} width
 * @returns {[number, number]}
 */
export function logMoments(activation, width) {
  const { means, variances } = logChiSquares(width);
  if (activation === "identity") return [means[width - 1], variances[width - 1]];
  let share = 2 ** -width;
  const alive = 1 - share;
  let [mean, second] = [0, 0];
  for (let k = 1; k <= width; k++) {
    share *= (width - k + 1) / k;
    mean += (share / alive) * means[k - 1];
    second += (share / alive) * (variances[k - 1] + means[k - 1] ** 2);
  }
  return [mean, second - mean ** 2];
}

/**
 * @param {ArrayLike<number>} values between low and high
 * @param {number} bins
 * @param {number} low
 * @param {number} high
 * @returns {number[]} how many fall into each bin
 */
export function histogram(values, bins, low, high) {
  const counts = new Array(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i] - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  return counts;
}

// ---- what is seen ----

const FLOOR = 1e-60; // the axis ends here, and at 1 / FLOOR
const SMALLEST = 1.4e-45; // of float32, above 0
const LARGEST = 3.4e38; // of float32
const ROUNDING = 1e-13; // of the activations: smaller differences are not shown
const BINS = 15;
/** @type {Record<string, string>} */
const NAMES = { relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid", identity: "identity" };

export default figure({
  title: "Signal through depth: what reaches the last layer, and what comes back",
  fields: FIELDS,
  presets: {
    exploding: { label: "Exploding", state: { sigma: 0.5 } },
    he: { label: "ReLU with He", state: { scheme: "he", width: 100, depth: 50 } },
    xavier: { label: "ReLU with Xavier", state: { scheme: "xavier", depth: 50 } },
    tanh: {
      label: "tanh with Xavier",
      state: { activation: "tanh", scheme: "xavier" },
    },
    sigmoid: {
      label: "Sigmoid",
      state: { activation: "sigmoid", scheme: "xavier", spread: true },
    },
  },
  build,
  intro: {
    lasts: 4000, // layer by layer
    show: (view, part) =>
      view.lend({ depth: Math.max(1, Math.round(view.kept.depth * part)) }),
  },
  pose: (view) => view.set({ sigma: 0.1 }),
});

/** @param {View} view */
function build(view) {
  legend(view);
  const main = new Plot(view, "Size of activations and gradients in every layer");
  view.keep(main.element);
  const [left, right] = columns(view);
  right.className = "lf-sd-layers";
  const share = new Plot(view, "Dead or saturated share of every layer", left);
  const few = Array.from({ length: 4 }, () => {
    const words = html("p", { class: "lf-sd-layer" });
    const place = html("div", {}, words);
    right.append(place);
    return { words, place, plot: new Plot(view, "Histogram of activations", place) };
  });
  const hideSigma = controls(view);
  /** @type {Source} */
  let source;
  let origin = "";

  return () => {
    const { state } = view;
    const { width, seed, depth, activation } = state;
    const now = originOf(FIELDS, state);
    if (now !== origin) source = new Source(width, seed);
    origin = now;
    const sigma = sigmaOf(state.scheme, width, state.sigma);
    const { layers, H } = measure(source.to(depth), width, sigma, activation);
    hideSigma();
    drawSizes(main, state, sigma, layers);
    left.hidden = activation === "identity"; // it has no flat part
    if (!left.hidden) drawShare(share, state, layers);
    const first = Math.max(1, Math.round(depth / 3));
    const chosen = [1, first, Math.max(1, Math.round((2 * depth) / 3)), depth];
    few.forEach((each, i) => {
      const again = chosen.indexOf(chosen[i]) < i; // in a shallow network
      each.place.hidden = again;
      if (!again) drawHistogram(each, chosen[i], H[chosen[i]], activation);
    });
    const words = sentences(state, sigma, layers);
    view.caption(words.join(" "));
    view.say(words.slice(1).join(" "));
  };
}

/**
 * @param {View} view
 * @returns {() => void} shows the slider for sigma only where it has an effect
 */
function controls(view) {
  select(view, "activation", { label: "Activation", names: NAMES });
  const scheme = select(view, "scheme", {
    label: "σ of the weights",
    names: {
      free: "free: slider",
      he: "He: √(2 / width)",
      xavier: "Xavier: √(1 / width)",
    },
  });
  // from a scheme to free: the slider begins where the scheme was
  let before = view.state.scheme;
  const keep = () => {
    const sigma = sigmaOf(before, view.state.width, view.state.sigma);
    if (view.state.scheme === "free") view.set({ sigma: Number(sigma.toPrecision(3)) });
  };
  scheme.addEventListener("change", keep, { signal: view.signal });
  const input = slider(view, "sigma", {
    label: "σ",
    step: 1.05,
    log: true,
    format: short,
  });
  slider(view, "depth", { label: "Depth [layers]", step: 1 });
  slider(view, "width", { label: "Width [units per layer]", step: 1 });
  toggle(view, "theory", { label: "Show predictions (ReLU, identity)" });
  toggle(view, "spread", { label: "Show how much the examples differ" });
  const another = () => view.set({ seed: (view.state.seed + 1) % 10000 });
  const acts = row(view);
  button(view, () => `Another network (seed ${view.state.seed})`, another, {
    parent: acts,
  });
  return () => {
    before = view.state.scheme;
    const box = input.parentElement;
    if (box) box.hidden = before !== "free";
  };
}

/** @type {Record<string, { words: string, kind: string, dash?: string,
 *   shape: "circle" | "square" | "triangle" }>} */
const KINDS = {
  forward: { words: "activations", shape: "circle", kind: "lf-blue" },
  backward: {
    words: "gradients, from right to left",
    shape: "triangle",
    kind: "lf-vermilion",
    dash: "lf-dashed",
  },
  spread: {
    words: "differences between examples",
    shape: "square",
    kind: "lf-green",
    dash: "lf-dotted",
  },
};

/** @param {View} view what the marks mean, with their shapes */
function legend(view) {
  const items = Object.entries(KINDS).map(
    ([name, { words, shape, kind, dash = "" }]) => {
      const line = svg("path", { d: "M0 9h36", class: `lf-curve ${kind} ${dash}` });
      const dot = svg("path", {
        d: outline(shape, 18, 9, 5),
        class: `lf-dot ${kind}`,
      });
      const size = { width: 36, height: 18, "aria-hidden": "true" };
      const item = html("span", {}, svg("svg", size, line, dot), words);
      if (name === "spread")
        view.controls.push({
          element: item,
          show: () => void (item.hidden = !view.state.spread),
        });
      return item;
    },
  );
  view.stage.append(
    html("p", { class: "lf-sd-legend" }, "Root mean square of", ...items),
  );
}

/**
 * The axis covers what is there, at least 0.01 to 100 and at most FLOOR to 1 / FLOOR.
 * @param {number[]} values
 * @returns {[number, number]}
 */
function rangeOf(values) {
  const powers = values.filter((v) => v > 0).map((v) => Math.log10(v));
  const low = Math.floor(Math.min(-2, ...powers) - 0.3);
  const high = Math.ceil(Math.max(2, ...powers) + 0.3);
  const end = -Math.log10(FLOOR);
  const zero = values.includes(0); // leaves room for it below all others
  return [10 ** Math.max(-end, zero ? low - 1 : low), 10 ** Math.min(end, high)];
}

/**
 * @param {Plot} plot
 * @param {any} state
 * @param {number} sigma
 * @param {Layer[]} layers
 */
function drawSizes(plot, state, sigma, layers) {
  const series = seriesOf(layers, state.spread);
  const [low, high] = rangeOf(Object.values(series).flat());
  plot.frame({
    x: [0, state.depth],
    y: [low, high],
    yLog: true,
    xLabel: "layer (0: the inputs)",
    yLabel: " ", // the legend says what it is
    height: 300,
  });
  plot.clear("");
  if (state.theory && state.activation in PASSED) bands(plot, state, sigma, layers);
  for (const [name, values] of Object.entries(series)) {
    const { kind, shape, dash = "" } = KINDS[name];
    const sizes = values.map((v) => Math.min(high, Math.max(low, v)));
    const numbers = [...sizes.keys()];
    plot.line(name, numbers, sizes, { class: `lf-curve ${kind} ${dash}` });
    const points = numbers
      .filter((l) => sizes[l] === values[l]) // not what lies outside
      .map((l) => [l, sizes[l]]);
    const form = { shape, size: state.depth > 30 ? 3 : 4.5 };
    plot.dots(`${name}-dots`, points, form, { class: `lf-dot ${kind}` });
  }
  float32(plot, low, high);
}

/**
 * @param {Layer[]} layers
 * @param {boolean} spread whether the differences are wanted
 * @returns {Record<string, number[]>}
 */
function seriesOf(layers, spread) {
  return {
    forward: layers.map((layer) => layer.forward),
    backward: layers.map((layer) => layer.backward),
    ...(spread && { spread: layers.map(trusted) }),
  };
}

/**
 * Where numbers of 32 bits, as PyTorch uses them by default, would end.
 * @param {Plot} plot
 * @param {number} low
 * @param {number} high
 */
function float32(plot, low, high) {
  const place = { dx: 6, dy: -5, class: "lf-text lf-halo lf-sd-note" };
  if (low < SMALLEST) {
    plot.rule("smallest", { y: SMALLEST });
    plot.text("smallest-text", 0, SMALLEST, "below, float32 holds 0", place);
  }
  if (high > LARGEST) {
    plot.rule("largest", { y: LARGEST });
    plot.text("largest-text", 0, LARGEST, "above, float32 overflows", place);
  }
}

/**
 * Predictions: the exact root of the expected mean square, and where 9 of 10 lie.
 * @param {Plot} plot
 * @param {any} state
 * @param {number} sigma
 * @param {Layer[]} layers
 */
function bands(plot, { activation, width, depth }, sigma, layers) {
  const passed = layers.map((_, l) => predicted(activation, width, sigma, l));
  const turned = [...passed].reverse();
  const draw = (
    /** @type {"forward" | "backward"} */ name,
    /** @type {typeof passed} */ grown,
  ) => {
    const start = layers[name === "forward" ? 0 : depth][name];
    const [floor, top] = plot.range.y;
    const within = (/** @type {number} */ v) => Math.min(top, Math.max(floor, v));
    const at = [...grown.keys()];
    const back = [...at].reverse();
    const low = back.map((l) => within(start * grown[l].low));
    const edge = [...grown.map((g) => within(start * g.high)), ...low];
    const { kind } = KINDS[name];
    plot.line(`${name}-band`, [...at, ...back], edge, {
      class: `lf-sd-band ${kind}`,
      fill: null,
    });
    const mean = grown.map((g) => within(start * g.mean));
    plot.line(`${name}-mean`, at, mean, { class: `lf-curve lf-sd-mean ${kind}` });
  };
  draw("forward", passed);
  draw("backward", turned);
}

/**
 * @param {Plot} plot
 * @param {any} state
 * @param {Layer[]} layers
 */
function drawShare(plot, { activation, depth }, layers) {
  const dead = activation === "relu";
  plot.frame({
    x: [0.5, depth + 0.5],
    y: [0, 100],
    xLabel: "layer",
    yLabel: dead ? "dead units [%]" : "saturated [%]",
    height: 220,
  });
  const bars = layers.slice(1).map(({ idle }, i) => bar(plot, i + 1, 0.4, 100 * idle));
  plot.mark("bars", "path", { d: bars.join(""), class: "lf-sd-bar lf-purple" });
  const none = layers.every(({ idle }) => idle === 0);
  const middle = { "text-anchor": "middle" };
  plot.text("none", (depth + 1) / 2, 50, none ? "none" : "", middle);
}

/**
 * @param {Plot} plot
 * @param {number} x its middle
 * @param {number} half its width
 * @param {number} y its height
 * @returns {string} path data
 */
function bar(plot, x, half, y) {
  const p = (/** @type {number} */ v) => v.toFixed(1);
  const left = p(plot.px(x - half));
  const right = p(plot.px(x + half));
  return `M${left} ${p(plot.py(0))}V${p(plot.py(y))}H${right}V${p(plot.py(0))}z`;
}

/**
 * @param {{ words: HTMLElement, plot: Plot }} place
 * @param {number} l
 * @param {Float64Array} H
 * @param {string} activation
 */
function drawHistogram({ words, plot }, l, H, activation) {
  const largest = H.reduce((top, h) => Math.max(top, Math.abs(h)), 0);
  const high = activation in STEEPEST ? 1 : largest || 1;
  const low = activation === "relu" || activation === "sigmoid" ? 0 : -high;
  const counts = histogram(H, BINS, low, high);
  const top = Math.max(...counts);
  plot.frame({ x: [0, BINS], y: [0, top], bare: true, height: 76 });
  const bars = counts.map((n, i) => bar(plot, i + 0.5, 0.45, n));
  plot.mark("bars", "path", { d: bars.join(""), class: "lf-sd-bar lf-blue" });
  plot.rule("zero", { y: 0 }, { class: "lf-spine" });
  const text = largest
    ? `layer ${l}: ${short(low)} to ${short(high)}`
    : `layer ${l}: all 0`;
  if (words.textContent !== text) words.textContent = text;
}

/**
 * @param {any} state
 * @param {number} sigma
 * @param {Layer[]} layers
 * @returns {string[]}
 */
function sentences({ activation, width, depth, theory }, sigma, layers) {
  const last = layers[depth];
  const said = [
    `${depth} layers of ${width} units, ${NAMES[activation]}, σ = ${short(sigma)}.`,
    trend("Activations", layers[0].forward, last.forward, depth),
    trend("Gradients, on the way back,", last.backward, layers[0].backward, depth),
  ];
  if (theory && activation in PASSED) {
    const { mean } = predicted(activation, width, sigma, 1);
    const { median } = predicted(activation, width, sigma / mean, depth);
    const by = activation === "relu" ? "√(width · σ² / 2)" : "√(width · σ²)";
    said.push(
      `Predicted on average: ${by} = ${short(mean)} per layer (thin line); about ` +
        "9 of 10 networks keep a single example within the band, and half of them fall " +
        `below ${short(median)} times the average.`,
    );
  }
  const sizes = layers.flatMap((layer) => [layer.forward, layer.backward]);
  if (sizes.some((size) => size > 0 && size < FLOOR))
    said.push("What lies on the lower edge of the plot is below 1e−60.");
  if (last.forward > 0 && last.spread < 0.01 * last.forward)
    said.push(
      "At the last layer all examples look alike: they differ by " +
        `${likeness(last)} of their size.`,
    );
  const idle = Math.max(...layers.map((layer) => layer.idle));
  const what = activation === "relu" ? "Dead (0 for all examples)" : "Saturated";
  if (idle) said.push(`${what}: up to ${short(100 * idle)}\u00a0% of a layer.`);
  return said;
}

/** @param {Layer} layer @returns {string} */
function likeness({ forward, spread }) {
  const share = Math.max(ROUNDING, spread / forward);
  const less = share === ROUNDING ? "less than " : "";
  return `${less}${short(100 * share)}\u00a0%`;
}

/** What a factor up to the number is called. @type {[number, string][]} */
const VERBS = [
  [0.01, "vanish"],
  [1 / 3, "shrink"],
  [3, "keep their size"],
  [100, "grow"],
];

/**
 * @param {string} what
 * @param {number} from
 * @param {number} to
 * @param {number} depth
 * @returns {string}
 */
function trend(what, from, to, depth) {
  if (to === 0) return `${what} die out: exactly 0 at the end.`;
  const grown = to / from;
  const verb = VERBS.find(([most]) => grown <= most)?.[1] ?? "explode";
  const each = short(grown ** (1 / depth));
  return `${what} ${verb}: from ${short(from)} to ${short(to)}, times ${each} per layer.`;
}
