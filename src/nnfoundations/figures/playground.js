/** Playground: a multilayer perceptron learns to divide the plane, epoch by epoch. */
import { button, entry, group, row, select, slider, toggle } from "./core/controls.js";
import { assign, html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Loop } from "./core/loop.js";
import { Pass, forward } from "./core/network.js";
import { Plot, outline } from "./core/plot.js";
import { narrowed, originOf } from "./core/state.js";
import { FIELDS } from "./fields/playground.js";
import { FEATURES, Trainer, features } from "./playground_maths.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {{ layer: number, unit: number }} Unit layer 0 are the inputs */
/** @typedef {{ details: HTMLDetailsElement, unit: HTMLSelectElement,
 *   part: HTMLSelectElement, value: HTMLInputElement, boxes: HTMLElement[] }} Edit */

/** Time of a frame for training [ms]. */
const BUDGET = 8;
/** Epochs at once for readers who asked for less motion. */
const JUMP = 100;
/** @typedef {import("./fields/playground.js").State} State */

const MOST_LAYERS = FIELDS.hidden.most;
const MOST_UNITS = FIELDS.hidden.of.max;
const TASKS = {
  xor: "Two classes: XOR",
  clouds: "Two classes: clouds",
  moons: "Two classes: moons",
  circles: "Two classes: circles",
  spiral: "Two classes: spiral",
  plane: "A number: plane",
  hills: "A number: hills and hollows",
};
const NAMES = Object.keys(FEATURES);

/** @param {any[]} v */
const areDistinct = (v) => new Set(v).size === v.length;

export default figure({
  title: "Playground: a small network learns to divide the plane",
  fields: { ...FIELDS, features: narrowed(FIELDS.features, areDistinct) },
  presets: {
    flat: { label: "XOR, no hidden layer", state: { data: "xor", hidden: [] } },
    xor: { label: "XOR, hidden layer", state: { data: "xor", noise: 0.15 } },
    spiral: {
      label: "Spiral",
      state: {
        data: "spiral",
        num_points: 400,
        noise: 0.02,
        hidden: [8, 8],
        lr: 0.03,
        momentum: 0.9,
      },
    },
    overfit: {
      label: "Overfitting",
      state: {
        data: "moons",
        num_points: 100,
        share: 0.3,
        noise: 0.35,
        hidden: [8, 8],
        lr: 0.1,
        momentum: 0.9,
      },
    },
    tiny: {
      label: "Tiny weights",
      state: { hidden: [4, 4, 4], init: "sigma", sigma: 0.01 },
    },
  },
  build,
  intro: { lasts: 5000, show: (view, part) => benches.get(view)?.reach(JUMP * part) },
});

// ---- the pictures ----

/** Maps of the plane have CELLS x CELLS places. */
const CELLS = 48;
const MOST_RECORDS = 400;
/** Cells of a unit's map. */
const SMALL = CELLS / 2;
/** How near to a line a press must be [px]. */
const NEAR = 8;
/** Shades on each side of the middle. */
const TONES = 128;

