/** The playground's maps of the plane and its chart of losses. */
import { html } from "./core/dom.js";
import { Plot } from "./core/plot.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {import("./playground_maths.js").Trainer} Trainer */
/** @typedef {import("./playground_board.js").Board} Board */

/** Maps of the plane have CELLS x CELLS places. */
export const CELLS = 48;
const MOST_RECORDS = 400;
const TONES = 128; // shades on each side of the middle

/** @param {number} value @param {number} digits */
export function fixed(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "∞";
}

/** @param {Float64Array} X @returns {number} e such that -e to e holds all coordinates */
function extentOf(X) {
  const largest = X.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.ceil(4 * largest + 0.2) / 4;
}

/**
 * @param {Float64Array} points that the map must hold
 * @returns {Float64Array} centres of its cells, row by row from the upper left
 */
export function gridPoints(points) {
  const X = new Float64Array(2 * CELLS * CELLS);
  const extent = extentOf(points);
  const at = (/** @type {number} */ k) => (((k + 0.5) / CELLS) * 2 - 1) * extent;
  for (let row = 0, k = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++) {
      X[k++] = at(column);
      X[k++] = -at(row);
    }
  return X;
}

/** @param {string} hex such as "#bcdcf5" */
const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * Shades from the low colour over the middle to the high one.
 * @param {View} view
 * @returns {Uint32Array} pixels, 2 TONES + 1
 */
export function shades(view) {
  const [low, mid, high] = ["blue", "mid", "vermilion"].map((name) =>
    channels(view.colour(name)),
  );
  const bytes = new Uint8ClampedArray(4 * (2 * TONES + 1));
  for (let k = 0; k <= 2 * TONES; k++) {
    const part = k / TONES - 1;
    const end = part < 0 ? low : high;
    const weight = 0.45 * Math.abs(part); // pale enough for points to stand out
    for (let c = 0; c < 3; c++) bytes[4 * k + c] = mid[c] + weight * (end[c] - mid[c]);
    bytes[4 * k + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/** @param {number} tone from -1 to 1, else the nearer of them @returns {number} a shade */
export function shade(tone) {
  return Math.round((Math.min(1, Math.max(-1, tone)) + 1) * TONES) || 0;
}

/** The answer to every place of the plane, with the points that are learnt from. */
export class Surface {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   */
  constructor(view, parent) {
    this.view = view;
    this.head = html("p", { class: "pg-head" });
    this.key = html("p", { class: "pg-key" });
    const place = html("div", { class: "pg-surface" }, this.head);
    parent.append(place);
    this.plot = new Plot(view, "Answer over the plane, with the points", place);
    place.append(this.key);
    this.plot.canvas.width = this.plot.canvas.height = CELLS;
    this.context = this.plot.canvas.getContext("2d");
    this.image = new ImageData(CELLS, CELLS);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.drawn = "";
  }

  /** @param {Trainer} trainer */
  layout(trainer) {
    const { plot, view } = this;
    const extent = extentOf(trainer.X);
    const range = /** @type {[number, number]} */ ([-extent, extent]);
    const room = plot.element.parentElement?.clientWidth ?? 400;
    const width = Math.min(440, room);
    plot.frame({ x: range, y: range, xLabel: "x₁", yLabel: "x₂", square: true, width });
    Object.assign(plot.canvas.style, {
      left: `${plot.left}px`,
      top: `${plot.upper}px`,
      width: `${plot.right - plot.left}px`,
      height: `${plot.lower - plot.upper}px`,
    });
    const { data, num_points, noise, data_seed, share, show_validation } = view.state;
    const all = [plot.width, data, num_points, noise, data_seed, share];
    const key = JSON.stringify([all, show_validation]);
    if (key !== this.drawn) this.#points(trainer, show_validation);
    this.drawn = key;
    const shapes = trainer.classes
      ? "Circles: class 0, squares: class 1."
      : "Circles: below 0, squares: above; the larger, the further.";
    const held = show_validation ? " Filled: training, hollow: validation." : "";
    this.key.textContent = shapes + held;
  }

  /** @param {Trainer} trainer @param {boolean} held whether the validation's are drawn */
  #points(trainer, held) {
    const { X, y, numTrain, classes } = trainer;
    this.plot.clear("points");
    /** @type {Map<string, [number, number][]>} */
    const kinds = new Map();
    for (let i = held ? y.length - 1 : numTrain - 1; i >= 0; i--) {
      const high = classes ? y[i] > 0.5 : y[i] > 0;
      const size = classes ? 4 : 2.5 + Math.min(2, Math.round(Math.abs(y[i]) * 4) / 2);
      const name = `points ${i < numTrain ? "full" : "hollow"} ${high} ${size}`;
      if (!kinds.has(name)) kinds.set(name, []);
      kinds.get(name)?.push([X[2 * i], X[2 * i + 1]]);
    }
    for (const [name, places] of kinds) {
      const [, fill, high, size] = name.split(" ");
      const upper = high === "true";
      const shape = upper ? "square" : "circle";
      const colour = upper ? "lf-vermilion" : "lf-blue";
      const kind = fill === "full" ? "lf-dot" : "pg-hollow";
      const form = /** @type {const} */ ({ shape, size: Number(size) });
      this.plot.dots(name, places, form, { class: `${kind} ${colour}` });
    }
  }

  /**
   * @param {Trainer} trainer
   * @param {Board} board whose chosen unit is shown
   */
  paint(trainer, board) {
    const { layer, unit } = board.shown;
    const last = layer === trainer.network.widths.length - 1;
    board.map(trainer, layer, unit, CELLS, this.pixels, 0, last && this.discrete);
    this.context?.putImageData(this.image, 0, 0);
    const text = `${board.nameOf(board.shown)}, over the plane`;
    if (this.head.textContent !== text) this.head.textContent = text;
  }

  get discrete() {
    return this.view.state.discrete;
  }
}

/** @param {number} value @returns {number} 1, 2 or 5 times a power of ten, not below */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((n) => n * power >= value * (1 - 1e-9)) ?? 10);
}

