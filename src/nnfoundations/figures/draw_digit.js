/** Draw a digit: the network of the notebook mlp_scratch reads it in the page. */
import { button, row, slider, toggle } from "./core/controls.js";
import { assign, html } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { forward, Network, Pass } from "./core/network.js";
import { flag, integer, list } from "./core/state.js";
import { network as stored } from "./digit_network.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {number[][]} Bitmap zeros and ones, rows from the top */
/** @typedef {{ hidden: number[], logits: number[], probabilities: number[] }} Answer */

// The constants and the steps are those of `nnfoundations.handwriting`.
const PAPER = 48;
const SIDE = 32;
const WIDTH = 20;
const CENTRE = 16.25;
const SLANT = [0.2, 1];
const INK = [256, 384];
const LAID = 40;
const HALF = 2 ** 24; // a row's 48 bits are too many for bit operations

/** @param {number} n @param {number} [value] @returns {number[]} */
const filled = (n, value = 0) => new Array(n).fill(value);

/** @param {number} n @returns {number[]} 0 to n - 1 */
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/**
 * @param {number[]} rows one whole number a row, 2 ** c for column c; none if empty
 * @returns {Bitmap}
 */
export function fromRows(rows) {
  return upTo(PAPER).map((r) => {
    const halves = [(rows[r] ?? 0) % HALF, Math.floor((rows[r] ?? 0) / HALF)];
    return halves.flatMap((half) => upTo(24).map((c) => (half >> c) & 1));
  });
}

/** @param {Bitmap} ink @returns {number[]} no rows at all where there is no ink */
export function toRows(ink) {
  const rows = ink.map((line) => line.reduce((sum, on, c) => sum + on * 2 ** c, 0));
  return rows.some(Boolean) ? rows : [];
}

/** @param {Bitmap} ink @returns {number} how much there is */
const amount = (ink) => ink.flat().reduce((sum, on) => sum + on, 0);

/** @param {Bitmap} ink @returns {number} slope of the line through it, x against y */
export function slant(ink) {
  let [n, sx, sy, sxy, syy] = [0, 0, 0, 0, 0];
  ink.forEach((line, y) =>
    line.forEach((on, x) => {
      n += on;
      sx += on * x;
      sy += on * y;
      sxy += on * x * y;
      syy += on * y * y;
    }),
  );
  const spread = n * syy - sy * sy;
  return spread ? (n * sxy - sx * sy) / spread : 0;
}

/** @param {Bitmap} ink @returns {Bitmap} the smallest box that holds it */
function cropped(ink) {
  const used = upTo(ink.length).filter((r) => ink[r].includes(1));
  const columns = upTo(ink[0].length).filter((c) => ink.some((line) => line[c]));
  const [first, last] = [columns[0], columns[columns.length - 1]];
  const part = ink.slice(used[0], used[used.length - 1] + 1);
  return part.map((line) => line.slice(first, last + 1));
}

/** @param {Bitmap} ink @returns {Bitmap} with its rows shifted until it slants little */
function upright(ink) {
  const found = slant(ink);
  const [kept, most] = SLANT.map((limit) => Math.min(limit, Math.max(-limit, found)));
  const excess = most - kept;
  const middle = (ink.length - 1) / 2;
  const by = ink.map((_, r) => Math.floor(0.5 - excess * (r - middle)));
  const room = Math.max(...by.map(Math.abs));
  const shift = (/** @type {number[]} */ line, /** @type {number} */ r) =>
    filled(room + by[r]).concat(line, filled(room - by[r]));
  return cropped(ink.map(shift));
}

/** @param {Bitmap} ink @returns {Bitmap} at the size of the digits */
function stretched(ink) {
  const h = ink.length;
  const w = ink[0].length;
  const size = (/** @type {number} */ most, /** @type {number} */ value) =>
    Math.max(1, Math.min(most, Math.floor(value)));
  const height = size(SIDE, (3 * h * WIDTH + w) / (2 * w));
  const width = size(WIDTH, (3 * w * SIDE + h) / (2 * h));
  return sampled(ink, height, width);
}