/** @param {number} value @param {number} digits */
function fixed(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : "∞";
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
function gridPoints(points) {
  const X = new Float64Array(2 * CELLS * CELLS);
  const extent = extentOf(points);
  /** @param {number} k */
  const at = (k) => (((k + 0.5) / CELLS) * 2 - 1) * extent;
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
function shades(view) {
  const [low, mid, high] = ["blue", "mid", "vermilion"].map((name) =>
    channels(view.colour(name)),
  );
  const bytes = new Uint8ClampedArray(4 * (2 * TONES + 1));
  for (let k = 0; k <= 2 * TONES; k++) {
    const part = k / TONES - 1;
    const end = part < 0 ? low : high;
    /** Pale enough for points to stand out. */
    const weight = 0.45 * Math.abs(part);
    for (let c = 0; c < 3; c++) bytes[4 * k + c] = mid[c] + weight * (end[c] - mid[c]);
    bytes[4 * k + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/** @param {number} tone from -1 to 1, else the nearer of them @returns {number} a shade */
function shade(tone) {
  return Math.round((Math.min(1, Math.max(-1, tone)) + 1) * TONES) || 0;
}

/**
 * @param {HTMLElement} element
 * @param {...number} box left, top, width, height [px]
 */
function put(element, ...box) {
  const [left, top, width, height] = box.map((length) => `${length}px`);
  Object.assign(element.style, { left, top, width, height });
}

/** The answer to every place of the plane, with the points that are learnt from. */
class Surface {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   */
  constructor(view, parent) {
    this.view = view;
    this.head = html("p", { class: "pg-head" });
    this.key = html("p", { class: "lf-note" });
    const place = html("div", { class: "pg-surface" }, this.head);
    parent.append(place);
    this.plot = new Plot(view, "Answer over the plane, with the points", place);
    view.keep(this.plot.element);
    place.append(this.key);
    this.plot.canvas.width = this.plot.canvas.height = CELLS;
    this.context = this.plot.canvas.getContext("2d");
    this.image = new ImageData(CELLS, CELLS);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** @param {Trainer} trainer */
  layout(trainer) {
    const { plot, view } = this;
    const extent = extentOf(trainer.X);
    const range = /** @type {[number, number]} */ ([-extent, extent]);
    const width = Math.min(440, plot.room);
    plot.frame({ x: range, y: range, xLabel: "x₁", yLabel: "x₂", square: true, width });
    const { left, upper, right, lower } = plot;
    put(plot.canvas, left, upper, right - left, lower - upper);
    const { show_validation } = view.state;
    this.#points(trainer, show_validation);
    const shapes = trainer.classes
      ? "Circles: class 0, squares: class 1."
      : "Circles: below 0, squares: above; the larger, the further.";
    const held = show_validation ? " Filled: training, hollow: validation." : "";
    this.key.textContent = shapes + held;
  }

  /** @param {Trainer} trainer @param {boolean} all whether the validation's are drawn */
  #points({ X, y, numTrain, classes }, all) {
    const { plot } = this;
    /** Below each other: hollow, filled; low, high. */
    const paths = ["", "", "", ""];
    for (let i = 0; i < (all ? y.length : numTrain); i++) {
      const high = y[i] > (classes ? 0.5 : 0);
      const size = classes ? 4 : 2.5 + Math.min(2, 2 * Math.abs(y[i]));
      const shape = high ? "square" : "circle";
      const at = outline(shape, plot.px(X[2 * i]), plot.py(X[2 * i + 1]), size);
      paths[(i < numTrain ? 2 : 0) + (high ? 1 : 0)] += at;
    }
    paths.forEach((d, k) => {
      const colour = k % 2 ? "lf-vermilion" : "lf-blue";
      const kind = `${k > 1 ? "lf-dot" : "pg-hollow"} ${colour}`;
      plot.mark(kind, "path", { d, class: kind });
    });
  }

  /**
   * @param {Trainer} trainer
   * @param {Board} board whose chosen unit is shown
   */
  paint(trainer, board) {
    const { layer, unit } = board.shown;
    const last = layer === trainer.network.widths.length - 1;
    const discrete = last && this.view.state.discrete;
    board.map(trainer, layer, unit, CELLS, this.pixels, 0, discrete);
    this.context?.putImageData(this.image, 0, 0);
    const text = `${board.nameOf(board.shown)}, over the plane`;
    this.head.textContent = text;
  }
}

/** @param {number} value @returns {number} 1, 2 or 5 times a power of ten, not below */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((n) => n * power >= value * (1 - 1e-9)) ?? 10);
}

/** Losses by epoch. */
class Chart {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   */
  constructor(view, parent) {
    const place = html("div", { class: "pg-chart" });
    parent.append(place);
    this.plot = new Plot(view, "Loss on training and validation points", place);
    const key = "Solid: loss on training points, dashed: on validation points.";
    place.append(html("p", { class: "lf-note" }, key));
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
    const yLabel = classes ? "cross-entropy [nats]" : "mean squared error";
    const key = `${end} ${top} ${yLabel}`;
    if (key !== this.framed)
      plot.frame({ x: [0, end], y: [0, top], xLabel: "epoch", yLabel, height: 200 });
    this.framed = key;
    const now = [...records, [epoch, losses.training, losses.validation]];
    const xs = now.map((record) => record[0]);
    ["lf-blue", "lf-dashed lf-vermilion"].forEach((kind, k) => {
      const ys = now.map((record) => record[k + 1]);
      plot.line(kind, xs, ys, { class: `lf-curve ${kind}` });
    });
  }
}

/** @param {string} feature such as "x1^2" @returns {string} as it is written: x₁² */
function written(feature) {
  const text = feature.replaceAll("x1", "x₁").replaceAll("x2", "x₂");
  return text.replace("^2", "²").replace("sin ", "sin π").replace("₁ x", "₁x");
}

/** @param {number} w @returns {number} width of a weight's line [px] */
const thickness = (w) => 0.6 + 5.4 * (1 - Math.exp(-Math.abs(w) / 2));

class Board {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   * @param {() => void} changed asks for new pictures
   */
  constructor(view, parent, changed) {
    this.view = view;
    this.changed = changed;
    const place = html("div", {}, html("p", { class: "pg-head" }, "The network"));
    parent.append(place);
    this.plot = new Plot(view, "Network: press a unit to see it large", place);
    const key = "Lines: weights; solid positive, dashed negative. Stubs: biases.";
    place.append(html("p", { class: "lf-note" }, key));
    this.context = this.plot.canvas.getContext("2d");
    this.atlas = html("canvas", { width: SMALL });
    /** @type {Unit[]} */
    this.units = [];
    /** @type {SVGGElement[]} */
    this.buttons = [];
    this.chosen = 0;
    /** The one that Tab leads to. */
    this.current = 0;
    /** Of the chosen unit: its bias (-1), or the number of a weight. */
    this.part = -1;
    /** The unit under the mouse or with the focus. */
    this.peek = -1;
    this.shape = "";
    /** @type {[number, number][]} */
    this.places = [];
    this.tile = 24;
    /** @type {Uint32Array} */
    this.tones = new Uint32Array(0);
    this.ink = { low: "", high: "" };
    /** @type {Edit | undefined} */
    this.edit = undefined;
    const { signal } = view;
    this.plot.svg.addEventListener("click", (e) => this.#pressLine(e), { signal });
  }

  /** @returns {Unit} the one that is shown large */
  get shown() {
    return this.units[this.peek >= 0 ? this.peek : this.chosen];
  }

  /** @param {Unit} unit @returns {string} */
  nameOf({ layer, unit }) {
    const { features: names, hidden } = this.view.state;
    if (layer === 0) return `Input ${written(names[unit])}`;
    return layer > hidden.length ? "Output" : `Hidden layer ${layer}, unit ${unit + 1}`;
  }

  /** @param {Trainer} trainer a new one */
  take(trainer) {
    const { widths } = trainer.network;
    this.pass = new Pass(trainer.network, CELLS * CELLS);
    const grid = gridPoints(trainer.X);
    this.pass.H[0].set(features(grid, this.view.state.features));
    const shape = JSON.stringify([widths, this.view.state.features]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.units = widths.flatMap((width, layer) =>
      Array.from({ length: width }, (_, unit) => ({ layer, unit })),
    );
    this.chosen = this.current = this.units.length - 1;
    this.peek = this.part = -1;
    this.atlas.height = SMALL * this.units.length;
    this.image = new ImageData(SMALL, this.atlas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.plot.top.replaceChildren();
    this.buttons = this.units.map((_, k) => this.#button(k));
    this.offer();
  }

  /** @param {number} k @returns {SVGGElement} */
  #button(k) {
    const { signal } = this.view;
    const element = svg("g", { class: "pg-unit", role: "button" });
    /** The larger one is for fingers. */
    element.append(svg("rect", { class: "lf-room" }), svg("rect", { rx: 3 }));
    /** @param {string} event @param {any} act */
    const listen = (event, act) => element.addEventListener(event, act, { signal });
    /** @param {number} at */
    const look = (at) => () => {
      this.peek = at;
      this.changed();
    };
    listen("click", () => this.choose(this.units[k]));
    listen("focus", () => {
      this.current = k;
      look(k)();
    });
    listen("blur", look(-1));
    listen("pointerleave", look(-1));
    /** @param {PointerEvent} event */
    const enter = (event) => event.pointerType === "mouse" && look(k)();
    listen("pointerenter", enter);
    /** @param {KeyboardEvent} event */
    const key = (event) => this.#key(event, k);
    listen("keydown", key);
    this.plot.top.append(element);
    return element;
  }

  /** @param {KeyboardEvent} event @param {number} k */
  #key(event, k) {
    const { layer, unit } = this.units[k];
    /** @type {Record<string, number[]>} */
    const steps = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(this.units[k]);
    else if (step) {
      const there = this.units.filter((each) => each.layer === layer + step[0]);
      const to = there[Math.min(there.length - 1, Math.max(0, unit + step[1]))];
      this.buttons[this.units.indexOf(to)]?.focus();
    } else return;
    event.preventDefault();
  }

  /** @param {Unit} unit to show large, and to change by hand */
  choose(unit) {
    this.chosen = this.current = this.units.indexOf(unit);
    this.part = -1;
    if (this.edit) this.edit.details.open = true;
    this.offer();
    this.changed();
  }

  /** Fill the lists of units and of the chosen unit's parts. */
  offer() {
    const { edit } = this;
    if (!edit) return;
    /** @param {string[]} texts @param {number} first */
    const options = (texts, first) =>
      texts.map((text, k) => html("option", { value: k + first }, text));
    edit.unit.replaceChildren(
      ...options(
        this.units.map((u) => this.nameOf(u)),
        0,
      ),
    );
    const { layer } = this.units[this.chosen];
    const before = this.units.filter((unit) => unit.layer === layer - 1);
    const weights = before.map((unit) => `weight from: ${this.nameOf(unit)}`);
    edit.part.replaceChildren(...options(["bias", ...weights], -1));
    edit.boxes[1].hidden = edit.boxes[2].hidden = layer === 0;
  }

  /** @param {Trainer} trainer @returns {[Float64Array, number]} where the part stands */
  slot({ network }) {
    const { layer, unit } = this.units[this.chosen];
    const out = network.widths[layer];
    if (this.part < 0) return [network.biases[layer - 1], unit];
    return [network.weights[layer - 1], this.part * out + unit];
  }

  /** Where everything stands. @param {Trainer} trainer */
  layout({ network }) {
    const { view, plot } = this;
    const { widths } = network;
    const width = plot.room;
    const left = String(view.state.features).includes(" ") ? 62 : 34;
    const rows = Math.max(...widths);
    const pitch = (width - left - 12) / widths.length;
    this.tile = Math.max(14, Math.min(40, Math.floor(0.6 * pitch)));
    const apart = Math.max(27, this.tile + (rows > 5 ? 10 : 18));
    const height = Math.max(150, rows * apart + 16);
    plot.frame({ x: [0, 1], y: [0, 1], bare: true, width, height });
    const across = (width - left - 12 - this.tile) / (widths.length - 1);
    this.places = this.units.map(({ layer, unit }) => [
      left + this.tile / 2 + layer * across,
      height / 2 - 4 + (unit - (widths[layer] - 1) / 2) * apart,
    ]);
    this.#dress(width, height);
    this.tones = shades(view);
    this.ink = { low: view.colour("blue"), high: view.colour("vermilion") };
  }

  /** Size of the canvas, places of the buttons and labels. @param {number} width @param {number} height */
  #dress(width, height) {
    const { plot, tile } = this;
    const ratio = Math.min(2, devicePixelRatio || 1);
    Object.assign(plot.canvas, { width: width * ratio, height: height * ratio });
    put(plot.canvas, 0, 0, width, height);
    this.context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    plot.clear("label");
    this.buttons.forEach((element, k) => {
      const [x, y] = this.places[k];
      [Math.max(24, tile), tile].forEach((size, i) => {
        const corner = { x: x - size / 2, y: y - size / 2, width: size, height: size };
        assign(element.children[i], corner);
      });
      const { layer, unit } = this.units[k];
      if (layer > 0) return;
      const at = { x: x - tile / 2 - 6, y: y + 5, "text-anchor": "end" };
      const sign = written(this.view.state.features[unit]);
      plot.text(`label ${k}`, 0, 0, sign, at);
    });
  }

  /**
   * Write a unit's map as pixels.
   * @param {Trainer} trainer
   * @param {number} layer
   * @param {number} unit
   * @param {number} size cells on each side; a divisor of CELLS
   * @param {Uint32Array} pixels
   * @param {number} to
   * @param {boolean} [discrete] only the sign
   */
  map({ network, classes }, layer, unit, size, pixels, to, discrete = false) {
    if (!this.pass) return;
    const width = network.widths[layer];
    const H = this.pass.H[layer];
    const step = CELLS / size;
    const last = layer === network.widths.length - 1;
    const chance = !last && layer > 0 && this.view.state.activation === "sigmoid";
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const h = H[(row * step * CELLS + column * step) * width + unit];
        let tone = chance ? 2 * h - 1 : h;
        if (discrete) tone = h >= 0 ? 1 : -1;
        else if (last && classes) tone = Math.tanh(h / 2);
        pixels[to++] = this.tones[shade(tone)];
      }
  }

  /** @param {Trainer} trainer */
  paint(trainer) {
    const { context, image, pixels, atlas, pass } = this;
    if (!context || !image || !pixels || !pass) return;
    forward(trainer.network, pass);
    const area = SMALL * SMALL;
    this.units.forEach(({ layer, unit }, k) =>
      this.map(trainer, layer, unit, SMALL, pixels, k * area),
    );
    atlas.getContext("2d")?.putImageData(image, 0, 0);
    context.clearRect(0, 0, this.plot.width, this.plot.height);
    this.#lines(trainer, context, 1);
    this.#lines(trainer, context, -1);
    const { tile } = this;
    this.places.forEach(([x, y], k) => {
      const corner = /** @type {const} */ ([x - tile / 2, y - tile / 2, tile, tile]);
      context.drawImage(atlas, 0, SMALL * k, SMALL, SMALL, ...corner);
    });
    this.#label(trainer);
  }

  /**
   * All weights and biases of one sign.
   * @param {Trainer} trainer
   * @param {CanvasRenderingContext2D} context
   * @param {1 | -1} sign
   */
  #lines({ network }, context, sign) {
    const { tile, places, units, ink } = this;
    context.strokeStyle = sign > 0 ? ink.high : ink.low;
    context.setLineDash(sign > 0 ? [] : [6, 4]);
    /** Number of the first unit of the layer below. */
    let before = 0;
    units.forEach(({ layer, unit }, k) => {
      if (layer === 0) return;
      const first = k - unit;
      if (unit === 0) before = first - network.widths[layer - 1];
      const [x, y] = places[k];
      const out = network.widths[layer];
      /** @param {number} w @param {number[]} line */
      const draw = (w, line) => {
        if (!(w * sign > 0)) return;
        context.lineWidth = thickness(w);
        context.beginPath();
        context.moveTo(line[0], line[1]);
        context.lineTo(line[2], line[3]);
        context.stroke();
      };
      for (let i = before; i < first; i++) {
        const w = network.weights[layer - 1][(i - before) * out + unit];
        draw(w, [places[i][0] + tile / 2, places[i][1], x - tile / 2, y]);
      }
      const low = y + tile / 2;
      draw(network.biases[layer - 1][unit], [x, low, x, low + 8]);
    });
  }

  /** What the buttons and the fields say. @param {Trainer} trainer */
  #label(trainer) {
    this.buttons.forEach((element, k) => {
      assign(element, {
        "aria-label": this.nameOf(this.units[k]),
        "aria-pressed": String(k === this.chosen),
        tabindex: k === this.current ? 0 : -1,
      });
    });
    const { edit } = this;
    if (!edit?.details.open) return;
    edit.unit.selectedIndex = this.chosen;
    edit.part.value = String(this.part);
    if (this.units[this.chosen].layer === 0) return;
    const [array, at] = this.slot(trainer);
    if (document.activeElement !== edit.value) edit.value.value = fixed(array[at], 3);
  }

  /** @param {MouseEvent} event on a line: its weight is to be changed */
  #pressLine(event) {
    if (!(event.target instanceof Element) || event.target.closest(".pg-unit")) return;
    const found = this.#nearest(...this.plot.placeOf(event));
    if (!found || !this.edit) return;
    this.choose(found[0]);
    this.part = found[1].unit;
    this.changed();
    this.edit.value.focus();
    this.edit.value.select();
  }

  /** @param {number} x @param {number} y @returns {[Unit, Unit] | undefined} to and from */
  #nearest(x, y) {
    const { places, units, tile } = this;
    let best = NEAR;
    /** @type {[Unit, Unit] | undefined} */
    let found;
    units.forEach((to, k) =>
      units.forEach((from, j) => {
        if (from.layer !== to.layer - 1) return;
        const x0 = places[j][0] + tile / 2;
        const across = places[k][0] - tile / 2 - x0;
        const up = places[k][1] - places[j][1];
        const part = Math.min(1, Math.max(0, (x - x0) / across));
        const far = Math.hypot(x - x0 - part * across, y - places[j][1] - part * up);
        if (far < best) [best, found] = [far, [to, from]];
      }),
    );
    return found;
  }
}

