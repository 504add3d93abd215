/**
 * A plot in SVG: scales, axes, named marks that are updated in place (so that a
 * handle keeps the focus), movable handles, and a heat map below them.
 */
import { assign, html, svg } from "./dom.js";

/** @typedef {import("./figure.js").View} View */

/**
 * @typedef {object} Frame
 * @property {[number, number]} x what the horizontal axis spans
 * @property {[number, number]} y
 * @property {string} [xLabel] with its unit
 * @property {string} [yLabel]
 * @property {boolean} [xLog]
 * @property {boolean} [yLog]
 * @property {boolean} [bare] no axes, no grid
 * @property {boolean} [square] one unit is as long upwards as sideways
 * @property {boolean} [clip] marks end at the axes
 * @property {number} [height] [px]; with `square` it follows the width
 * @property {number} [width] [px]; that of the place it stands in by default
 */

/**
 * Round numbers that cover a range.
 * @param {number} low
 * @param {number} high
 * @param {number} about how many
 * @returns {number[]}
 */
function ticks(low, high, about) {
  const rough = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * Powers of ten within a range.
 * @param {number} low above 0
 * @param {number} high
 * @param {number} about how many at most
 * @returns {number[]}
 */
export function powers(low, high, about) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / about));
  const found = [];
  for (let power = first; power <= last; power += step) found.push(10 ** power);
  return found;
}

/**
 * A number in short, with a true minus sign.
 * @param {number} value
 * @param {number} [digits] that count
 * @param {number} [large] from here on, as below 0.001, a power of ten stands apart
 * @param {number} [decimals] before that power
 * @returns {string}
 */
export function label(value, digits = 6, large = 1e5, decimals = 0) {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= large || size < 1e-3)
      ? value.toExponential(decimals).replace("e+", "e")
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** @param {number} value @returns {string} three digits, one less with a power of ten */
export const short = (value) => label(value, 3, 1e4, 1);

export class Plot {
  /**
   * @param {View} view
   * @param {string} name what it shows, for screen readers
   * @param {HTMLElement} [parent]
   */
  constructor(view, name, parent = view.stage) {
    this.view = view;
    /** @type {Map<string, SVGElement>} */
    this.marks = new Map();
    this.axes = svg("g", { "aria-hidden": "true" });
    this.layer = svg("svg", { overflow: "visible" });
    this.top = svg("g"); // handles, above all marks
    this.canvas = html("canvas", { class: "lf-heat", "aria-hidden": "true" });
    this.svg = svg(
      "svg",
      { role: "group", "aria-label": name, class: "lf-plot-marks" },
      this.axes,
      this.layer,
      this.top,
    );
    this.element = html("div", { class: "lf-plot" }, this.canvas, this.svg);
    parent.append(this.element);
    /** @type {Frame} */
    this.range = { x: [0, 1], y: [0, 1] };
    this.left = this.right = this.upper = this.lower = 0;
    this.width = this.height = 1;
  }

  /** Width of the place that it stands in [px]. */
  get room() {
    return this.element.parentElement?.clientWidth || this.view.width;
  }

  /**
   * Set size, scales and axes; call it first in every redraw.
   * @param {Frame} frame
   */
  frame(frame) {
    this.range = frame;
    const bare = frame.bare;
    this.width = Math.round(frame.width ?? this.room);
    this.left = bare ? 8 : frame.yLabel ? 58 : 40;
    this.right = this.width - (bare ? 8 : 14);
    const inner = this.right - this.left;
    const [x0, x1] = frame.x;
    const [y0, y1] = frame.y;
    const tall = frame.square ? (inner * (y1 - y0)) / (x1 - x0) : 0;
    const below = bare ? 8 : frame.xLabel ? 46 : 28;
    this.upper = bare ? 8 : 12;
    this.height = frame.square ? tall + this.upper + below : (frame.height ?? 240);
    this.lower = this.height - below;
    assign(this.svg, {
      width: this.width,
      height: this.height,
      viewBox: `0 0 ${this.width} ${this.height}`,
    });
    this.element.style.width = `${this.width}px`;
    this.#clip(frame.clip);
    this.#drawAxes();
  }

