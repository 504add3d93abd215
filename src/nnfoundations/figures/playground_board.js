/** The playground's drawing of the network: units as maps, weights as lines. */
import { assign, html, svg } from "./core/dom.js";
import { Pass, forward } from "./core/network.js";
import { Plot } from "./core/plot.js";
import { features } from "./playground_maths.js";
import { CELLS, fixed, gridPoints, shade, shades } from "./playground_plots.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {import("./playground_maths.js").Trainer} Trainer */
/** @typedef {{ layer: number, unit: number }} Unit layer 0 are the inputs */
/** @typedef {{ layer: number, unit: number, from: number }} Weight */
/** @typedef {{ details: HTMLDetailsElement, unit: HTMLSelectElement,
 *   part: HTMLSelectElement, value: HTMLInputElement, boxes: HTMLElement[] }} Edit */

const SMALL = CELLS / 2; // cells of a unit's map
const NEAR = 8; // px: how near to a line a press must be

/** @type {Record<string, string>} */
export const SIGNS = {
  x1: "x₁",
  x2: "x₂",
  "x1^2": "x₁²",
  "x2^2": "x₂²",
  "x1 x2": "x₁x₂",
  "sin x1": "sin πx₁",
  "sin x2": "sin πx₂",
};

/** @param {number} w @returns {number} width of a weight's line [px] */
const thickness = (w) => 0.6 + 5.4 * (1 - Math.exp(-Math.abs(w) / 2));