// ---- the training ----

/** The bench of each view, for `pose`. @type {WeakMap<View, Bench>} */
const benches = new WeakMap();

/** @param {State} state @returns {string} what the training starts from */
export const keyOf = (state) => originOf(FIELDS, state);

/** A training and the pictures of it. */
class Bench {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.goal = 0;
    this.guess = 0;
    this.key = "";
    this.status = html("p", { class: "pg-status" });
    this.bar = row(view, "Training", view.stage);
    const left = html("div", { class: "pg-left" });
    const columns = html("div", { class: "lf-columns" });
    view.stage.append(this.status, columns);
    this.surface = new Surface(view, columns);
    columns.append(left);
    this.board = new Board(view, left, () => this.paint());
    this.chart = new Chart(view, left);
    this.trainer = this.begin();
    this.loop = new Loop(view, () => this.frame());
    view.onReset(() => this.restart());
    benches.set(view, this);
  }

  /** Start the training anew if what it starts from has changed. */
  follow() {
    if (keyOf(this.view.state) !== this.key) this.restart();
  }

  restart() {
    this.loop.stop();
    this.trainer = this.begin();
    this.view.update();
  }

  /** @returns {Trainer} a new one */
  begin() {
    const { state } = this.view;
    this.key = keyOf(state);
    const trainer = new Trainer(state);
    this.chart.clear(trainer);
    this.board.take(trainer);
    this.guess = trainer.guess();
    return trainer;
  }

  /** One minibatch. @returns {boolean} whether it ended an epoch, or the training */
  step() {
    const { trainer } = this;
    trainer.step(this.view.state);
    if (trainer.at !== 0 && Number.isFinite(trainer.gradientSize)) return false;
    trainer.evaluate();
    this.chart.record(trainer);
    return true;
  }

  /** @param {number} end the epoch up to which it trains, at once */
  reach(end) {
    this.follow();
    while (this.trainer.epoch < end && !this.trainer.diverged) this.step();
    this.view.update();
  }

  /** As many whole epochs as a frame has time for (what is shown after a pause is then
   * what was evaluated), and a picture. */
  frame() {
    const { view, trainer } = this;
    const until = performance.now() + BUDGET;
    const end = view.still ? this.goal : trainer.epoch + view.state.pace;
    while (trainer.epoch < end && performance.now() < until && !trainer.diverged)
      while (!this.step());
    const over = trainer.diverged || (view.still && trainer.epoch >= this.goal);
    if (!over) this.paint();
    return !over;
  }

  oneBatch() {
    this.loop.stop();
    if (!this.trainer.diverged) this.step();
    this.trainer.evaluate();
    this.view.update();
  }

  /** Show the network as it is now; what only the reader changes stays. With less motion
   * nothing is shown of a training that goes on, only its end. */
  paint() {
    const { trainer, view, board } = this;
    if (view.still && this.loop.running) return;
    board.paint(trainer);
    this.surface.paint(trainer, board);
    this.chart.paint(trainer);
    const { losses, epoch, at, gradientSize } = trainer;
    const batch = at > 0 ? ` and ${at} of ${trainer.numTrain} examples` : "";
    const time = `Epoch ${epoch}${batch}.`;
    const gradient = trainer.steps
      ? ` Gradient of the last batch: ${fixed(gradientSize, 4)}.`
      : "";
    this.status.textContent = `${time}${gradient}`;
    const loss =
      `Loss on training points ${fixed(losses.training, 3)}, on validation points ` +
      `${fixed(losses.validation, 3)}.`;
    const meaning = [loss, this.shares(), this.verdict()];
    view.caption(meaning.join(" "));
    if (!this.loop.running) view.say(time, ...meaning);
  }

  shares() {
    const { classes, right, losses } = this.trainer;
    /** @param {number} v */
    const percent = (v) => `${fixed(100 * v, 1)} %`;
    return classes
      ? `Right: ${percent(right.training)} of the training and ` +
          `${percent(right.validation)} of the validation points.`
      : `Root mean square errors: ${fixed(Math.sqrt(losses.training), 3)} and ` +
          `${fixed(Math.sqrt(losses.validation), 3)}.`;
  }

  /** @returns {string} what the numbers mean */
  verdict() {
    const { trainer, chart } = this;
    if (trainer.diverged)
      return "The training has diverged: start again with a smaller learning rate.";
    const { network, losses, steps } = trainer;
    if (!steps)
      return `Not trained yet: ${network.widths.join("–")} units, ${network.size} weights and biases.`;
    const { guess } = this;
    const { epoch, training, validation } = chart.best;
    if (losses.validation > 1.15 * validation + 0.01 && losses.training < training)
      return (
        `Overfitting: validation was best, ${fixed(validation, 3)}, after ` +
        `${epoch} epochs; since then only the training loss has fallen.`
      );
    if (losses.validation > 0.97 * guess)
      return `No better than a constant answer (${fixed(guess, 3)}).`;
    return `A constant answer would have ${fixed(guess, 3)}.`;
  }
}