/**
 * @param {Bitmap} ink
 * @param {number} height
 * @param {number} width
 * @returns {Bitmap} every point takes the nearest one's value
 */
function sampled(ink, height, width) {
  const places = (/** @type {number} */ to, /** @type {number} */ from) =>
    upTo(to).map((i) => Math.floor(((2 * i + 1) * from) / (2 * to)));
  const columns = places(width, ink[0].length);
  return places(height, ink.length).map((r) => columns.map((c) => ink[r][c]));
}

/** @param {Bitmap} ink @param {number} top @param {number} left @param {number} side */
function onEmpty(ink, top, left, side) {
  const bitmap = upTo(side).map(() => filled(side));
  ink.forEach((line, r) => line.forEach((on, c) => (bitmap[top + r][left + c] = on)));
  return bitmap;
}

/** @param {Bitmap} ink @returns {Bitmap} its height centred, its mass at CENTRE */
function placed(ink) {
  let sum = 0;
  for (const line of ink) line.forEach((on, c) => (sum += on * c));
  const left = Math.floor(CENTRE - sum / amount(ink));
  const top = Math.floor((SIDE - ink.length) / 2);
  return onEmpty(ink, top, Math.min(SIDE - ink[0].length, Math.max(0, left)), SIDE);
}

/**
 * @param {Bitmap} bitmap
 * @param {(...values: number[]) => number} choose of a point and its four neighbours
 * @returns {Bitmap}
 */
function withNeighbours(bitmap, choose) {
  const at = (/** @type {number} */ r, /** @type {number} */ c) => bitmap[r]?.[c] ?? 0;
  return bitmap.map((line, r) =>
    line.map((on, c) =>
      choose(on, at(r - 1, c), at(r + 1, c), at(r, c - 1), at(r, c + 1)),
    ),
  );
}

/** @param {Bitmap} bitmap @returns {Bitmap} with strokes about as thick as the digits' */
function evened(bitmap) {
  for (let i = 0; i < 2; i++)
    if (amount(bitmap) < INK[0]) bitmap = withNeighbours(bitmap, Math.max);
  for (let i = 0; i < 2; i++)
    if (amount(bitmap) > INK[1]) bitmap = withNeighbours(bitmap, Math.min);
  return bitmap;
}

/**
 * Ink at the size, place and thickness of the digits.
 * @param {Bitmap} ink
 * @returns {Bitmap} of 32 x 32
 */
export function normalised(ink) {
  if (!amount(ink)) return upTo(SIDE).map(() => filled(SIDE));
  return evened(placed(stretched(upright(cropped(ink)))));
}

/** @param {Bitmap} ink @returns {number[]} what the network sees: 64 of 0 to 16 */
export function seen(ink) {
  const counts = filled(64);
  normalised(ink).forEach((line, r) =>
    line.forEach((on, c) => (counts[8 * (r >> 2) + (c >> 2)] += on)),
  );
  return counts;
}

// Places of a block's four points between the middles of blocks, in eighths.
const BETWEEN = [
  [-1, 3, 5],
  [-1, 1, 7],
  [0, 7, 1],
  [0, 5, 3],
];

/**
 * Lay an image on the paper: points of a block are inked where the neighbours are.
 * @param {number[]} image 64 numbers from 0 to 16
 * @returns {Bitmap} of 48 x 48
 */
export function laid(image) {
  const near = (/** @type {number} */ i) => Math.min(7, Math.max(0, i));
  const at = (/** @type {number} */ r, /** @type {number} */ c) =>
    image[8 * near(r) + near(c)];
  const bitmap = upTo(SIDE).map(() => filled(SIDE));
  image.forEach((count, cell) => {
    const r = cell >> 3;
    const c = cell & 7;
    const heights = BETWEEN.flatMap(([a, u, v]) =>
      BETWEEN.map(
        ([b, p, q]) =>
          u * (p * at(r + a, c + b) + q * at(r + a, c + b + 1)) +
          v * (p * at(r + a + 1, c + b) + q * at(r + a + 1, c + b + 1)),
      ),
    );
    const best = upTo(16).sort((i, j) => heights[j] - heights[i] || i - j);
    for (const k of best.slice(0, count)) bitmap[4 * r + (k >> 2)][4 * c + (k & 3)] = 1;
  });
  const edge = (PAPER - LAID) / 2;
  return onEmpty(sampled(bitmap, LAID, LAID), edge, edge, PAPER);
}