export class Board {
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
    place.append(html("p", { class: "pg-key" }, key));
    this.context = this.plot.canvas.getContext("2d");
    this.atlas = html("canvas", { width: SMALL });
    /** @type {Unit[]} */
    this.units = [];
    /** @type {SVGGElement[]} */
    this.buttons = [];
    this.chosen = 0;
    this.part = -1; // of the chosen unit: the bias, or the number of a weight
    this.peek = -1; // the unit under the mouse or with the focus
    this.shape = "";
    /** @type {[number, number][]} */
    this.places = [];
    this.tile = 24;
    /** @type {Uint32Array} */
    this.tones = new Uint32Array(0);
    this.ink = { low: "", high: "", edge: "", ground: "" };
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
    if (layer === 0) return `Input ${SIGNS[names[unit]]}`;
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
    this.chosen = this.units.length - 1;
    this.peek = this.part = -1;
    this.atlas.height = SMALL * this.units.length;
    this.image = new ImageData(SMALL, this.atlas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.plot.top.replaceChildren();
    this.buttons = this.units.map((_, k) => this.#button(k));
    this.#offer();
  }

  /** @param {number} k @returns {SVGGElement} */
  #button(k) {
    const { signal } = this.view;
    const element = svg("g", { class: "pg-unit", role: "button" });
    // a finger needs more room than the eye
    element.append(svg("rect", { class: "lf-room" }), svg("rect", { rx: 3 }));
    const listen = (/** @type {string} */ event, /** @type {any} */ act) =>
      element.addEventListener(event, act, { signal });
    const look = (/** @type {number} */ at) => () => {
      this.peek = at;
      this.changed();
    };
    listen("click", () => this.choose(this.units[k]));
    listen("focus", look(k));
    listen("blur", look(-1));
    listen("pointerleave", look(-1));
    listen("pointerenter", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === "mouse") look(k)();
    });
    listen("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event, k));
    this.plot.top.append(element);
    return element;
  }

  /** @param {KeyboardEvent} event @param {number} k */
  #key(event, k) {
    const [x, y] = this.places[k];
    const { layer } = this.units[k];
    const steps = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    });
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(this.units[k]);
    else if (step) {
      const far = this.units.map((unit, j) => {
        const ahead = step[0]
          ? unit.layer === layer + step[0]
          : unit.layer === layer && (this.places[j][1] - y) * step[1] > 0;
        return ahead ? Math.hypot(this.places[j][0] - x, this.places[j][1] - y) : NaN;
      });
      const near = Math.min(...far.filter((d) => !Number.isNaN(d)));
      const to = far.indexOf(near);
      if (to >= 0) this.#focus(to);
    } else return;
    event.preventDefault();
  }

  /** @param {number} k */
  #focus(k) {
    this.buttons.forEach((each, j) =>
      each.setAttribute("tabindex", j === k ? "0" : "-1"),
    );
    this.buttons[k].focus();
  }

  /** @param {Unit} unit to show large, and to change by hand */
  choose(unit) {
    this.chosen = this.units.indexOf(unit);
    this.part = -1;
    if (this.edit) this.edit.details.open = true;
    this.#offer();
    this.changed();
  }

  /** @param {number} part -1 for the bias, else the number of a weight */
  choosePart(part) {
    this.part = part;
    this.changed();
  }

  /** Fill the lists of units and of the chosen unit's parts. */
  #offer() {
    const { edit } = this;
    if (!edit) return;
    const options = (/** @type {string[]} */ texts, /** @type {number} */ first) =>
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
  #slot({ network }) {
    const { layer, unit } = this.units[this.chosen];
    const out = network.widths[layer];
    if (this.part < 0) return [network.biases[layer - 1], unit];
    return [network.weights[layer - 1], this.part * out + unit];
  }

  /** @param {Trainer} trainer @param {number} value of the chosen part */
  change(trainer, value) {
    const [array, at] = this.#slot(trainer);
    array[at] = value;
  }

  /** Where everything stands. @param {Trainer} trainer */
  layout({ network }) {
    const { view, plot } = this;
    if (this.edit && !this.edit.unit.options.length) this.#offer();
    const { widths } = network;
    const width = plot.element.parentElement?.clientWidth || view.width;
    const long = view.state.features.some((/** @type {string} */ n) => n.length > 4);
    const left = long ? 62 : 34;
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
    const [low, high, edge, ground] = ["blue", "vermilion", "edge", "ground"].map(
      (name) => view.colour(name),
    );
    this.ink = { low, high, edge, ground };
  }

  /** Size of the canvas, places of the buttons and labels. @param {number} width @param {number} height */
  #dress(width, height) {
    const { plot, tile } = this;
    const ratio = Math.min(2, devicePixelRatio || 1);
    Object.assign(plot.canvas, { width: width * ratio, height: height * ratio });
    const size = {
      left: "0px",
      top: "0px",
      width: `${width}px`,
      height: `${height}px`,
    };
    Object.assign(plot.canvas.style, size);
    this.context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    plot.clear("label");
    const focus = this.buttons.findIndex((each) => each === document.activeElement);
    this.buttons.forEach((element, k) => {
      const [x, y] = this.places[k];
      [Math.max(24, tile), tile].forEach((size, i) => {
        const corner = { x: x - size / 2, y: y - size / 2, width: size, height: size };
        assign(element.children[i], corner);
      });
      const current = focus < 0 ? this.chosen : focus;
      element.setAttribute("tabindex", k === current ? "0" : "-1");
      if (this.units[k].layer > 0) return;
      const at = { x: x - tile / 2 - 6, y: y + 5, "text-anchor": "end" };
      const sign = this.nameOf(this.units[k]).replace("Input ", "");
      plot.text(`label ${k}`, 0, 0, sign, at);
    });
  }

  /** Every unit's answer to every place. @param {Trainer} trainer */
  compute({ network }) {
    if (this.pass) forward(network, this.pass);
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
        else if (last && classes) tone = Math.tanh(h / 2); // 2 probability - 1
        pixels[to++] = this.tones[shade(tone)];
      }
  }

  /** @param {Trainer} trainer */
  paint(trainer) {
    const { context, image, pixels, atlas } = this;
    if (!context || !image || !pixels) return;
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
    let before = 0; // number of the first unit of the layer below
    units.forEach(({ layer, unit }, k) => {
      if (layer === 0) return;
      const first = k - unit;
      if (unit === 0) before = first - network.widths[layer - 1];
      const [x, y] = places[k];
      const out = network.widths[layer];
      const draw = (/** @type {number} */ w, /** @type {number[]} */ line) => {
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
      const pressed = String(k === this.chosen);
      if (element.getAttribute("aria-pressed") !== pressed)
        element.setAttribute("aria-pressed", pressed);
      const name = this.nameOf(this.units[k]);
      if (element.getAttribute("aria-label") !== name)
        element.setAttribute("aria-label", name);
    });
    const { edit } = this;
    if (!edit?.details.open) return;
    edit.unit.selectedIndex = this.chosen;
    edit.part.value = String(this.part);
    if (this.units[this.chosen].layer === 0) return;
    const [array, at] = this.#slot(trainer);
    if (document.activeElement !== edit.value)
      edit.value.value = fixed(array[at], 3).replace("−", "-");
  }

  /** @param {MouseEvent} event on a line: its weight is to be changed */
  #pressLine(event) {
    if (!(event.target instanceof Element) || event.target.closest(".pg-unit")) return;
    const box = this.plot.svg.getBoundingClientRect();
    const weight = this.#nearest(event.clientX - box.left, event.clientY - box.top);
    if (!weight || !this.edit) return;
    const k = this.units.findIndex(
      ({ layer, unit }) => layer === weight.layer && unit === weight.unit,
    );
    this.choose(this.units[k]);
    this.choosePart(weight.from);
    this.edit.value.focus();
    this.edit.value.select();
  }

  /** @param {number} x @param {number} y @returns {Weight | undefined} */
  #nearest(x, y) {
    let best = NEAR;
    /** @type {Weight | undefined} */
    let found;
    this.units.forEach(({ layer, unit }, k) =>
      this.units.forEach((below, j) => {
        if (below.layer !== layer - 1) return;
        const [x0, y0] = [this.places[j][0] + this.tile / 2, this.places[j][1]];
        const [x1, y1] = [this.places[k][0] - this.tile / 2, this.places[k][1]];
        const part = Math.min(1, Math.max(0, (x - x0) / (x1 - x0)));
        const far = Math.hypot(x - x0 - part * (x1 - x0), y - y0 - part * (y1 - y0));
        if (far < best) [best, found] = [far, { layer, unit, from: below.unit }];
      }),
    );
    return found;
  }
}