/** @param {View} view */
function build(view) {
  const bench = new Bench(view);
  essentials(view, bench);
  dataGroup(view);
  networkGroup(view);
  weightsGroup(view);
  trainingGroup(view);
  showGroup(view);
  editGroup(view, bench);
  return () => {
    bench.follow();
    bench.board.layout(bench.trainer);
    bench.surface.layout(bench.trainer);
    bench.chart.layout();
    bench.paint();
  };
}

/** @param {View} view @param {Bench} bench what is needed first */
function essentials(view, bench) {
  const { loop, bar: parent } = bench;
  const train = () =>
    loop.running ? "Pause" : view.still ? `Train ${JUMP} epochs` : "Train";
  const run = () => {
    bench.goal = bench.trainer.epoch + JUMP;
    loop.toggle();
  };
  button(view, train, run, { parent }).classList.add("lf-main");
  const epoch = () => {
    loop.stop();
    bench.reach(bench.trainer.epoch + 1);
  };
  button(view, "One epoch", epoch, { parent });
  button(view, "One batch", () => bench.oneBatch(), { parent });
  button(view, "Start again", () => bench.restart(), { parent });
  select(view, "data", { label: "Task", names: TASKS });
  select(view, "activation", { label: "Activation of hidden units" });
  slider(view, "lr", { label: "Learning rate", step: 10 ** 0.1, log: true });
}