/** @type {Network | undefined} unpacked at first need */
let unpacked;

/** @returns {Network} the trained network */
function trained() {
  if (unpacked) return unpacked;
  const made = new Network(stored.sizes, "relu");
  const bytes = Uint8Array.from(atob(stored.weights), (letter) => letter.charCodeAt(0));
  const numbers = new DataView(bytes.buffer);
  let at = 0;
  const arrays = made.weights.flatMap((W, l) => [W, made.biases[l]]);
  arrays.forEach((array, k) => {
    for (let i = 0; i < array.length; i++, at += 2)
      array[i] = numbers.getInt16(at, true) * stored.scales[k];
  });
  return (unpacked = made);
}

/** @param {number[]} counts 64 numbers from 0 to 16 @returns {Answer} */
export function predict(counts) {
  const pass = new Pass(trained(), 1);
  pass.H[0].set(counts.map((count) => count / 16));
  const logits = Array.from(forward(trained(), pass));
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  const probabilities = powers.map((power) => power / sum);
  return { hidden: Array.from(pass.H[1]), logits, probabilities };
}

/**
 * How hard each hidden unit pushes a class: its value times its weight.
 * @param {number[]} hidden
 * @param {number} digit
 * @returns {number[]}
 */
export function pushes(hidden, digit) {
  const W2 = trained().weights[1];
  return hidden.map((value, unit) => value * W2[10 * unit + digit]);
}

/** @param {number} index @returns {number[]} a held-out image */
export function heldOut(index) {
  return Array.from(stored.images[index], (letter) => letter.charCodeAt(0) - 97);
}

/** @param {number[]} values @returns {number[]} their places, the largest first */
const ranked = (values) => upTo(values.length).sort((i, j) => values[j] - values[i]);

/**
 * @param {Bitmap} ink changed in place
 * @param {number[]} from x, y
 * @param {number[]} to x, y
 * @param {number} width of the pen
 * @param {number} value 1 draws, 0 erases
 */
function stroke(ink, [x0, y0], [x1, y1], width, value) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  for (let r = 0; r < PAPER; r++)
    for (let c = 0; c < PAPER; c++) {
      const [x, y] = [c + 0.5 - x0, r + 0.5 - y0];
      const t = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      if (Math.hypot(x - t * dx, y - t * dy) <= width / 2) ink[r][c] = value;
    }
}

/** @param {...number[][]} lines of points @returns {number[]} rows of ink */
function drawing(...lines) {
  const ink = fromRows([]);
  for (const line of lines)
    line.slice(1).forEach((point, i) => stroke(ink, line[i], point, 4, 1));
  return toRows(ink);
}

/** @param {{ image: number, ink: number[] }} state @returns {Bitmap} */
const onPaper = ({ image, ink }) => (image < 0 ? fromRows(ink) : laid(heldOut(image)));

/** @param {number} value @param {number} [digits] */
const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−");

/** @param {number} p @returns {string} never 1 or 0, which softmax never gives */
function share(p) {
  if (p >= 0.9995) return "> 0.999";
  return p < 0.0005 ? "< 0.001" : fixed(p, 3);
}

/** @param {number} p @returns {string} the same within a sentence */
const spoken = (p) => share(p).replace(">", "above").replace("<", "below");

/** @param {number[]} p @returns {string} what the network says, in words */
function words(p) {
  const [first, second] = ranked(p);
  const unsure = p[first] < 0.5 ? " No digit has half of the probability." : "";
  const next = `second is ${second} with ${spoken(p[second])}`;
  return `It says ${first} with probability ${spoken(p[first])}; ${next}.${unsure}`;
}

