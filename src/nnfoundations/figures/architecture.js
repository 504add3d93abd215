/** Layers, units and connections: the drawing, the mask and the count follow. */
import { button, columns, row, slider, toggle } from "./core/controls.js";
import { assign, html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { sigmoid } from "./core/network.js";
import { Plot } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { FIELDS } from "./fields/architecture.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {[number, number]} Pair */

const MOST_LAYERS = FIELDS.widths.most;
const MOST_UNITS = FIELDS.widths.of.max;
const MOST_CUTS = FIELDS.cuts.most;

/** @param {string[]} links @param {number} gap @returns {string} */
const linkAt = (links, gap) => links[gap] ?? "full";

/**
 * The widths, each layer behind a window as wide as the window has places.
 * @param {number[]} widths inputs first
 * @param {string[]} links between each two layers; "full" where missing
 * @param {number} window
 * @returns {number[]}
 */
export function fittedWidths(widths, links, window) {
  const sizes = [...widths];
  for (let i = 0; i + 1 < sizes.length; i++)
    if (linkAt(links, i) !== "full")
      sizes[i + 1] = sizes[i] - Math.min(window, sizes[i]) + 1;
  return sizes;
}

/**
 * A whole network as one index map: the number of the weight from unit i to unit j,
 * -1 for no connection. Weights are numbered as they are met, row by row.
 * @param {number[]} widths
 * @param {string[]} links
 * @param {number} window
 * @param {boolean} skip each layer also reaches the layer after the next
 * @param {boolean} recurrent each hidden layer also reaches itself
 * @returns {number[][]}
 */
export function network(widths, links, window, skip, recurrent) {
  const sizes = fittedWidths(widths, links, window);
  const units = unitsOf(sizes);
  /** @type {Map<string, number>} */
  const met = new Map();
  /** @param {Unit} p @param {Unit} q */
  const number = (p, q) => {
    const at = p.index - q.index;
    const kind = linkAt(links, p.layer);
    const step = q.layer - p.layer;
    const hidden = p.layer > 0 && p.layer < sizes.length - 1;
    if (
      step === 1 &&
      kind !== "full" &&
      (at < 0 || at >= Math.min(window, sizes[p.layer]))
    )
      return -1;
    if (step !== 1 && !(skip && step === 2) && !(recurrent && step === 0 && hidden))
      return -1;
    const shared = step === 1 && kind === "shared";
    const name = shared ? `${p.layer}:${at}` : `${p.unit},${q.unit}`;
    if (!met.has(name)) met.set(name, met.size);
    return met.get(name) ?? -1;
  };
  return units.map((p) => units.map((q) => number(p, q)));
}

/**
 * @typedef {object} Unit
 * @property {number} unit its number in the whole network
 * @property {number} layer
 * @property {number} index its number within the layer
 */

/** @param {number[]} sizes @returns {Unit[]} */
function unitsOf(sizes) {
  let unit = 0;
  return sizes.flatMap((size, layer) =>
    Array.from({ length: size }, (_, index) => ({ unit: unit++, layer, index })),
  );
}

/**
 * A copy of a map without some connections; those it does not have are ignored.
 * @param {number[][]} map
 * @param {number[][]} cuts pairs of sender and receiver
 * @returns {number[][]}
 */
export function withoutCuts(map, cuts) {
  const left = map.map((line) => [...line]);
  for (const [i, j] of cuts) if (left[i]?.[j] >= 0) left[i][j] = -1;
  return left;
}

/**
 * @param {number[][]} map any block of an index map
 * @returns {{ connections: number, weights: number }} what it costs
 */
export function cost(map) {
  const used = map.flat().filter((weight) => weight >= 0);
  return { connections: used.length, weights: new Set(used).size };
}

/**
 * Biases of each layer behind the inputs: the units of a shared layer share one.
 * @param {number[]} widths
 * @param {string[]} links
 * @param {number} window
 * @returns {number[]}
 */
export function layerBiases(widths, links, window) {
  const sizes = fittedWidths(widths, links, window).slice(1);
  return sizes.map((size, gap) => (linkAt(links, gap) === "shared" ? 1 : size));
}

/**
 * From which unit a path of connections leads to which: 1 or 0.
 * @param {number[][]} map
 * @returns {number[][]}
 */
export function reach(map) {
  const reached = map.map((line) => line.map((weight) => Number(weight >= 0)));
  for (let k = 0; k < reached.length; k++)
    for (const line of reached)
      if (line[k]) reached[k].forEach((there, j) => (line[j] ||= there));
  return reached;
}

/**
 * The part of a map that leads from one layer to another.
 * @param {number[][]} map
 * @param {number[]} sizes
 * @param {number} from
 * @param {number} to
 * @returns {number[][]}
 */
export function block(map, sizes, from, to) {
  /** @param {number} layer */
  const start = (layer) => sizes.slice(0, layer).reduce((a, b) => a + b, 0);
  const lines = map.slice(start(from), start(from) + sizes[from]);
  return lines.map((line) => line.slice(start(to), start(to) + sizes[to]));
}

/**
 * What all units show: all act at the same time, step after step, until a signal has
 * long passed through all layers.
 * @param {number[][]} map
 * @param {ArrayLike<number>} weights by their numbers
 * @param {number[]} biases of the units behind the inputs
 * @param {number[]} on what the inputs show
 * @returns {number[]}
 */
export function activity(map, weights, biases, on) {
  let shown = map.map((_, unit) => on[unit] ?? 0);
  for (let step = 0; step < 12; step++)
    shown = shown.map((value, j) => {
      if (j < on.length) return value;
      const sum = (
        /** @type {number} */ z,
        /** @type {number[]} */ line,
        /** @type {number} */ i,
      ) => (line[j] < 0 ? z : z + weights[line[j]] * shown[i]);
      return sigmoid(map.reduce(sum, biases[j - on.length]));
    });
  return shown;
}

/**
 * A 3-4-2 network of sigmoids that gradient descent (cross-entropy, all 8 examples at
 * once, a little weight decay) has taught to count in binary; rounded to one digit.
 */
export const COUNTER = {
  // prettier-ignore
  weights: [
    -5.2, -4, -3.9, 4, -5.2, 3.9, 4, 4, -5.2, -4, 4, -3.9,
    -11.8, 7.1, 0.2, -7.1, -0.2, 7.1, -0.2, 7.1,
  ],
  biases: [7.8, 2.1, -2.1, -2.1, 6, -7.1],
};

// ---- what is to be seen of a state ----

const INKS = ["lf-blue", "lf-vermilion", "lf-green", "lf-purple", "lf-orange"];
const DASHES = ["", "9 4", "2 4", "11 3 2 3", "5 3"];
const LETTERS = "pqrstuvwxyzacdefghijklmno"; // five windows of five at most

/**
 * A connection as it is drawn; `mark` is its sign in the mask.
 * @typedef {object} Connection
 * @property {Unit} from
 * @property {Unit} to
 * @property {number} weight
 * @property {string} mark
 * @property {string} ink
 * @property {string} dash
 * @property {boolean} cut
 */

/** @typedef {ReturnType<typeof seen>} Seen */

/** @param {any} state everything that the drawing, the mask and the count need */
function seen(state) {
  const { links, window, skip, recurrent, bias } = state;
  const sizes = fittedWidths(state.widths, links, window);
  const whole = network(state.widths, links, window, skip, recurrent);
  const map = withoutCuts(whole, state.cuts);
  const units = unitsOf(sizes);
  /** @type {Map<number, string>} */
  const letters = new Map();
  /** @type {Connection[]} */
  const connections = [];
  for (const from of units)
    for (const to of units) {
      const weight = whole[from.unit][to.unit];
      if (weight < 0) continue;
      const cut = map[from.unit][to.unit] < 0;
      const look = lookOf(links, from, to);
      if (look.mark !== "1" && !letters.has(weight))
        letters.set(weight, LETTERS[letters.size]);
      const mark = letters.get(weight) ?? "1";
      connections.push({ from, to, weight, ...look, mark, cut });
    }
  const biases = layerBiases(state.widths, links, window).map((n) => (bias ? n : 0));
  const counter =
    sizes.join() === "3,4,2" && whole.flat().filter((w) => w >= 0).length === 20;
  const { weights, biases: own } = counter
    ? COUNTER
    : { weights: drawn, biases: units.map(() => 0) };
  const on = Array.from({ length: sizes[0] }, (_, i) => state.lit[i] ?? 0);
  const values = activity(map, weights, bias ? own : own.map(() => 0), on);
  return { state, sizes, units, whole, map, connections, biases, counter, on, values };
}

/** Weights for networks that nobody has trained. */
const drawn = new RandomState(0)
  .normals(MOST_LAYERS * MOST_UNITS ** 2 * 2)
  .map((w) => 2 * w);

/** @param {Seen} now @returns {string} what the units make of the inputs */
function lightWords({ counter, on, values, sizes }) {
  const out = values.slice(-(sizes.at(-1) ?? 0));
  const shown = out.map((v) => v.toFixed(2)).join(", ");
  const lit = on.reduce((a, b) => a + b, 0);
  if (!counter)
    return `Nobody has trained these weights, they are drawn at random: ${counted(lit, "input", "inputs")} on, outputs ${shown}.`;
  const [twos, ones] = out.map(Math.round);
  const said = 2 * twos + ones;
  return (
    `Trained to count the inputs that are on, in binary: ${lit} on, outputs ${shown}, ` +
    `which is ${twos}${ones}, that is ${said}${said === lit ? "" : ": wrong"}.`
  );
}

/** @param {string[]} links @param {Unit} from @param {Unit} to */
function lookOf(links, from, to) {
  const step = to.layer - from.layer;
  if (step === 0) return { mark: "1", ink: "lf-vermilion", dash: "6 4" };
  if (step === 2) return { mark: "1", ink: "lf-purple", dash: "6 4" };
  if (linkAt(links, from.layer) !== "shared")
    return { mark: "1", ink: "lf-blue", dash: "" };
  const place = from.index - to.index;
  return { mark: "", ink: INKS[place], dash: DASHES[place] };
}

/** @param {number} layer @param {number} count @param {boolean} [short] */
function layerName(layer, count, short) {
  if (layer === 0) return short ? "in" : "inputs";
  if (layer === count - 1) return short ? "out" : "outputs";
  const number = count > 3 ? String(layer) : "";
  return short ? `h${number}` : number ? `hidden ${number}` : "hidden";
}

/** @param {Unit} unit @param {number} count of layers */
function unitName({ layer, index }, count) {
  if (layer === 0) return `input ${index + 1}`;
  if (layer === count - 1) return `output ${index + 1}`;
  return `unit ${index + 1} of ${layerName(layer, count)}`;
}

/** @param {Connection} at @param {Seen} now @returns {string} */
function connectionWords(at, now) {
  const count = now.sizes.length;
  const ends = `${unitName(at.from, count)} → ${unitName(at.to, count)}`;
  if (at.cut) return `${ends}: cut, 0 in the mask.`;
  const uses = now.map.flat().filter((weight) => weight === at.weight).length;
  if (at.mark === "1") return `${ends}: a weight of its own.`;
  const others =
    uses === 1 ? "no other connection uses it" : `${uses} connections use it`;
  return `${ends}: weight ${at.mark}; ${others}.`;
}

/** @param {number} n @param {string} one @param {string} many */
const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** @param {Seen} now @returns {string} the sentence below the drawing */
function sentence(now) {
  const { connections, weights } = cost(now.map);
  const biases = now.biases.reduce((a, b) => a + b, 0);
  const parameters = `${counted(weights, "weight", "weights")} + ${counted(biases, "bias", "biases")} = ${counted(weights + biases, "parameter", "parameters")}`;
  const shares =
    weights < connections
      ? ` Sharing saves ${counted(connections - weights, "weight", "weights")}, but no multiplication.`
      : "";
  const one = `${now.sizes.join("-")}: ${parameters}; ${counted(connections, "connection", "connections")}.`;
  return `${one}${shares} ${direction(now)} ${dependence(now)}`;
}

/** @param {Seen} now @returns {string} whether signals can come back */
function direction({ state, sizes, connections }) {
  const hidden = sizes.length > 2;
  const back = connections.filter((c) => c.from.unit >= c.to.unit && !c.cut).length;
  if (back > 0) {
    const entries = back === 1 ? "1 entry" : `${back} entries`;
    return `Recurrent: ${entries} on or below the diagonal, signals can come back.`;
  }
  const idle = (state.skip || state.recurrent) && !hidden;
  const none = idle ? " There is no hidden layer to skip or to loop." : "";
  return `Feedforward: all entries above the diagonal.${none}`;
}

/** @param {Seen} now @returns {string} which outputs can depend on which inputs */
function dependence(now) {
  const count = now.sizes.length;
  const inputs = now.units.filter((u) => u.layer === 0);
  const outputs = now.units.filter((u) => u.layer === count - 1);
  const could = reach(now.whole);
  const can = reach(now.map);
  const pairs = outputs.flatMap((to) => inputs.map((from) => ({ from, to })));
  const reached = pairs.filter(({ from, to }) => could[from.unit][to.unit]);
  const lost = reached.filter(({ from, to }) => !can[from.unit][to.unit]);
  const cuts = now.connections.filter((c) => c.cut).length;
  if (!cuts)
    return reached.length === pairs.length
      ? "Every output can depend on every input."
      : `Of ${pairs.length} pairs of input and output, ${reached.length} are joined by a path.`;
  const done = `${counted(cuts, "connection", "connections")} cut:`;
  const deaf = deafUnits(now, can);
  if (!lost.length)
    return `${done} every output can still depend on the same inputs.${deaf}`;
  const { from, to } = lost[0];
  const more =
    lost.length > 1
      ? ` (and ${counted(lost.length - 1, "more pair", "more pairs")})`
      : "";
  const first = `${unitName(to, count)} no longer depends on ${unitName(from, count)}`;
  return `${done} ${first}${more}.${deaf}`;
}

/** @param {Seen} now @param {number[][]} can @returns {string} units that inputs miss */
function deafUnits(now, can) {
  const first = now.sizes[0];
  const deaf = now.units.filter(
    ({ unit, layer }) => layer > 0 && !can.slice(0, first).some((line) => line[unit]),
  );
  if (!deaf.length) return "";
  const names = deaf.slice(0, 2).map((unit) => unitName(unit, now.sizes.length));
  const more = deaf.length > 2 ? ` and ${deaf.length - 2} more` : "";
  const hear = deaf.length === 1 ? "hears" : "hear";
  return ` ${names.join(", ")}${more} ${hear} no input at all.`.replace(/ \w/, (s) =>
    s.toUpperCase(),
  );
}

/**
 * The rows of the count, as arithmetic.
 * @param {Seen} now
 * @returns {string[][]} way, connections, weights and biases
 */
function countRows(now) {
  const { sizes, state, biases } = now;
  const count = sizes.length;
  const rows = [];
  for (let from = 0; from < count; from++)
    for (const to of [from + 1, from + 2, from]) {
      if (to >= count) continue;
      const before = cost(block(now.whole, sizes, from, to)).connections;
      if (!before) continue;
      const { connections, weights } = cost(block(now.map, sizes, from, to));
      const windowed = to === from + 1 && linkAt(state.links, from) !== "full";
      const factors = windowed
        ? `${sizes[to]} × ${Math.min(state.window, sizes[from])}`
        : `${sizes[from]} × ${sizes[to]}`;
      const less = before > connections ? ` − ${before - connections}` : "";
      const way =
        to === from
          ? `${layerName(from, count)} to itself`
          : `${layerName(from, count)} → ${layerName(to, count)}`;
      const shared = to === from + 1 && linkAt(state.links, from) === "shared";
      const own = to === from + 1 ? biases[from] : -1; // they are counted once
      const sum = own < 0 ? `${weights}` : `${weights} + ${own} = ${weights + own}`;
      rows.push([
        way,
        `${factors}${less} = ${connections}`,
        `${sum}${shared ? ", shared" : ""}`,
      ]);
    }
  const { connections, weights } = cost(now.map);
  const all = biases.reduce((a, b) => a + b, 0);
  return [...rows, ["all", `${connections}`, `${weights} + ${all} = ${weights + all}`]];
}

// ---- the figure ----

const PRESETS = {
  perceptron: { label: "Perceptron", state: { widths: [3, 1], links: ["full"] } },
  hidden: { label: "One hidden layer", state: { widths: [3, 4, 2] } },
  convolution: {
    label: "Convolution",
    state: { widths: [6, 4, 2], links: ["shared", "full"] },
  },
  skip: { label: "Skip", state: { widths: [3, 4, 2], skip: true } },
  recurrent: { label: "Recurrent", state: { widths: [3, 4, 2], recurrent: true } },
};

export default figure({
  title: "Architecture: units, layers, connections, and what they cost",
  fields: FIELDS,
  presets: PRESETS,
  build,
  intro: {
    lasts: 5000, // the inputs go on, one after the other
    show: (view, part) => {
      const lit = Array(MOST_UNITS).fill(1);
      const count = Math.floor(part * (view.kept.widths[0] + 1));
      view.lend(part < 1 ? { lit: lit.fill(0, count) } : undefined);
    },
  },
  pose: (view) => view.set(PRESETS.convolution.state),
});

/** @param {View} view */
function build(view) {
  /** @type {{ now: Seen, at: Connection | null }} */
  const live = { now: seen(view.state), at: null };
  const [left, right] = columns(view);
  const drawing = new Plot(view, "The network as a drawing", left);
  view.keep(drawing.element);
  const lights = html("p", { class: "lf-small ar-note" });
  const switches = inputSwitches(view, drawing, live);
  const counters = layerButtons(view, left);
  left.append(lights);
  const mask = new Plot(view, "The mask of the weight matrix", right);
  right.append(html("p", { class: "lf-small ar-note" }, LEGEND));
  const picked = html("p", { class: "ar-picked lf-live-only" });
  const table = html("table", { class: "lf-table ar-count" });
  view.stage.append(picked, table);

  const pick = (/** @type {Connection | null} */ at) => {
    if (at?.from.unit === live.at?.from.unit && at?.to.unit === live.at?.to.unit)
      return;
    live.at = at;
    view.update();
  };
  const cut = () => {
    if (live.at) toggleCut(view, live.at);
  };
  watch(view, drawing, live, (event) => nearLine(drawing, live.now, event), pick, cut);
  watch(view, mask, live, (event) => nearCell(mask, live.now, event), pick, cut);
  const cursor = maskCursor(view, mask, live, pick, cut);
  layerControls(view, live, left);
  const remark = html("p", { class: "lf-small ar-note lf-live-only" }, REMARK);
  view.stage.append(remark);

  /** @type {{ now: Seen | null, width: number }} */
  let before = { now: null, width: 0 };
  let said = live.now.on.join();
  return () => {
    if (live.now.state !== view.state) live.now = seen(view.state);
    const { now } = live;
    live.at = again(now, live.at);
    const wanted = { now, width: view.width };
    if (before.now !== now || before.width !== wanted.width) {
      drawNetwork(drawing, now);
      switches();
      counters(now);
      drawMask(mask, now);
      before = wanted;
    }
    style(drawing, mask, now, live.at); // all that pointing changes
    cursor();
    picked.textContent = live.at
      ? `${upper(connectionWords(live.at, now))} Tap or Enter ${live.at.cut ? "mends" : "cuts"} it.`
      : "Point at a line or at a cell of the mask to see both; tap to cut it.";
    fillTable(table, now);
    const lit = lightWords(now);
    lights.textContent = `${lit} Press an input to switch it.`;
    const words = sentence(now);
    view.caption(words);
    view.say(now.on.join() === said ? words : lit);
    said = now.on.join();
  };
}

const LEGEND =
  "Rows send, columns receive. 1: a connection with a weight of its own;" +
  " a letter: a weight that is shared; 0: no connection.";
const big = [64, 256, 10];
const REMARK =
  "Too big to draw, counted the same way: 64-256-10 for images of handwritten digits" +
  ` has (64 + 1) × 256 + (256 + 1) × 10 = ${(65 * big[1] + 257 * big[2]).toLocaleString("en")} parameters.`;

/** @param {string} text */
const upper = (text) => text[0].toUpperCase() + text.slice(1);

/** @param {Seen} now @param {Connection | null} at the same connection, if it is left */
function again(now, at) {
  if (!at) return null;
  return (
    now.connections.find(
      (c) => c.from.unit === at.from.unit && c.to.unit === at.to.unit,
    ) ?? null
  );
}

/** @param {View} view @param {Connection} at */
function toggleCut(view, at) {
  const pair = [at.from.unit, at.to.unit];
  const others = view.state.cuts.filter(
    (/** @type {Pair} */ [i, j]) => i !== pair[0] || j !== pair[1],
  );
  // the state is asked, not `at`, which is as old as the last frame
  const wasCut = others.length < view.state.cuts.length;
  const cuts = wasCut ? others : [...others, pair];
  if (cuts.length > MOST_CUTS) view.tell(`No more than ${MOST_CUTS} cuts.`);
  else view.set({ cuts });
}

/**
 * Change the structure; cuts go, for the units get other numbers.
 * @param {View} view
 * @param {{ widths?: number[], links?: string[] }} changes
 */
function restructure(view, { widths = view.state.widths, links = view.state.links }) {
  const gaps = Array.from({ length: widths.length - 1 }, (_, gap) =>
    linkAt(links, gap),
  );
  const fitted = fittedWidths(widths, gaps, view.state.window);
  if (fitted.every((size) => size >= 1 && size <= MOST_UNITS))
    view.set({ widths: fitted, links: gaps, cuts: [] });
}

/**
 * One unit more or less; a layer behind a window changes with the layer before it.
 * @param {any} state
 * @param {number} layer
 * @param {number} by
 * @returns {number[] | null} the new widths, if they may be
 */
function resized(state, layer, by) {
  const { links, window } = state;
  const widths = fittedWidths(state.widths, links, window);
  let at = layer;
  while (at > 0 && linkAt(links, at - 1) !== "full") at--;
  widths[at] += by;
  const fitted = fittedWidths(widths, links, window);
  const fits = fitted.every((size) => size >= 1 && size <= MOST_UNITS);
  return fits ? fitted : null;
}

/**
 * Under each layer its name, its number of units, and buttons for one more or less.
 * @param {View} view
 * @param {HTMLElement} parent
 */
function layerButtons(view, parent) {
  const box = html("div", { class: "ar-layers" });
  parent.append(box);
  const columns = Array.from({ length: MOST_LAYERS }, (_, layer) => {
    const press = (/** @type {number} */ by) => () => {
      const widths = resized(view.state, layer, by);
      if (widths) restructure(view, { widths });
      else view.tell("A layer has 1 to 8 units.");
    };
    const name = html("span", { class: "ar-name" });
    const size = html("b");
    const more = html("button", { type: "button", onclick: press(1) }, "+");
    const less = html("button", { type: "button", onclick: press(-1) }, "−");
    const column = html("div", { role: "group" }, name, less, size, more);
    box.append(column);
    return { column, name, size, more, less, layer };
  });
  return (/** @type {Seen} */ { sizes, state }) => {
    const count = sizes.length;
    const room = box.clientWidth / count; // px
    const short = room < 66;
    box.classList.toggle("ar-narrow", room < 112);
    box.style.gridTemplateColumns = `repeat(${count}, minmax(0, 1fr))`;
    for (const { column, name, size, more, less, layer } of columns) {
      column.hidden = layer >= count;
      if (column.hidden) continue;
      const word = layerName(layer, count);
      name.textContent = layerName(layer, count, short);
      size.textContent = String(sizes[layer]);
      assign(column, {
        "aria-label": `${word}: ${counted(sizes[layer], "unit", "units")}`,
      });
      assign(more, { "aria-label": `+ one unit in ${word}` });
      assign(less, { "aria-label": `− one unit in ${word}` });
      more.setAttribute("aria-disabled", String(!resized(state, layer, 1)));
      less.setAttribute("aria-disabled", String(!resized(state, layer, -1)));
    }
  };
}

/**
 * The inputs in the drawing are switches.
 * @param {View} view
 * @param {Plot} plot
 * @param {{ now: Seen }} live
 * @returns {() => void} shows them again
 */
function inputSwitches(view, plot, live) {
  const { signal } = view;
  const all = Array.from({ length: MOST_UNITS }, (_, i) => {
    const press = (/** @type {Event} */ event) => {
      event.stopPropagation(); // below it, a line would be cut
      const { on } = live.now;
      view.set({ lit: on.with(i, 1 - on[i]) });
    };
    const element = svg("rect", { class: "ar-switch", role: "switch", tabindex: 0 });
    element.addEventListener("click", press, { signal });
    const key = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press(event);
    };
    element.addEventListener("keydown", key, { signal });
    return element;
  });
  return () => {
    const { now } = live;
    all.forEach((element, index) => {
      if (index >= now.sizes[0]) return element.remove();
      if (!element.isConnected) plot.top.append(element);
      const [x, y] = placeOf(plot, now, { unit: index, layer: 0, index });
      const label = `Input ${index + 1}`;
      const place = { x: x - R - 2, y: y - R - 2, width: 2 * R + 4, height: 2 * R + 4 };
      assign(element, {
        ...place,
        "aria-label": label,
        "aria-checked": String(!!now.on[index]),
      });
    });
  };
}