/**
 * Show a control only where it matters.
 * @param {View} view
 * @param {HTMLElement} input
 * @param {() => boolean} matters
 */
function onlyIf(view, input, matters) {
  const element = input.parentElement ?? input;
  view.controls.push({ element, show: () => void (element.hidden = !matters()) });
}

/**
 * A seed that is typed, and a button for the next one.
 * @param {View} view
 * @param {string} name of the field
 * @param {string} label
 * @param {string} next
 * @param {HTMLElement} parent
 */
function seed(view, name, label, next, parent) {
  entry(view, name, label, parent);
  const press = () => view.set({ [name]: (view.state[name] + 1) % 10000 });
  button(view, next, press, { parent });
}

/** @param {View} view */
function dataGroup(view) {
  const parent = group(view, "Data");
  slider(view, "num_points", { label: "Points", step: 10, parent });
  /** @param {number} v */
  const percent = (v) => `${Math.round(100 * v)} %`;
  const share = { label: "Share for training", step: 0.05, format: percent, parent };
  slider(view, "share", share);
  slider(view, "noise", { label: "Noise (σ)", step: 0.01, parent });
  seed(view, "data_seed", "Seed of the points", "New points", parent);
}

/** @param {View} view */
function networkGroup(view) {
  const parent = group(view, "Inputs and layers");
  for (const name of NAMES) featureBox(view, name, parent);
  const layers = row(view, "", parent);
  /** @returns {number[]} */
  const hidden = () => view.state.hidden;
  const add = () => full() || view.set({ hidden: [...hidden(), 4] });
  const drop = () => view.set({ hidden: hidden().slice(0, -1) });
  const full = () => hidden().length === MOST_LAYERS;
  button(view, "Add a layer", add, { parent: layers, disabled: full });
  const none = () => hidden().length === 0;
  button(view, "Remove a layer", drop, { parent: layers, disabled: none });
  for (let l = 0; l < MOST_LAYERS; l++) widthRow(view, l, parent);
}