  /** @param {boolean} [on] the layer keeps its coordinates and loses what is outside */
  #clip(on) {
    const { left, upper, layer } = this;
    const [width, height] = [this.right - left, this.lower - upper];
    const inner = { x: left, y: upper, width, height, overflow: "hidden" };
    const whole = { x: null, y: null, width: null, height: null, overflow: "visible" };
    const viewBox = on ? `${left} ${upper} ${width} ${height}` : null;
    assign(layer, { ...(on ? inner : whole), viewBox });
  }

  /** @param {number} x @returns {number} its place [px] */
  px(x) {
    const [a, b] = this.range.x;
    const part = this.range.xLog
      ? Math.log(x / a) / Math.log(b / a)
      : (x - a) / (b - a);
    return this.left + part * (this.right - this.left);
  }

  /** @param {number} y @returns {number} its place [px] */
  py(y) {
    const [a, b] = this.range.y;
    const part = this.range.yLog
      ? Math.log(y / a) / Math.log(b / a)
      : (y - a) / (b - a);
    return this.lower + part * (this.upper - this.lower);
  }

  /** @param {number} px @returns {number} the value at a place */
  x(px) {
    const [a, b] = this.range.x;
    const part = (px - this.left) / (this.right - this.left);
    return this.range.xLog ? a * (b / a) ** part : a + part * (b - a);
  }

  /** @param {number} py @returns {number} the value at a place */
  y(py) {
    const [a, b] = this.range.y;
    const part = (py - this.lower) / (this.upper - this.lower);
    return this.range.yLog ? a * (b / a) ** part : a + part * (b - a);
  }

  /**
   * @param {PointerEvent | MouseEvent} event
   * @returns {[number, number]} where it happened, in the plot's units
   */
  at(event) {
    const [px, py] = this.placeOf(event);
    return [this.x(px), this.y(py)];
  }

  /**
   * @param {MouseEvent} event
   * @returns {[number, number]} where it happened [px], also when all is enlarged
   */
  placeOf({ clientX, clientY }) {
    const { left, top, width } = this.svg.getBoundingClientRect();
    const scale = this.width / width;
    return [(clientX - left) * scale, (clientY - top) * scale];
  }

  #drawAxes() {
    const { x, y, xLabel, yLabel, xLog, yLog, bare } = this.range;
    this.axes.replaceChildren();
    if (bare) return;
    const { left, right, upper, lower } = this;
    const across = xLog
      ? powers(x[0], x[1], (right - left) / 60)
      : ticks(x[0], x[1], (right - left) / 80);
    const up = yLog
      ? powers(y[0], y[1], (lower - upper) / 28)
      : ticks(y[0], y[1], (lower - upper) / 45);
    const grid = svg("g", { class: "lf-grid" });
    const texts = svg("g", { class: "lf-ticks" });
    for (const value of across) {
      const px = this.px(value);
      grid.append(svg("line", { x1: px, x2: px, y1: upper, y2: lower }));
      const text = label(value);
      const x = Math.min(px, this.width - 4.5 * text.length); // the last one stays inside
      texts.append(svg("text", { x, y: lower + 17, "text-anchor": "middle" }, text));
    }
    for (const value of up) {
      const py = this.py(value);
      grid.append(svg("line", { x1: left, x2: right, y1: py, y2: py }));
      const attributes = { x: left - 6, y: py + 4, "text-anchor": "end" };
      texts.append(svg("text", attributes, label(value)));
    }
    const middle = { "text-anchor": "middle", class: "lf-axis" };
    if (xLabel)
      texts.append(
        svg("text", { x: (left + right) / 2, y: this.height - 8, ...middle }, xLabel),
      );
    if (yLabel)
      texts.append(
        svg(
          "text",
          { transform: `translate(14 ${(upper + lower) / 2}) rotate(-90)`, ...middle },
          yLabel,
        ),
      );
    const corner = `M${left} ${upper}V${lower}H${right}`;
    this.axes.append(grid, svg("path", { d: corner, class: "lf-spine" }), texts);
  }

  /**
   * A mark by its name: made once, then only changed. The first call fixes its place
   * among the others.
   * @template {keyof SVGElementTagNameMap} K
   * @param {string} name
   * @param {K} tag
   * @param {import("./dom.js").Attributes} attributes
   * @returns {SVGElementTagNameMap[K]}
   */
  mark(name, tag, attributes) {
    let element = this.marks.get(name);
    if (!element) {
      element = svg(tag);
      this.marks.set(name, element);
      this.layer.append(element);
    }
    assign(element, attributes);
    return /** @type {SVGElementTagNameMap[K]} */ (element);
  }

  /**
   * Remove marks whose names begin so.
   * @param {string} start
   */
  clear(start) {
    for (const [name, element] of this.marks)
      if (name.startsWith(start)) {
        element.remove();
        this.marks.delete(name);
      }
  }

  /**
   * A curve through points; a value that is not finite breaks it.
   * @param {string} name
   * @param {ArrayLike<number>} xs
   * @param {ArrayLike<number>} ys
   * @param {import("./dom.js").Attributes} [attributes] such as `class: "lf-blue"`
   */
  line(name, xs, ys, attributes = {}) {
    let d = "";
    let pen = "M";
    for (let i = 0; i < xs.length; i++) {
      const px = this.px(xs[i]);
      const py = this.py(ys[i]);
      if (!Number.isFinite(px) || !Number.isFinite(py)) pen = "M";
      else {
        d += `${pen}${px.toFixed(1)} ${Math.min(1e5, Math.max(-1e5, py)).toFixed(1)}`;
        pen = "L";
      }
    }
    return this.mark(name, "path", { d, fill: "none", ...attributes });
  }

  /**
   * A straight line through the whole plot, at one x or one y.
   * @param {string} name
   * @param {{ x?: number, y?: number }} where
   * @param {import("./dom.js").Attributes} [attributes]
   */
  rule(name, { x, y }, attributes = {}) {
    const px = x === undefined ? undefined : this.px(x);
    const py = y === undefined ? undefined : this.py(y);
    return this.mark(name, "line", {
      x1: px ?? this.left,
      x2: px ?? this.right,
      y1: py ?? this.upper,
      y2: py ?? this.lower,
      class: "lf-rule",
      ...attributes,
    });
  }

  /**
   * @param {string} name
   * @param {number} x in the plot's units
   * @param {number} y
   * @param {string} text
   * @param {import("./dom.js").Attributes} [attributes] `dx`, `dy`, `text-anchor`, ...
   */
  text(name, x, y, text, attributes = {}) {
    const place = { x: this.px(x), y: this.py(y), class: "lf-text" };
    const element = this.mark(name, "text", { ...place, ...attributes });
    if (element.textContent !== text) element.textContent = text;
    return element;
  }

  /**
   * Points of two or more classes: the shape tells the class, not the colour alone.
   * @param {string} name
   * @param {ArrayLike<ArrayLike<number>>} points (n, 2)
   * @param {{ shape?: "circle" | "square" | "triangle", size?: number }} options
   * @param {import("./dom.js").Attributes} [attributes]
   */
  dots(name, points, { shape = "circle", size = 5 } = {}, attributes = {}) {
    let d = "";
    for (let i = 0; i < points.length; i++)
      d += outline(shape, this.px(points[i][0]), this.py(points[i][1]), size);
    return this.mark(name, "path", { d, ...attributes });
  }

  /**
   * Fill the plot's inside with colours, (rows, columns) from the upper left.
   * @param {(column: number, row: number) => [number, number, number]} colour of a
   *   cell, red, green and blue from 0 to 255
   * @param {number} columns
   * @param {number} [rows]
   */
  heat(colour, columns, rows = columns) {
    const { canvas } = this;
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    Object.assign(canvas.style, {
      left: `${this.left}px`,
      top: `${this.upper}px`,
      width: `${this.right - this.left}px`,
      height: `${this.lower - this.upper}px`,
    });
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(columns, rows);
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const [red, green, blue] = colour(column, row);
        image.data[at++] = red;
        image.data[at++] = green;
        image.data[at++] = blue;
        image.data[at++] = 255;
      }
    context.putImageData(image, 0, 0);
  }
}

/**
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @returns {string} path data, about equal in area
 */
export function outline(shape, x, y, r) {
  const p = (/** @type {number} */ v) => v.toFixed(1);
  if (shape === "square") {
    const a = 0.89 * r;
    return `M${p(x - a)} ${p(y - a)}h${p(2 * a)}v${p(2 * a)}h${p(-2 * a)}z`;
  }
  if (shape === "triangle")
    return `M${p(x)} ${p(y - 1.3 * r)}l${p(1.2 * r)} ${p(2 * r)}h${p(-2.4 * r)}z`;
  return `M${p(x - r)} ${p(y)}a${p(r)} ${p(r)} 0 1 0 ${p(2 * r)} 0a${p(r)} ${p(r)} 0 1 0 ${p(-2 * r)} 0z`;
}