/** @param {View} view @param {{ now: Seen }} live @param {HTMLElement} parent */
function layerControls(view, live, parent) {
  const layers = row(view, "Layers", parent);
  const count = () => live.now.sizes.length;
  const add = () => {
    const at = count() - 1;
    if (count() === MOST_LAYERS) return;
    const { sizes, state } = live.now;
    const links = [...state.links.slice(0, at), "full", ...state.links.slice(at)];
    restructure(view, { widths: sizes.toSpliced(at, 0, 3), links });
  };
  const remove = () => {
    if (count() === 2) return;
    const { sizes, state } = live.now;
    const links = state.links.toSpliced(count() - 3, 1);
    restructure(view, { widths: sizes.toSpliced(-2, 1), links });
  };
  const full = () => count() === MOST_LAYERS;
  button(view, "Add a hidden layer", add, { parent: layers, disabled: full });
  const bare = () => count() === 2;
  button(view, "Remove a hidden layer", remove, { parent: layers, disabled: bare });
  const whole = () => !live.now.connections.some((c) => c.cut);
  const mend = () => view.set({ cuts: [] });
  button(view, "Mend all cuts", mend, { parent: layers, disabled: whole });
  for (let gap = 0; gap < MOST_LAYERS - 1; gap++) linkSelect(view, live, gap);
  const size = slider(view, "window", {
    label: "Window of local and shared connections [units]",
    step: 1,
  });
  size.addEventListener("input", () => restructure(view, {}), { signal: view.signal });
  toggle(view, "skip", { label: "Skip: layers also reach the layer after the next" });
  toggle(view, "recurrent", {
    label: "Recurrent: hidden layers also reach themselves",
  });
  toggle(view, "bias", { label: "Biases" });
}