/**
 * @param {View} view
 * @param {string} name
 * @param {HTMLElement} parent
 */
function featureBox(view, name, parent) {
  const onchange = () => {
    const { features } = view.state;
    const wanted = NAMES.filter((n) =>
      n === name ? input.checked : features.includes(n),
    );
    if (wanted.length) view.set({ features: wanted });
    else {
      input.checked = true;
      view.tell("The network needs at least one input.");
    }
  };
  const input = html("input", { type: "checkbox", "data-feature": name, onchange });
  const text = `Input ${written(name)}`;
  const element = html("label", { class: "lf-control lf-toggle" }, input, text);
  parent.append(element);
  const show = () => void (input.checked = view.state.features.includes(name));
  view.controls.push({ element, show });
}

/**
 * Fewer or more units in one hidden layer.
 * @param {View} view
 * @param {number} l
 * @param {HTMLElement} parent
 */
function widthRow(view, l, parent) {
  const label = `Hidden layer ${l + 1}`;
  const element = row(view, label, parent);
  const said = html("span");
  element.append(said);
  /** @param {number} by */
  const change = (by) => () => {
    const hidden = [...view.state.hidden];
    hidden[l] = Math.min(MOST_UNITS, Math.max(1, hidden[l] + by));
    view.set({ hidden });
  };
  for (const [by, sign, word, end] of /** @type {const} */ ([
    [-1, "−", "less", 1],
    [1, "+", "more", MOST_UNITS],
  ])) {
    const disabled = () => view.state.hidden[l] === end;
    const input = button(view, sign, change(by), { parent: element, disabled });
    input.ariaLabel = `One unit ${word} in hidden layer ${l + 1}`;
  }
  const show = () => {
    const width = view.state.hidden[l] ?? 0;
    element.hidden = !width;
    said.textContent = `${label}: ${width} ${width === 1 ? "unit" : "units"}`;
  };
  view.controls.push({ element, show });
}