/** Losses by epoch. */
export class Chart {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   */
  constructor(view, parent) {
    const place = html("div", { class: "pg-chart" });
    parent.append(place);
    this.plot = new Plot(view, "Loss on training and validation points", place);
    /** @type {[number, number, number][]} epoch, loss on training, on validation */
    this.records = [];
    this.every = 1;
    this.best = { epoch: 0, training: 0, validation: 0 };
    this.top = 1;
    this.framed = "";
  }

  /** @param {Trainer} trainer a new one */
  clear(trainer) {
    this.records = [];
    this.every = 1;
    this.top = 0;
    this.best = { epoch: 0, training: Infinity, validation: Infinity };
    this.record(trainer);
  }

  /** @param {Trainer} trainer */
  record({ epoch, losses }) {
    const { training, validation } = losses;
    if (validation < this.best.validation) this.best = { epoch, training, validation };
    if (epoch % this.every) return;
    this.records.push([epoch, training, validation]);
    const larger = Math.max(training, validation);
    if (larger < Infinity) this.top = Math.max(this.top, larger);
    if (this.records.length <= MOST_RECORDS) return;
    this.every *= 2;
    this.records = this.records.filter(([each]) => each % this.every === 0);
  }

  /** The size may have changed. */
  layout() {
    this.framed = "";
  }

  /** @param {Trainer} trainer */
  paint({ epoch, losses, classes }) {
    const { plot, records } = this;
    const end = Math.max(10, round(epoch || 1));
    const top = round(this.top || 1);
    const label = classes ? "cross-entropy [nats]" : "mean squared error";
    const key = `${end} ${top} ${label}`;
    if (key !== this.framed) this.#frame(end, top, label);
    this.framed = key;
    const now = [...records, [epoch, losses.training, losses.validation]];
    const xs = now.map((record) => record[0]);
    const curve = (/** @type {number} */ k) => now.map((record) => record[k]);
    plot.line("training", xs, curve(1), { class: "lf-curve lf-blue" });
    const dashed = { class: "lf-curve lf-dashed lf-vermilion" };
    plot.line("validation", xs, curve(2), dashed);
  }

  /** @param {number} end @param {number} top @param {string} yLabel */
  #frame(end, top, yLabel) {
    const { plot } = this;
    plot.frame({
      x: [0, end],
      y: [0, top],
      xLabel: "epoch",
      yLabel,
      height: 200,
    });
    const middle = plot.upper + 12;
    const sample = { y1: middle - 5, y2: middle - 5 };
    const x = plot.right - 190;
    const solid = { ...sample, x1: x - 26, x2: x - 4, class: "lf-curve lf-blue" };
    plot.mark("sample-1", "line", solid);
    const dashes = "lf-curve lf-dashed lf-vermilion";
    plot.mark("sample-2", "line", {
      ...sample,
      x1: x + 80,
      x2: x + 104,
      class: dashes,
    });
    plot.text("name-1", 0, 0, "training", { x, y: middle });
    plot.text("name-2", 0, 0, "validation", { x: x + 110, y: middle });
  }
}