const LINK_NAMES = {
  full: "fully connected",
  local: "local",
  shared: "shared (convolution)",
};

/** @param {View} view @param {{ now: Seen }} live @param {number} gap */
function linkSelect(view, live, gap) {
  const input = html(
    "select",
    {
      onchange: () => {
        const { sizes, state } = live.now;
        const links = sizes.slice(1).map((_, i) => linkAt(state.links, i));
        restructure(view, { links: links.with(gap, input.value) });
      },
    },
    ...Object.entries(LINK_NAMES).map(([value, name]) =>
      html("option", { value }, name),
    ),
  );
  const text = html("span");
  const element = html("label", { class: "ar-link" }, text, input);
  view.panel.append(element);
  const show = () => {
    const { widths, links } = view.state;
    element.hidden = gap > widths.length - 2;
    const count = widths.length;
    text.textContent = upper(`${layerName(gap, count)} → ${layerName(gap + 1, count)}`);
    input.value = linkAt(links, gap);
  };
  view.controls.push({ element, show });
}

/** @param {HTMLTableElement} table @param {Seen} now */
function fillTable(table, now) {
  const key = JSON.stringify(countRows(now));
  if (table.dataset.key === key) return;
  table.dataset.key = key;
  const head = ["from → to", "connections", "weights + biases"];
  const top = html("tr", {}, ...head.map((t) => html("th", { scope: "col" }, t)));
  const lines = countRows(now).map(([way, ...cells]) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, way),
      ...cells.map((text) => html("td", {}, text)),
    ),
  );
  table.replaceChildren(
    html("caption", {}, "The count"),
    html("thead", {}, top),
    html("tbody", {}, ...lines),
  );
}