/** @param {number[]} p @returns {number} entropy [bit]: 0 is sure, log2(10) undecided */
export function entropy(p) {
  return p.reduce((sum, q) => (q > 0 ? sum - q * Math.log2(q) : sum), 0);
}

/** @param {number[]} counts @returns {string} the digit that the network names */
const named = (counts) => String(ranked(predict(counts).logits)[0]);

/** @param {number} image @returns {boolean} whether the page reads it wrongly */
const misread = (image) => named(seen(laid(heldOut(image)))) !== stored.labels[image];

const whole = (/** @type {any} */ v) => Number.isInteger(v) && v >= 0 && v < HALF ** 2;

export default figure({
  title: "Draw a digit: the trained network reads it",
  fields: {
    image: integer(-1, -1, 359),
    ink: list([], "no rows or 48 whole numbers below 2^48", (rows) =>
      rows.length ? rows.length === PAPER && rows.every(whole) : true,
    ),
    pen: integer(4, 2, 8),
    eraser: flag(false),
    unit: integer(-1, -1, 255),
  },
  presets: {
    three: { label: "A held-out 3", state: { image: 18 } },
    wrong: { label: "One it gets wrong", state: { image: 272 } },
    foot: {
      label: "A 1 with a foot",
      state: { ink: drawing([[15, 14], [24, 6], [24, 42]], [[12, 42], [36, 42]]) }, // prettier-ignore
    },
    letter: {
      label: "The letter W",
      state: { ink: drawing([[6, 8], [15, 40], [24, 16], [33, 40], [42, 8]]) }, // prettier-ignore
    },
  },
  build,
  pose: (view) => view.set({ image: 18 }),
});

/** @param {View} view */
function build(view) {
  const paper = new Paper(view);
  const show = { seen: picture(), hidden: picture(), weights: picture() };
  const maps = html("div", { class: "dd-maps" }, ...Object.values(show).map(boxOf));
  const scores = scoreTable();
  const spread = html("p", { class: "dd-small" });
  const right = html("div", { class: "dd-right" }, scores.table, spread, maps);
  view.stage.append(html("div", { class: "dd" }, paper.box, right));
  const units = choosable(view, show.hidden.canvas);
  tools(view, paper);
  const honesty = html("p", { class: "dd-small" }, record());
  view.panel.append(honesty);

  return () => {
    const ink = onPaper(view.state);
    const counts = seen(ink);
    const answer = predict(counts);
    const blank = !amount(ink);
    const [digit] = ranked(answer.probabilities);
    const pushed = pushes(answer.hidden, digit);
    const unit = view.state.unit < 0 ? ranked(pushed)[0] : view.state.unit;
    paper.draw(ink);
    showSeen(view, show.seen, counts);
    showHidden(view, show.hidden, answer.hidden, unit);
    units.at(unit, answer.hidden[unit]);
    showWeights(view, show.weights, unit, pushed[unit], digit);
    scores.show(answer, blank ? -1 : digit);
    spread.textContent =
      `Entropy ${fixed(entropy(answer.probabilities))} bit: 0 is sure,` +
      ` ${fixed(Math.log2(10))} undecided among ten.`;
    const said = sentence(view.state, answer.probabilities, blank);
    view.caption(said);
    view.say(`${paper.where}${said}`);
  };
}

/**
 * @param {any} state
 * @param {number[]} p
 * @param {boolean} blank
 */
function sentence({ image }, p, blank) {
  const [first] = ranked(p);
  if (blank)
    return (
      "The paper is empty, so this page gives no answer. The network itself always" +
      ` has one: ${first} with probability ${spoken(p[first])}.`
    );
  if (image < 0) return words(p);
  const label = stored.labels[image];
  const right = String(first) === label ? "right" : "wrong";
  const direct = named(heldOut(image));
  const other =
    direct === String(first) ? "" : ` From its own 64 pixels it says ${direct}.`;
  return `Held-out image ${image}, labelled ${label}. ${words(p)} That is ${right}.${other}`;
}