/** @param {View} view */
function weightsGroup(view) {
  const parent = group(view, "Initial weights");
  const names = {
    xavier: "Xavier: √(2 / (in + out))",
    he: "He: √(2 / in)",
    sigma: "chosen",
    zeros: "0",
  };
  select(view, "init", { label: "Standard deviation σ", names, parent });
  const step = 10 ** 0.1;
  const sigma = slider(view, "sigma", { label: "Chosen σ", step, log: true, parent });
  onlyIf(view, sigma, () => view.state.init === "sigma");
  seed(view, "seed", "Seed of weights and batches", "New weights", parent);
}

/** @param {View} view */
function trainingGroup(view) {
  const parent = group(view, "Training");
  entry(view, "batch_size", "Examples per batch", parent);
  slider(view, "momentum", { label: "Momentum", step: 0.01, parent });
  const names = { none: "none", l1: "L1: rate × Σ|w|", l2: "L2: rate / 2 × Σw²" };
  select(view, "penalty", { label: "Penalty on weights", names, parent });
  const step = 10 ** 0.25;
  const rate = slider(view, "rate", { label: "Penalty rate", step, log: true, parent });
  onlyIf(view, rate, () => view.state.penalty !== "none");
  slider(view, "pace", { label: "Epochs per picture", step: 1, parent });
}