// ---- the drawing ----

const GAP = 38; // px between units
const R = 12; // px

/** @param {Plot} plot @param {Seen} now @param {Unit} unit @returns {Pair} [px] */
function placeOf(plot, { sizes }, { layer, index }) {
  const most = Math.max(4, ...sizes);
  const x = ((layer + 0.5) / sizes.length) * plot.width;
  return [
    x,
    plot.height - 20 - GAP * ((most - sizes[layer]) / 2 + sizes[layer] - 1 - index),
  ];
}

/**
 * The control points of a connection's curve [px].
 * @param {Plot} plot
 * @param {Seen} now
 * @param {Connection} connection
 * @returns {Pair[]} four
 */
function curveOf(plot, now, { from, to }) {
  const [x0, y0] = placeOf(plot, now, from);
  const [x1, y1] = placeOf(plot, now, to);
  const step = to.layer - from.layer;
  if (from.unit === to.unit) {
    const up = y0 - 2.4 * R;
    return [
      [x0 - 8, y0 - 9],
      [x0 - 16, up],
      [x0 + 16, up],
      [x0 + 8, y0 - 9],
    ];
  }
  if (step === 0) {
    const side = y1 > y0 ? 1 : -1; // down on the right, up on the left
    const far = x0 + side * (R + 12 + 5 * Math.abs(to.index - from.index));
    return [
      [x0 + side * R, y0],
      [far, y0],
      [far, y1],
      [x0 + side * R, y1],
    ];
  }
  const [a, b] = [x0 + R, x1 - R];
  if (step === 1) {
    const third = (b - a) / 3;
    const rise = (y1 - y0) / 3;
    return [
      [a, y0],
      [a + third, y0 + rise],
      [b - third, y1 - rise],
      [b, y1],
    ];
  }
  // over the top of the layer between: the height of the curve's middle is given
  const between = { unit: 0, layer: from.layer + 1, index: 0 };
  const middle = placeOf(plot, now, between)[1] - R - 8;
  const top = (8 * middle - y0 - y1) / 6;
  return [
    [a, y0],
    [a + 0.3 * (b - a), top],
    [b - 0.3 * (b - a), top],
    [b, y1],
  ];
}