/** @returns {string} how far the network can be trusted */
function record() {
  const { tested, correct, laid: read, confusions, wrong_but_sure: sure } = stored;
  const [label, answer, times] = confusions[0];
  const wrong = tested - correct;
  return (
    `How far to trust it: of ${tested} held-out images it reads ${correct} rightly` +
    ` (${fixed((100 * correct) / tested, 1)} %), and ${read} when they are laid on this` +
    ` paper and read from there. ${sure} of its ${wrong} errors come with a probability` +
    ` above 0.9; the most frequent is a ${label} read as ${answer} (${times} times).` +
    " It knows ten digits and nothing else: whatever is drawn, it names one of them."
  );
}

/** @typedef {{ canvas: HTMLCanvasElement, label: HTMLElement }} Picture */

/** @returns {Picture} */
function picture() {
  const canvas = html("canvas", { width: 160, height: 160, role: "img" });
  return { canvas, label: html("p", { class: "dd-small" }) };
}

/** @param {Picture} picture */
const boxOf = ({ canvas, label }) => html("div", {}, canvas, label);

/**
 * Fill the cells of a square canvas, each with a square of its own size and strength.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 * @param {number} n cells a side
 * @param {(cell: number) => { size?: number, alpha?: number, colour?: string, hollow?: boolean }} look
 * @returns {CanvasRenderingContext2D | null}
 */
function cells(view, canvas, n, look) {
  const context = canvas.getContext("2d");
  if (!context) return null;
  const step = canvas.width / n;
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
    context.fillStyle = context.strokeStyle = view.colour(colour);
    context.lineWidth = 2;
    if (hollow) context.strokeRect(x + 1, y + 1, side - 2, side - 2);
    else context.fillRect(x, y, side, side);
  }
  context.globalAlpha = 1;
  return context;
}