/** @param {View} view */
function showGroup(view) {
  const parent = group(view, "Show");
  toggle(view, "show_validation", { label: "Points for validation", parent });
  toggle(view, "discrete", { label: "Only the answer, not how sure", parent });
}

/**
 * Look at one unit, change its weights and its bias by hand.
 * @param {View} view
 * @param {Bench} bench
 */
function editGroup(view, bench) {
  const parent = group(view, "One unit: look and change");
  const { board } = bench;
  const unit = html("select", {
    onchange: () => board.choose(board.units[unit.selectedIndex]),
  });
  const part = html("select", {
    onchange: () => {
      board.part = Number(part.value);
      bench.paint();
    },
  });
  const oninput = () => {
    if (!Number.isFinite(value.valueAsNumber)) return;
    const [array, at] = board.slot(bench.trainer);
    array[at] = value.valueAsNumber;
    bench.trainer.evaluate();
    bench.paint();
  };
  const value = html("input", { type: "number", step: 0.1, oninput });
  const boxes = [
    ["Unit shown large", unit],
    ["Its part", part],
    ["Value", value],
  ].map(([label, input]) =>
    html("label", { class: "lf-control lf-entry" }, label, input),
  );
  parent.append(...boxes);
  const details = /** @type {HTMLDetailsElement} */ (parent.parentElement);
  board.edit = { details, unit, part, value, boxes };
  board.offer();
}