/** @param {Pair[]} p @param {number} t @returns {Pair} */
function pointOn([p, q, r, s], t) {
  const u = 1 - t;
  const mix = (/** @type {0 | 1} */ k) =>
    u * u * u * p[k] + 3 * u * u * t * q[k] + 3 * u * t * t * r[k] + t * t * t * s[k];
  return [mix(0), mix(1)];
}

/** @param {Connection} c @param {Connection | null} at */
function standing(c, at) {
  const here = at?.from.unit === c.from.unit && at.to.unit === c.to.unit;
  const kin = at?.weight === c.weight;
  return `${here ? " ar-here" : kin ? " ar-kin" : ""}${c.cut ? " ar-cut" : ""}`;
}

/**
 * Show what is pointed at, in the drawing and in the mask.
 * @param {Plot} drawing
 * @param {Plot} mask
 * @param {Seen} now
 * @param {Connection | null} at
 */
function style(drawing, mask, now, at) {
  for (const c of now.connections) {
    const ends = `${c.from.unit} ${c.to.unit}`;
    const looks = `${c.ink}${standing(c, at)}`;
    drawing.mark(`line ${ends}`, "path", { class: `ar-line ${looks}` });
    mask.mark(`cell ${ends}`, "rect", { class: `ar-cell ${looks}` });
  }
  for (const { unit } of now.units) {
    const held = at?.from.unit === unit || at?.to.unit === unit;
    drawing.mark(`unit ${unit}`, "rect", { class: `ar-unit${held ? " ar-here" : ""}` });
  }
}