/** @param {View} view @param {Picture} picture @param {number[]} counts */
function showSeen(view, { canvas, label }, counts) {
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
function showHidden(view, { canvas, label }, hidden, unit) {
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
function showWeights(view, { canvas, label }, unit, push, digit) {
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
  label.textContent = `${text}; it adds ${fixed(push)} to the logit of ${digit}`;
}

/** @returns {{ table: HTMLElement, show: (answer: Answer, said: number) => void }} */
function scoreTable() {
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
const MOVES = {
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
function placeIn(element, event, n) {
  const box = element.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * n;
  const y = ((event.clientY - box.top) / box.height) * n;
  return [x, y].map((v) => Math.min(n - 0.01, Math.max(0, v)));
}

/**
 * Let a unit be chosen on the map of hidden units.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 * @returns {{ at: (unit: number, value: number) => void }} tells which one it is
 */
function choosable(view, canvas) {
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
  const at = (/** @type {number} */ unit, /** @type {number} */ value) => {
    now = unit;
    const text = `unit ${unit}, value ${fixed(value)}`;
    assign(canvas, { "aria-valuenow": unit, "aria-valuetext": text });
  };
  return { at };
}

/** What is drawn on: by mouse, by touch, or by arrow keys with the pen lowered. */
class Paper {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.pen = [24, 24];
    this.lowered = false;
    this.keyed = false;
    this.where = "";
    /** @type {{ image: number, ink: number[] }[]} */
    this.before = [];
    this.canvas = html("canvas", { width: 480, height: 480, "aria-hidden": "true" });
    const name = "Paper. Arrow keys move the pen, Space lowers or lifts it.";
    this.sheet = html(
      "div",
      { class: "dd-paper", tabindex: 0, role: "application", "aria-label": name },
      this.canvas,
    );
    const hint =
      "Draw one digit here. Keyboard: arrow keys move the pen, Space lowers it.";
    this.box = html("div", {}, this.sheet, html("p", { class: "dd-small" }, hint));
    const { signal } = view;
    this.sheet.addEventListener("pointerdown", (event) => this.#begin(event), {
      signal,
    });
    this.sheet.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.sheet.addEventListener("blur", () => this.#lift(), { signal });
    view.onReset(() => {
      this.before = [];
      this.pen = [24, 24];
      this.#lift();
    });
  }

  #lift() {
    this.lowered = this.keyed = false;
    this.where = "";
    this.view.update();
  }

  /** Remember what is on the paper, for Undo. */
  keep() {
    const { image, ink } = this.view.state;
    this.before.push({ image, ink });
    if (this.before.length > 100) this.before.shift();
  }

  /** @param {{ image?: number, ink?: number[] }} state that takes the paper's place */
  put({ image = -1, ink = [] }) {
    this.where = "";
    this.keep();
    this.view.set({ image, ink });
  }

  undo() {
    const last = this.before.pop();
    if (last) this.view.set(last);
  }

  /** @param {number[]} from @param {number[]} to */
  #line(from, to) {
    const { pen, eraser } = this.view.state;
    const ink = onPaper(this.view.state);
    stroke(ink, from, to, pen, eraser ? 0 : 1);
    this.view.set({ image: -1, ink: toRows(ink) });
  }

  /** @param {PointerEvent} start */
  #begin(start) {
    if (start.button !== 0) return;
    start.preventDefault();
    this.sheet.focus({ preventScroll: true });
    this.sheet.setPointerCapture(start.pointerId);
    this.#lift();
    this.keep();
    let last = placeIn(this.canvas, start, PAPER);
    this.#line(last, last);
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.view.signal]);
    const move = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== start.pointerId) return;
      const next = placeIn(this.canvas, event, PAPER);
      this.#line(last, next);
      last = next;
    };
    this.sheet.addEventListener("pointermove", move, { signal });
    for (const over of ["pointerup", "pointercancel"])
      this.sheet.addEventListener(over, () => end.abort(), { signal });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = MOVES[event.key];
    if (!by && event.key !== " ") return;
    event.preventDefault();
    this.keyed = true;
    const from = this.pen;
    if (by) {
      const step = event.shiftKey ? 1 : 3;
      const [x, y] = from.map((v, i) => v + step * by[i]);
      this.pen = [x, y].map((v) => Math.min(PAPER, Math.max(0, v)));
    } else {
      this.lowered = !this.lowered;
      if (this.lowered) this.keep();
    }
    if (this.lowered) this.#line(from, this.pen);
    const [x, y] = this.pen;
    this.where = `Pen ${this.lowered ? "down" : "up"} at ${x} across, ${y} down. `;
    this.view.update();
  }

  /** @param {Bitmap} ink */
  draw(ink) {
    const flat = ink.flat();
    const context = cells(this.view, this.canvas, PAPER, (i) => ({ alpha: flat[i] }));
    if (!context || !this.keyed) return;
    const scale = this.canvas.width / PAPER;
    const [x, y] = this.pen.map((v) => v * scale);
    context.strokeStyle = this.view.colour("vermilion");
    context.lineWidth = 4;
    context.setLineDash(this.lowered ? [] : [6, 5]);
    context.beginPath();
    context.arc(x, y, (this.view.state.pen / 2 + 1) * scale, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
}

/** @param {View} view @param {Paper} paper */
function tools(view, paper) {
  const drawn = row(view, "Paper");
  const none = () => !paper.before.length;
  button(view, "Undo", () => paper.undo(), { parent: drawn, disabled: none });
  button(view, "Clear", () => paper.put({}), { parent: drawn });
  toggle(view, "eraser", { label: "Eraser", parent: drawn });
  const samples = row(view, "Held-out digits");
  const lay = (/** @type {number} */ image) => paper.put({ image });
  const next = () => (view.state.image + 1) % stored.tested;
  button(view, "Next held-out digit", () => lay(next()), { parent: samples });
  const wrong = () => {
    let image = next();
    while (!misread(image)) image = (image + 1) % stored.tested;
    lay(image);
  };
  button(view, "Next one it gets wrong", wrong, { parent: samples });
  const strongest = () => view.set({ unit: -1 });
  const free = () => view.state.unit < 0;
  button(view, "Follow the strongest unit", strongest, {
    parent: samples,
    disabled: free,
  });
  const format = (/** @type {number} */ v) => `${v} points`;
  slider(view, "pen", { label: "Pen width [points of 48]", step: 1, format });
}
