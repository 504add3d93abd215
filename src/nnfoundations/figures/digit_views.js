/** Pictures and the table of the figure draw_digit: how its numbers are shown. */
import { fixed } from "./core/controls.js";
import { assign, html } from "./core/dom.js";
import { ranked, trained } from "./digit_reader.js";
import { upTo } from "./handwriting.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {import("./digit_reader.js").Answer} Answer */

/** @param {number} p @returns {string} never 1 or 0, which softmax never gives */
export function share(p) {
  if (p >= 0.9995) return "> 0.999";
  return p < 0.0005 ? "< 0.001" : fixed(p, 3);
}

/** @param {number} p @returns {string} the same within a sentence */
export const spoken = (p) => share(p).replace(">", "above").replace("<", "below");

/** @param {number[]} p @returns {string} what the network says, in words */
export function words(p) {
  const [first, second] = ranked(p);
  const unsure = p[first] < 0.5 ? " No digit has half of the probability." : "";
  const next = `second is ${second} with ${spoken(p[second])}`;
  return `It says ${first} with probability ${spoken(p[first])}; ${next}.${unsure}`;
}

/** @typedef {{ canvas: HTMLCanvasElement, label: HTMLElement }} Picture */

/** @returns {Picture} */
export function picture() {
  const canvas = html("canvas", { width: 160, height: 160, role: "img" });
  return { canvas, label: html("p", { class: "lf-small dd-small" }) };
}

/** @param {Picture} picture */
export const boxOf = ({ canvas, label }) => html("div", {}, canvas, label);

/**
 * Fill the cells of a square canvas, each with a square of its own size and strength.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 * @param {number} n cells a side
 * @param {(cell: number) => { size?: number, alpha?: number, colour?: string, hollow?:
 * boolean }} look @returns {CanvasRenderingContext2D | null}
 */
export function cells(view, canvas, n, look) {
  const context = canvas.getContext("2d");
  if (!context) return null;
  const step = canvas.width / n;
  /** @type {Record<string, string>} asked for once: the style is slow to tell */
  const colours = {};
  context.globalAlpha = 1;
  context.fillStyle = view.colour("ground");
  context.fillRect(0, 0, canvas.width, canvas.width);
  for (let cell = 0; cell < n * n; cell++) {
    const { size = 1, alpha = 1, colour = "ink", hollow = false } = look(cell);
    const side = size * step;
    const x = (cell % n) * step + (step - side) / 2;
    const y = Math.floor(cell / n) * step + (step - side) / 2;
    context.globalAlpha = alpha;
    if (side < 1 || alpha <= 0) continue;
    colours[colour] ??= view.colour(colour);
    context.fillStyle = context.strokeStyle = colours[colour];
    context.lineWidth = 2;
    if (hollow) context.strokeRect(x + 1, y + 1, side - 2, side - 2);
    else context.fillRect(x, y, side, side);
  }
  context.globalAlpha = 1;
  return context;
}

/** @param {View} view @param {Picture} picture @param {number[]} counts */
export function showSeen(view, { canvas, label }, counts) {
  cells(view, canvas, 8, (cell) => ({ alpha: counts[cell] / 16 }));
  const rows = upTo(8).map((r) => counts.slice(8 * r, 8 * r + 8).join(" "));
  const text = `What the network sees, 8 by 8 pixels, 0 to 16: ${rows.join("; ")}`;
  assign(canvas, { "aria-label": text });
  label.textContent = "64 inputs: what the network sees";
}

/**
 * @param {View} view
 * @param {Picture} picture
 * @param {number[]} hidden
 * @param {number} unit
 */
export function showHidden(view, { canvas, label }, hidden, unit) {
  const most = Math.max(...hidden) || 1;
  const shade = (/** @type {number} */ cell) => ({ alpha: hidden[cell] / most });
  const context = cells(view, canvas, 16, shade);
  const step = canvas.width / 16;
  if (context) {
    context.strokeStyle = view.colour("vermilion");
    context.lineWidth = 3;
    const [x, y] = [(unit % 16) * step, Math.floor(unit / 16) * step];
    context.strokeRect(x - 1, y - 1, step + 2, step + 2);
  }
  const active = hidden.filter((value) => value > 0).length;
  label.textContent = `256 hidden units: ${active} active, up to ${fixed(most)}`;
}