/** @param {Plot} plot @param {Seen} now */
function drawNetwork(plot, now) {
  const most = Math.max(4, ...now.sizes);
  const above = now.connections.some((c) => c.to.layer !== c.from.layer + 1) ? 28 : 4;
  plot.frame({ x: [0, 1], y: [0, 1], bare: true, height: GAP * most + 4 + above });
  const roomy = plot.width / now.sizes.length > 80;
  const key = JSON.stringify([now.sizes, now.whole]);
  if (plot.svg.dataset.key !== key) plot.clear("");
  plot.svg.dataset.key = key;
  for (const c of now.connections) {
    const curve = curveOf(plot, now, c);
    const [p, q, r, s] = curve.map((point) => point.map((v) => v.toFixed(1)).join(" "));
    plot.mark(`line ${c.from.unit} ${c.to.unit}`, "path", {
      d: `M${p}C${q} ${r} ${s}`,
      "stroke-dasharray": c.cut ? "1 6" : c.dash || null,
    });
  }
  for (const c of now.connections) drawSign(plot, now, c, roomy);
  for (const unit of now.units) {
    const [cx, cy] = placeOf(plot, now, unit);
    const input = unit.layer === 0;
    plot.mark(`unit ${unit.unit}`, "rect", {
      x: cx - R,
      y: cy - R,
      width: 2 * R,
      height: 2 * R,
      rx: input ? 3 : R,
    });
    const r = (R - 1.5) * Math.sqrt(now.values[unit.unit]); // its area is the value
    plot.mark(`light ${unit.unit}`, "circle", { cx, cy, r, class: "ar-light" });
    const text = plot.mark(`number ${unit.unit}`, "text", {
      x: cx,
      y: cy + 5,
      "text-anchor": "middle",
    });
    text.textContent = String(unit.index + 1);
  }
}

/**
 * The letter of a shared weight, or the cross of a cut.
 * @param {Plot} plot
 * @param {Seen} now
 * @param {Connection} c
 * @param {boolean} roomy
 */
function drawSign(plot, now, c, roomy) {
  const name = `sign ${c.from.unit} ${c.to.unit}`;
  const sign = c.cut ? "×" : c.mark !== "1" && roomy ? c.mark : "";
  if (!sign && !plot.marks.has(name)) return;
  // letters of one weight stand below each other
  const wide = Math.max(1, Math.min(now.state.window, now.sizes[c.from.layer]) - 1);
  const part = 0.24 + (0.5 * (c.from.index - c.to.index)) / wide;
  const [x, y] = pointOn(curveOf(plot, now, c), c.mark === "1" ? 0.5 : part);
  const attributes = { x, y: y + 4, "text-anchor": "middle" };
  const text = plot.mark(name, "text", { ...attributes, class: `ar-sign ${c.ink}` });
  text.textContent = sign;
}

/** @param {Plot} plot @param {Seen} now @param {MouseEvent} event */
function nearLine(plot, now, event) {
  const [x, y] = plot.placeOf(event);
  let least = 14; // px
  /** @type {Connection | null} */
  let best = null;
  for (const c of now.connections) {
    const curve = curveOf(plot, now, c);
    for (let t = 0.06; t < 1; t += 0.08) {
      const [px, py] = pointOn(curve, t);
      const far = Math.hypot(px - x, py - y);
      if (far < least) [least, best] = [far, c];
    }
  }
  return best;
}

// ---- the mask ----

const EDGE = { left: 50, top: 40 }; // px for the names of layers and the numbers

/** @param {Plot} plot @param {Seen} now @returns {number} side of a cell [px] */
const cellOf = (plot, now) =>
  Math.min(30, Math.floor((plot.width - EDGE.left - 2) / now.units.length));

/** @param {Plot} plot @param {Seen} now */
function drawMask(plot, now) {
  const count = now.units.length;
  plot.frame({ x: [0, 1], y: [0, 1], bare: true, height: 10 });
  const cell = cellOf(plot, now);
  const side = cell * count;
  plot.frame({ x: [0, 1], y: [0, 1], bare: true, height: EDGE.top + side + 2 });
  const key = JSON.stringify([now.sizes, now.whole]);
  if (plot.svg.dataset.key !== key) plot.clear("");
  plot.svg.dataset.key = key;
  const { left, top } = EDGE;
  const corners = `M${left} ${top}h${side}v${side}h${-side}z`;
  plot.mark("ground", "path", { d: corners, class: "ar-ground" });
  const slope = `M${left} ${top}l${side} ${side}`;
  plot.mark("diagonal", "path", { d: slope, class: "ar-diagonal" });
  for (const c of now.connections)
    plot.mark(`cell ${c.from.unit} ${c.to.unit}`, "rect", {
      x: left + cell * c.to.unit + 1,
      y: top + cell * c.from.unit + 1,
      width: cell - 2,
      height: cell - 2,
      "stroke-dasharray": c.cut ? "1 4" : c.dash || null,
    });
  plot.mark("blocks", "path", { d: borders(now, cell), class: "ar-border" });
  if (cell >= 11) maskTexts(plot, now, cell);
  maskNames(plot, now, cell);
}

/** @param {Seen} now @param {number} cell @returns {string} lines between the layers */
function borders({ sizes }, cell) {
  const { left, top } = EDGE;
  const side = cell * sizes.reduce((a, b) => a + b, 0);
  let at = 0;
  let d = `M${left} ${top}h${side}v${side}h${-side}z`;
  for (const size of sizes) {
    at += size * cell;
    d += `M${left + at} ${top}v${side}M${left} ${top + at}h${side}`;
  }
  return d;
}

/** @param {Plot} plot @param {Seen} now @param {number} cell signs of all cells */
function maskTexts(plot, now, cell) {
  /** @type {Map<string, Connection>} */
  const marks = new Map();
  for (const c of now.connections) marks.set(`${c.from.unit} ${c.to.unit}`, c);
  const xs = now.units.map((q) => EDGE.left + cell * (q.unit + 0.5));
  for (const p of now.units) {
    const signs = now.units.map((q) => marks.get(`${p.unit} ${q.unit}`));
    const put = (
      /** @type {string} */ name,
      /** @type {(c: any) => string} */ sign,
    ) => {
      const shown = now.units.filter((q) => sign(signs[q.unit]));
      const element = plot.mark(`${name} ${p.unit}`, "text", {
        x: shown.map((q) => xs[q.unit]).join(" "),
        y: EDGE.top + cell * (p.unit + 0.5) + 5,
        "text-anchor": "middle",
        class: `ar-${name}`,
      });
      element.textContent = shown.map((q) => sign(signs[q.unit])).join("");
    };
    put("sign", (c) => (c ? (c.cut ? "0" : c.mark) : ""));
    put("zero", (c) => (c || cell < 14 ? "" : "0"));
  }
}