/**
 * @param {View} view
 * @param {Picture} picture
 * @param {number} unit
 * @param {number} push
 * @param {number} digit
 */
export function showWeights(view, { canvas, label }, unit, push, digit) {
  const W1 = trained().weights[0];
  const weights = upTo(64).map((pixel) => W1[256 * pixel + unit]);
  const most = Math.max(...weights.map(Math.abs)) || 1;
  cells(view, canvas, 8, (cell) => ({
    size: 0.95 * Math.sqrt(Math.abs(weights[cell]) / most),
    colour: weights[cell] < 0 ? "vermilion" : "blue",
    hollow: weights[cell] < 0,
  }));
  const text = `Unit ${unit} wants ink at ■, none at □`;
  assign(canvas, { "aria-label": `Incoming weights of unit ${unit}, ±${fixed(most)}` });
  label.textContent = `${text}; it ${adds(push, digit)}`;
}

/** @param {number} push @param {number} digit @returns {string} what a unit does */
const adds = (push, digit) => `adds ${fixed(push)} to the logit of ${digit}`;

/** @returns {{ table: HTMLElement, show: (answer: Answer, said: number) => void }} */
export function scoreTable() {
  const lines = upTo(10).map(() => {
    const bar = html("div", { class: "dd-bar" });
    const cellsOf = upTo(3).map(() => html("td"));
    const name = html("th", { scope: "row" });
    const wide = html("td", { class: "dd-wide", "aria-hidden": "true" }, bar);
    const element = html("tr", {}, name, wide, ...cellsOf.slice(0, 2));
    return { bar, name, element, cells: cellsOf };
  });
  const heads = ["digit", "", "probability", "logit"];
  const head = heads.map((text) =>
    text ? html("th", { scope: "col" }, text) : html("td"),
  );
  const table = html(
    "table",
    { class: "dd-scores", "aria-label": "What the network says" },
    html("thead", {}, html("tr", {}, ...head)),
    html("tbody", {}, ...lines.map((line) => line.element)),
  );
  const show = (/** @type {Answer} */ answer, /** @type {number} */ said) =>
    lines.forEach(({ bar, name, element, cells: [shown, logit] }, digit) => {
      name.textContent = `${digit === said ? "▶ " : ""}${digit}`;
      element.classList.toggle("dd-said", digit === said);
      bar.style.width = `${100 * answer.probabilities[digit]}%`;
      shown.textContent = share(answer.probabilities[digit]);
      logit.textContent = fixed(answer.logits[digit], 1);
    });
  return { table, show };
}

/** Keys that move, and where to. @type {Record<string, number[]>} */
export const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * @param {HTMLElement} element
 * @param {PointerEvent} event
 * @param {number} n cells a side
 * @returns {number[]} x, y in cells
 */
export function placeIn(element, event, n) {
  const box = element.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * n;
  const y = ((event.clientY - box.top) / box.height) * n;
  return [x, y].map((v) => Math.min(n - 0.01, Math.max(0, v)));
}

/**
 * Let a unit be chosen on the map of hidden units.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 * @returns {{ at: (unit: number, value: number, push: number, digit: number) => void }}
 *   tells which one it is
 */
export function choosable(view, canvas) {
  let now = 0;
  assign(canvas, { tabindex: 0, role: "slider", "aria-valuemin": 0 });
  assign(canvas, { "aria-valuemax": 255, "aria-label": "Hidden unit looked at" });
  const { signal } = view;
  const choose = (/** @type {PointerEvent} */ event) => {
    const [x, y] = placeIn(canvas, event, 16).map(Math.floor);
    view.set({ unit: 16 * y + x });
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    const [x, y] = [(now % 16) + by[0], Math.floor(now / 16) + by[1]];
    if (x >= 0 && x < 16 && y >= 0 && y < 16) view.set({ unit: 16 * y + x });
  };
  canvas.addEventListener("pointerdown", choose, { signal });
  canvas.addEventListener("keydown", key, { signal });
  /** @param {number} unit @param {number} value @param {number} push @param {number} digit */
  const at = (unit, value, push, digit) => {
    now = unit;
    const text = `unit ${unit}, value ${fixed(value)}, ${adds(push, digit)}`;
    assign(canvas, { "aria-valuenow": unit, "aria-valuetext": text });
  };
  return { at };
}