/** @param {Plot} plot @param {Seen} now @param {number} cell names and numbers */
function maskNames(plot, now, cell) {
  const count = now.sizes.length;
  let start = 0;
  now.sizes.forEach((size, layer) => {
    const middle = cell * (start + size / 2);
    const name = layerName(layer, count, true);
    const over = { x: EDGE.left + middle, y: 15, "text-anchor": "middle" };
    plot.mark(`over ${layer}`, "text", { ...over, class: "ar-name" }).textContent =
      name;
    const aside = { x: 2, y: EDGE.top + middle + 5, class: "ar-name" };
    plot.mark(`aside ${layer}`, "text", aside).textContent = name;
    start += size;
  });
  if (cell < 11) return;
  const text = now.units.map((unit) => unit.index + 1).join("");
  const places = now.units.map((unit) => cell * (unit.unit + 0.5));
  const across = places.map((v) => EDGE.left + v).join(" ");
  const line = { x: across, y: 34, "text-anchor": "middle", class: "ar-zero" };
  plot.mark("across", "text", line).textContent = text;
  now.units.forEach((unit, i) => {
    const at = { x: EDGE.left - 10, y: EDGE.top + places[i] + 5 };
    const attributes = { ...at, "text-anchor": "middle", class: "ar-zero" };
    plot.mark(`down ${i}`, "text", attributes).textContent = String(unit.index + 1);
  });
}

/** @param {Plot} plot @param {Seen} now @param {MouseEvent} event */
function nearCell(plot, now, event) {
  const cell = cellOf(plot, now);
  const [x, y] = plot.placeOf(event);
  const column = Math.floor((x - EDGE.left) / cell);
  const line = Math.floor((y - EDGE.top) / cell);
  return (
    now.connections.find((c) => c.from.unit === line && c.to.unit === column) ?? null
  );
}

/**
 * Pointing picks a connection, a tap cuts or mends it.
 * @param {View} view
 * @param {Plot} plot
 * @param {{ at: Connection | null }} live
 * @param {(event: MouseEvent) => Connection | null} find
 * @param {(at: Connection | null) => void} pick
 * @param {() => void} cut
 */
function watch(view, plot, live, find, pick, cut) {
  const { signal } = view;
  const at = (/** @type {MouseEvent} */ event) => pick(find(event));
  plot.svg.addEventListener("pointermove", at, { signal });
  plot.svg.addEventListener("pointerleave", () => pick(null), { signal });
  const tap = (/** @type {MouseEvent} */ event) => {
    at(event);
    if (live.at) cut();
  };
  plot.svg.addEventListener("click", tap, { signal });
}

/**
 * A frame in the mask that the keyboard moves from connection to connection.
 * @param {View} view
 * @param {Plot} plot
 * @param {{ now: Seen, at: Connection | null }} live
 * @param {(at: Connection | null) => void} pick
 * @param {() => void} cut
 * @returns {() => void} shows it again
 */
function maskCursor(view, plot, live, pick, cut) {
  let here = live.now.connections[0];
  const frame = svg("rect", { class: "ar-cursor", rx: 3 });
  const element = svg("g", { class: "ar-keys", tabindex: 0, role: "button" }, frame);
  assign(element, { "aria-roledescription": "connection" });
  plot.top.append(element);
  const { signal } = view;
  element.addEventListener("focus", () => pick(here), { signal });
  element.addEventListener("blur", () => pick(null), { signal });
  const act = (/** @type {KeyboardEvent} */ event) => {
    const next = moved(live.now, here, event.key);
    if (next) here = next;
    else if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(here);
    if (!next) cut();
    else view.say(connectionWords(here, live.now));
  };
  element.addEventListener("keydown", act, { signal });
  return () => {
    here = live.at ?? again(live.now, here) ?? live.now.connections[0];
    const cell = cellOf(plot, live.now);
    const size = Math.max(cell, 24);
    const shift = (cell - size) / 2;
    assign(frame, {
      x: EDGE.left + cell * here.to.unit + shift,
      y: EDGE.top + cell * here.from.unit + shift,
      width: size,
      height: size,
    });
    const does = here.cut ? "Enter mends it" : "Enter cuts it";
    const label = `${upper(connectionWords(here, live.now))} ${does}, arrow keys move on.`;
    assign(element, { "aria-label": label });
  };
}

/**
 * Where an arrow key leads from a connection: along all of them, or to another sender.
 * @param {Seen} now
 * @param {Connection} here
 * @param {string} key
 * @returns {Connection | undefined}
 */
function moved({ connections }, here, key) {
  const at = connections.findIndex((c) => c.from === here.from && c.to === here.to);
  if (key === "ArrowRight")
    return connections[Math.min(at + 1, connections.length - 1)];
  if (key === "ArrowLeft") return connections[Math.max(at - 1, 0)];
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const down = key === "ArrowDown";
  const senders = connections.map((c) => c.from.unit);
  const others = senders.filter((s) =>
    down ? s > here.from.unit : s < here.from.unit,
  );
  if (!others.length) return here;
  const sender = down ? Math.min(...others) : Math.max(...others);
  const far = (/** @type {Connection} */ c) => Math.abs(c.to.unit - here.to.unit);
  const line = connections.filter((c) => c.from.unit === sender);
  return line.reduce((best, c) => (far(c) < far(best) ? c : best));
}
