/** Backpropagation on a small graph: every number, forward then backward. */
import { button, columns, row, select, slider } from "./core/controls.js";
import { assign, html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Loop } from "./core/loop.js";
import { Network, Pass, backward, forward } from "./core/network.js";
import { Plot, short as show } from "./core/plot.js";
import { FIELDS } from "./fields/backprop_graph.js";

/** @typedef {import("./core/figure.js").View} View */

/**
 * Weights (in, out) and biases, as `nnfoundations.learning.backprop` names them.
 * @typedef {{ W1: number[][], b1: number[], W2: number[][], b2: number[] }} Weights
 */

/**
 * All numbers of one pass for one example; d-names are the loss's derivatives.
 * @typedef {object} Numbers
 * @property {number[]} Z1
 * @property {number[]} H1
 * @property {number[]} logits
 * @property {number[]} y_hat
 * @property {number} loss
 * @property {number[]} delta1 by Z1, and so by b1
 * @property {number[]} delta2 by the logits, and so by b2
 * @property {number[][]} dW1
 * @property {number[]} db1
 * @property {number[][]} dW2
 * @property {number[]} db2
 */

/** @param {ArrayLike<number>} logits @returns {number[]} probabilities */
export function softmax(logits) {
  const scores = Array.from(logits);
  const top = Math.max(...scores);
  const shares = scores.map((s) => Math.exp(s - top));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((p) => p / sum);
}

/**
 * @param {ArrayLike<number>} logits
 * @param {number} y the right class
 * @returns {number} -log of its probability
 */
export function crossEntropy(logits, y) {
  const scores = Array.from(logits);
  const top = Math.max(...scores);
  const sum = scores.reduce((a, s) => a + Math.exp(s - top), 0);
  return Math.log(sum) - (scores[y] - top);
}

/** @param {Float64Array} flat @param {number} width @returns {number[][]} */
const rowsOf = (flat, width) =>
  Array.from({ length: flat.length / width }, (_, i) =>
    Array.from(flat.subarray(i * width, (i + 1) * width)),
  );

/**
 * One pass forward and one backward.
 * @param {Weights} weights
 * @param {number[]} x
 * @param {number} y the right class
 * @returns {Numbers}
 */
export function evaluate({ W1, b1, W2, b2 }, x, y) {
  const network = new Network([x.length, b1.length, b2.length], "relu");
  [W1, W2].forEach((W, l) => network.weights[l].set(W.flat()));
  [b1, b2].forEach((b, l) => network.biases[l].set(b));
  const pass = new Pass(network, 1);
  pass.H[0].set(x);
  const logits = Array.from(forward(network, pass));
  const y_hat = softmax(logits);
  const delta2 = y_hat.map((p, k) => (k === y ? p - 1 : p));
  pass.delta[2].set(delta2);
  backward(network, pass);
  return {
    Z1: Array.from(pass.Z[1]),
    H1: Array.from(pass.H[1]),
    logits,
    y_hat,
    loss: crossEntropy(logits, y),
    delta1: Array.from(pass.delta[1]),
    delta2,
    dW1: rowsOf(network.dWeights[0], b1.length),
    db1: Array.from(network.dBiases[0]),
    dW2: rowsOf(network.dWeights[1], b2.length),
    db2: Array.from(network.dBiases[1]),
  };
}

/**
 * @param {Weights} weights
 * @param {string} part such as "W1[0,1]" or "b2[0]"
 * @param {number} by
 * @returns {Weights} with that one number changed
 */
export function nudged(weights, part, by) {
  const { W1, b1, W2, b2 } = structuredClone(weights);
  const copy = { W1, b1, W2, b2 };
  const [name, i, j] = placeOf(part);
  if (name === "W1" || name === "W2") copy[name][i][j] += by;
  else copy[name][i] += by;
  return copy;
}

/**
 * @param {string} part
 * @returns {["W1" | "W2" | "b1" | "b2", number, number]} name and indices
 */
function placeOf(part) {
  const [i, j] = part.slice(3, -1).split(",").map(Number);
  return [/** @type {any} */ (part.slice(0, 2)), i, j];
}

/** @param {Numbers} numbers @param {string} part @returns {number} its gradient */
function gradientOf(numbers, part) {
  const [name, i, j] = placeOf(part);
  if (name === "W1" || name === "W2") return numbers[`d${name}`][i][j];
  return numbers[`d${name}`][i];
}

/**
 * What the gradient predicts for a change of one weight, and what happens.
 * @param {Weights} weights
 * @param {number[]} x
 * @param {number} y
 * @param {string} part
 * @param {number} by
 * @returns {{ predicted: number, real: number }} changes of the loss
 */
export function effect(weights, x, y, part, by) {
  const before = evaluate(weights, x, y);
  const after = evaluate(nudged(weights, part, by), x, y);
  const real = after.loss - before.loss;
  return { predicted: gradientOf(before, part) * by, real };
}

/**
 * @param {Weights} weights
 * @param {Numbers} numbers with the gradients at these weights
 * @param {number} lr
 * @returns {Weights} after one step of gradient descent
 */
export function sgdStep({ W1, b1, W2, b2 }, numbers, lr) {
  const line = (/** @type {number[]} */ w, /** @type {number[]} */ g) =>
    w.map((value, i) => value - lr * g[i]);
  return {
    W1: W1.map((w, i) => line(w, numbers.dW1[i])),
    b1: line(b1, numbers.db1),
    W2: W2.map((w, i) => line(w, numbers.dW2[i])),
    b2: line(b2, numbers.db2),
  };
}

// ---- names, steps, sentences ----

const TWO = [0, 1];
const EDGES = ["W1", "W2"].flatMap((W) =>
  TWO.flatMap((i) => TWO.map((j) => `${W}[${i},${j}]`)),
);
const PARTS = [...EDGES, ...["b1", "b2"].flatMap((b) => TWO.map((j) => `${b}[${j}]`))];
const LARGEST = FIELDS.b1.of.max; // of a weight

/**
 * @typedef {object} Step
 * @property {string} at the edge or unit that is marked
 * @property {string[]} gives names of the numbers that are known after it
 * @property {(s: any, n: Numbers) => string} words
 */

/** @type {Step[]} */
const FORWARD = [
  ...TWO.flatMap((j) => [...TWO.map((i) => carry(i, j)), hiddenUnit(j)]),
  ...TWO.flatMap((k) => [...TWO.map((j) => carryOn(j, k)), outputUnit(k)]),
  {
    at: "softmax",
    gives: ["y_hat[0]", "y_hat[1]"],
    words: (_, { logits: [a, b], y_hat }) =>
      `Softmax: y_hat[0] = exp(${show(a)}) / (exp(${show(a)}) + exp(${show(b)})) = ` +
      `${show(y_hat[0])}, and y_hat[1] = ${show(y_hat[1])}: together 1.`,
  },
  {
    at: "loss",
    gives: ["loss"],
    words: ({ y }, { y_hat, loss }) =>
      `Class ${y} is right: loss L = −log y_hat[${y}] = −log ${show(y_hat[y])} = ` +
      `${show(loss)}.`,
  },
];

/** @type {Step[]} */
const BACKWARD = [
  ...TWO.map(outputError),
  ...TWO.flatMap((j) => TWO.map((k) => backOne(j, k))),
  ...TWO.map(hiddenError),
  ...TWO.flatMap((i) => TWO.map((j) => backTwo(i, j))),
];
const STEPS = [...FORWARD, ...BACKWARD];
const KNOWN = "All gradients are known.";

/**
 * What flows at one time when all flows: along which wires, and the steps done then.
 * @type {{ wires: string[], step: number, back?: boolean }[]}
 */
const WAVES = [
  { wires: EDGES.slice(0, 4), step: 6 },
  { wires: EDGES.slice(4), step: 12 },
  { wires: ["loss"], step: FORWARD.length },
  { wires: ["loss"], step: FORWARD.length + 2, back: true },
  { wires: EDGES.slice(4), step: FORWARD.length + 8, back: true },
  { wires: EDGES.slice(0, 4), step: STEPS.length, back: true },
];

/** Wires along which something is on its way, and which part of it is behind.
 * @typedef {{ wires: string[], part: number, back?: boolean }} Flow */

/** @param {number} i @param {number} j @returns {Step} */
function carry(i, j) {
  const words = (/** @type {any} */ { x, W1 }) =>
    `The edge carries X[${i}] · W1[${i},${j}] = ${product(x[i], W1[i][j])} to Z1[${j}].`;
  return { at: `W1[${i},${j}]`, gives: [], words };
}

/** @param {number} j @param {number} k @returns {Step} */
function carryOn(j, k) {
  const words = (/** @type {any} */ { W2 }, /** @type {Numbers} */ { H1 }) =>
    `The edge carries H1[${j}] · W2[${j},${k}] = ${product(H1[j], W2[j][k])} ` +
    `to logits[${k}].`;
  return { at: `W2[${j},${k}]`, gives: [], words };
}

/** @param {number} j @returns {Step} */
function hiddenUnit(j) {
  const words = (/** @type {any} */ { x, W1, b1 }, /** @type {Numbers} */ n) => {
    const terms = [x[0] * W1[0][j], x[1] * W1[1][j], b1[j]];
    const relu = `ReLU: H1[${j}] = max(0, ${show(n.Z1[j])}) = ${show(n.H1[j])}.`;
    return `Both edges and the bias: Z1[${j}] = ${sum(terms)} = ${show(n.Z1[j])}. ${relu}`;
  };
  return { at: `b1[${j}]`, gives: [`Z1[${j}]`, `H1[${j}]`], words };
}

/** @param {number} k @returns {Step} */
function outputUnit(k) {
  const words = (/** @type {any} */ { W2, b2 }, /** @type {Numbers} */ n) => {
    const terms = [n.H1[0] * W2[0][k], n.H1[1] * W2[1][k], b2[k]];
    return `Both edges and the bias: logits[${k}] = ${sum(terms)} = ${show(n.logits[k])}.`;
  };
  return { at: `b2[${k}]`, gives: [`logits[${k}]`], words };
}

/** @param {number} k @returns {Step} */
function outputError(k) {
  const words = (/** @type {any} */ { y }, /** @type {Numbers} */ n) => {
    const target = k === y ? "1 (the right class)" : "0 (a wrong class)";
    return (
      `delta2[${k}] = dL/dlogits[${k}] = y_hat[${k}] − target = ` +
      `${show(n.y_hat[k])} − ${target} = ${show(n.delta2[k])}. ` +
      `The bias enters with slope 1: dL/db2[${k}] is the same.`
    );
  };
  return { at: `loss[${k}]`, gives: [`delta2[${k}]`], words };
}

/** @param {number} j @param {number} k @returns {Step} */
function backOne(j, k) {
  const words = (/** @type {any} */ { W2 }, /** @type {Numbers} */ n) =>
    `dL/dW2[${j},${k}] = H1[${j}] · delta2[${k}] = ${product(n.H1[j], n.delta2[k])}: ` +
    `the local derivative H1[${j}] times the error that comes back. On to H1[${j}] goes ` +
    `W2[${j},${k}] · delta2[${k}] = ${product(W2[j][k], n.delta2[k])}.`;
  return { at: `W2[${j},${k}]`, gives: [`dW2[${j},${k}]`], words };
}

/** @param {number} j @returns {Step} */
function hiddenError(j) {
  const words = (/** @type {any} */ { W2 }, /** @type {Numbers} */ n) => {
    const parts = TWO.map((k) => W2[j][k] * n.delta2[k]);
    const arrived = parts[0] + parts[1];
    const slope = n.Z1[j] > 0 ? 1 : 0;
    const end = slope
      ? `The bias enters with slope 1: dL/db1[${j}] is the same.`
      : "The unit is off: the gradient stops here.";
    return (
      `Both edges add up: dL/dH1[${j}] = ${sum(parts)} = ${show(arrived)}. ` +
      `The ReLU's slope at Z1[${j}] = ${show(n.Z1[j])} is ${slope}: ` +
      `delta1[${j}] = ${show(arrived)} · ${slope} = ${show(n.delta1[j])}. ${end}`
    );
  };
  return { at: `b1[${j}]`, gives: [`delta1[${j}]`], words };
}

/** @param {number} i @param {number} j @returns {Step} */
function backTwo(i, j) {
  const words = (/** @type {any} */ { x }, /** @type {Numbers} */ n) =>
    `dL/dW1[${i},${j}] = X[${i}] · delta1[${j}] = ${product(x[i], n.delta1[j])}: ` +
    `the local derivative X[${i}] times the error that comes back.`;
  return { at: `W1[${i},${j}]`, gives: [`dW1[${i},${j}]`], words };
}

/** @param {number} value @returns {string} in brackets if negative */
const factor = (value) => (value < 0 ? `(${show(value)})` : show(value));

/** @param {number} a @param {number} b */
const product = (a, b) => `${show(a)} · ${factor(b)} = ${show(a * b)}`;

/** @param {number[]} terms */
const sum = (terms) => terms.map((t, i) => (i ? factor(t) : show(t))).join(" + ");

/** @param {number} value @returns {string} with its sign */
const signed = (value) => (value > 0 ? `+${show(value)}` : show(value));

/**
 * Every number of the graph by its name.
 * @param {Weights} weights
 * @param {Numbers} numbers
 * @returns {Map<string, number>}
 */
function named(weights, numbers) {
  /** @type {Map<string, number>} */
  const all = new Map([["loss", numbers.loss]]);
  const shown = { ...weights, ...numbers, loss: [], db1: [], db2: [] };
  for (const [name, values] of Object.entries(shown))
    values.forEach((value, i) => {
      if (typeof value === "number") all.set(`${name}[${i}]`, value);
      else value.forEach((v, j) => all.set(`${name}[${i},${j}]`, v));
    });
  return all;
}

export default figure({
  title: "Backpropagation: one edge at a time, there and back",
  fields: FIELDS,
  presets: {
    small: { label: "Small change", state: { step: STEPS.length, nudge: 0.05 } },
    large: { label: "Large change", state: { step: STEPS.length, nudge: 1 } },
    kink: {
      label: "Across the kink",
      state: { step: STEPS.length, part: "b1[1]", nudge: -0.9 },
    },
    dead: {
      label: "Dead unit",
      state: { step: FORWARD.length + 7, b1: [-2, -0.2], part: "W1[0,0]" },
    },
  },
  build,
  intro: {
    lasts: 6000,
    show: flowTo,
    end: (view) => delete graphs.get(view)?.flow,
  },
  pose: (view) => view.set({ step: FORWARD.length + 10 }),
});

/** @type {WeakMap<View, Graph>} */
const graphs = new WeakMap();

/** @param {View} view @param {number} part of the way to the loss and back */
function flowTo(view, part) {
  const at = Math.floor(part * WAVES.length);
  const graph = graphs.get(view);
  if (graph) graph.flow = WAVES[at] && { ...WAVES[at], part: part * WAVES.length - at };
  view.lend(part < 1 ? { step: WAVES[at - 1]?.step ?? 0 } : undefined);
}

/** @param {View} view */
function build(view) {
  const [left, right] = columns(view);
  const pick = (/** @type {string} */ part) => view.set({ part, nudge: 0 });
  const graph = new Graph(view, left, pick);
  graphs.set(view, graph);
  left.append(html("p", { class: "lf-small" }, LEGEND));
  const controls = html("div", { class: "lf-live-only" });
  right.append(controls);
  addSteps(view, controls);
  let sent = 0; // part of the way of what the last step sends
  const sending = new Loop(view, (elapsed) => {
    sent += elapsed / SEND;
    const back = view.state.step > FORWARD.length;
    graph.flow = sent < 1 ? { wires: [graph.at], part: sent, back } : undefined;
    view.update();
    return sent < 1;
  });
  right.append(view.words); // beside the graph that it speaks of
  const plot = new Plot(view, "Loss against the change of one weight", right);
  const grip = new Handle(plot, {
    name: "Change of the chosen weight",
    along: "x",
    step: 0.05,
    kind: "lf-blue",
    move: (by) => view.set({ nudge: Math.round(by * 100) / 100 }),
  });
  const compared = html("p", { class: "lf-bg-compared" });
  right.append(compared);
  // what the last gradient step did, and the network for which that holds
  let news = { of: "", text: "" };
  addWeights(view, (text) => (news = { of: numbersOf(view.state), text }));
  let lastStep = view.state.step;

  return () => {
    const { state } = view;
    const { base, here, before, after } = both(state);
    graph.draw(state, named(base, before), named(here, after));
    drawLoss(plot, grip, state, base, before, after);
    const words = sentence({ ...state, ...here }, after);
    const isNews = news.of === numbersOf(state);
    const change = isNews ? news.text : comparison(state, base, here);
    if (compared.textContent !== change) compared.textContent = change;
    view.caption(words);
    const stepped = state.step !== lastStep;
    if (state.step === lastStep + 1 && !view.still && !view.lent) {
      sent = 0;
      sending.start();
    }
    lastStep = state.step;
    if (state.step < STEPS.length && view.notice.textContent === KNOWN) view.tell("");
    view.say(stepped ? words : change);
  };
}

const SEND = 700; // ms along a wire
const LEGEND =
  "Left line of an edge, solid: what it carries forward, input · weight. Right line," +
  " dashed: the gradient of its weight, on the way back. Wide is large;" +
  " blue and + is positive, orange and − negative.";

/** @param {any} state @returns {string} what a network is told from another by */
function numbersOf({ x, y, W1, b1, W2, b2, nudge }) {
  return JSON.stringify([x, y, W1, b1, W2, b2, nudge]);
}

/**
 * The network as it stands, and with the change of one weight.
 * @param {any} state
 */
function both(state) {
  const { x, y, part, nudge, W1, b1, W2, b2 } = state;
  const base = { W1, b1, W2, b2 };
  const here = nudged(base, part, nudge);
  return { base, here, before: evaluate(base, x, y), after: evaluate(here, x, y) };
}

/**
 * The buttons that go through the graph.
 * @param {View} view
 * @param {HTMLElement} parent
 */
function addSteps(view, parent) {
  const steps = row(view, "Steps", parent);
  const to = (/** @type {number} */ step) => view.set({ step });
  const at = () => view.state.step;
  const noForward = () => at() >= FORWARD.length;
  const noBackward = () => at() < FORWARD.length || at() === STEPS.length;
  const go = () => {
    if (!noForward()) to(at() + 1);
    else view.tell("The forward pass is complete: go backward.");
  };
  const back = () => {
    if (!noBackward()) to(at() + 1);
    else if (at() === STEPS.length) view.tell(KNOWN);
    else view.tell("First go forward to the loss: backward needs its numbers.");
  };
  button(view, "Forward step", go, { parent: steps, disabled: noForward });
  button(view, "Backward step", back, { parent: steps, disabled: noBackward });
  const all = () => {
    to(STEPS.length);
    view.tell(KNOWN);
  };
  button(view, "All", all, { parent: steps });
  let played = 0; // part of the way there and back
  const playing = new Loop(view, (elapsed) => {
    played = Math.min(1, played + elapsed / (WAVES.length * SEND));
    flowTo(view, played);
    if (played === 1) all();
    return played < 1;
  });
  const stop = () => {
    if (!playing.running) return;
    playing.stop();
    flowTo(view, 1);
  };
  const play = () => {
    if (view.still) return all();
    played = 0;
    playing.start();
  };
  button(view, "Play all", play, { parent: steps }).classList.add("lf-main");
  for (const touch of ["click", "input", "keydown"])
    view.root.addEventListener(touch, stop, { capture: true, signal: view.signal });
  button(view, "Restart", () => to(0), { parent: steps });
  const format = (/** @type {number} */ s) =>
    s <= FORWARD.length
      ? `forward ${s} of ${FORWARD.length}`
      : `backward ${s - FORWARD.length} of ${BACKWARD.length}`;
  slider(view, "step", { label: "Steps done", step: 1, format, parent });
}

/**
 * @param {View} view
 * @param {(text: string) => void} announce takes what a gradient step did
 */
function addWeights(view, announce) {
  const label = "Weight or bias to change";
  const chosen = select(view, "part", { label });
  chosen.addEventListener("change", () => view.set({ nudge: 0 }), {
    signal: view.signal,
  });
  slider(view, "nudge", { label: "Its change", step: 0.01, format: signed });
  slider(view, "lr", { label: "Learning rate", step: 1.1, log: true, format: show });
  const acts = row(view, "Weights");
  const take = (/** @type {Weights} */ weights) => {
    const fits = Object.values(weights).every((w) =>
      w.flat().every((v) => Math.abs(v) <= LARGEST),
    );
    if (fits) view.set({ ...weights, nudge: 0 });
    else view.tell(`Not done: a weight would leave ±${LARGEST}.`);
    return fits;
  };
  const keep = () => {
    if (view.state.nudge && take(both(view.state).here)) view.tell("Kept.");
  };
  button(view, "Keep the change", keep, {
    parent: acts,
    disabled: () => !view.state.nudge,
  });
  const incomplete = () => view.state.step < STEPS.length;
  const descend = () => {
    if (incomplete()) view.tell("First all gradients: press “All”.");
    else gradientStep(view, take, announce);
  };
  button(view, "Gradient step", descend, { parent: acts, disabled: incomplete });
  const swap = () => view.set({ y: 1 - view.state.y });
  button(view, () => `Right class: ${view.state.y} (swap)`, swap, { parent: acts });
}

/**
 * @param {View} view
 * @param {(weights: Weights) => boolean} take
 * @param {(text: string) => void} announce
 */
function gradientStep(view, take, announce) {
  const { x, y, lr } = view.state;
  const { here, after } = both(view.state);
  const next = sgdStep(here, after, lr);
  if (!take(next)) return;
  const { dW1, dW2, db1, db2 } = after;
  const square = [...dW1, ...dW2, db1, db2].flat().reduce((a, g) => a + g * g, 0);
  const loss = evaluate(next, x, y).loss;
  const change = loss - after.loss;
  announce(
    `Gradient step with learning rate ${show(lr)}: the loss goes ` +
      `${change < 0 ? "down" : "up"} from ${show(after.loss)} to ${show(loss)}. ` +
      `Predicted change: ${show(lr)} times minus the sum of all squared gradients = ` +
      `${signed(-lr * square)}; real: ${signed(change)}.`,
  );
}

/** @param {any} state @param {Numbers} n @returns {string} the step in words */
function sentence(state, n) {
  const { step } = state;
  if (!step)
    return `Inputs, weights and biases are known; the rest waits. Class ${state.y} is right.`;
  const back = step > FORWARD.length;
  const count = back
    ? `Backward ${step - FORWARD.length} of ${BACKWARD.length}`
    : `Forward ${step} of ${FORWARD.length}`;
  return `${count}. ${STEPS[step - 1].words(state, n)}`;
}

/**
 * @param {any} state
 * @param {Weights} base
 * @param {Weights} here
 * @returns {string} what the gradient predicted and what happened
 */
function comparison({ x, y, part, nudge }, base, here) {
  const before = evaluate(base, x, y);
  const gradient = gradientOf(before, part);
  const start = `The dashed line has the slope dL/d${part} = ${show(gradient)}.`;
  if (!nudge) return `${start} Move ${part} and see how far it holds.`;
  const { predicted, real } = effect(base, x, y, part, nudge);
  const all = named(base, before);
  const moved = [...named(here, evaluate(here, x, y))].filter(
    ([name, value]) => value !== all.get(name),
  );
  return (
    `${part} changes by ${signed(nudge)}. Change of the loss, predicted (dashed ` +
    `line): gradient · change = ${product(gradient, nudge)}; real (solid): ` +
    `${signed(real)}. ${verdict(predicted, real)} ${moved.length} of ${all.size} ` +
    "numbers move, underlined where they are shown."
  );
}

/** @param {number} predicted @param {number} real @returns {string} */
function verdict(predicted, real) {
  const off = Math.abs(predicted - real);
  if (off < 1e-12) return "Both agree.";
  const share = off / Math.abs(real);
  if (share > 1) return "The line misleads: the step is too large for it.";
  return `The line is off by ${show(100 * share)}\u00a0% of the real change.`;
}

/**
 * @param {Plot} plot
 * @param {Handle} grip
 * @param {any} state
 * @param {Weights} base
 * @param {Numbers} before
 * @param {Numbers} after
 */
function drawLoss(plot, grip, { x, y, part, nudge }, base, before, after) {
  const by = Array.from({ length: 101 }, (_, i) => (i - 50) / 50);
  const losses = by.map((t) => evaluate(nudged(base, part, t), x, y).loss);
  const slope = gradientOf(before, part);
  const top = Math.max(...losses);
  const low = Math.min(...losses);
  const margin = Math.max(0.05, 0.25 * (top - low));
  plot.frame({
    x: [-1, 1],
    y: [low - margin, top + margin],
    xLabel: `change of ${part}`,
    yLabel: "loss",
    height: 250,
  });
  plot.rule("zero", { x: 0 });
  const line = by.map((t) => before.loss + slope * t);
  plot.line("line", by, line, { class: "lf-curve lf-vermilion lf-dashed" });
  plot.line("loss", by, losses, { class: "lf-curve lf-blue" });
  const gap = [before.loss + slope * nudge, after.loss];
  plot.line("gap", [nudge, nudge], gap, { class: "lf-curve lf-thin" });
  const end = [[nudge, gap[0]]];
  const shape = /** @type {const} */ ({ shape: "square", size: 5 });
  plot.dots("predicted", end, shape, { class: "lf-dot lf-vermilion" });
  grip.place(nudge, after.loss, `${signed(nudge)}, loss ${show(after.loss)}`);
}

// ---- the graph ----

const UNIT = { width: 134, height: 92 };
const EDGE = { width: 68, height: 40 };
const ROWS = { x: 20, hidden: 206, output: 426, loss: 560 };

/** The drawing: made once, then only changed, so that the focus stays. */
class Graph {
  /**
   * @param {View} view
   * @param {HTMLElement} parent
   * @param {(part: string) => void} pick takes the weight that was tapped
   */
  constructor(view, parent, pick) {
    this.parent = parent;
    this.signal = view.signal;
    this.pick = pick;
    this.state = view.state;
    this.width = 0;
    /** Every number by its name, without and with the change of one weight. */
    this.before = this.now = new Map();
    /** @type {Set<string>} names of the numbers that the steps have brought */
    this.known = new Set();
    /** @type {Set<string>} where the forward pass has been */
    this.there = new Set();
    this.at = "";
    /** @type {Flow | undefined} */
    this.flow = undefined;
    this.lines = svg("g", { "aria-hidden": "true" });
    this.boxes = svg("g");
    this.sent = svg("g", { "aria-hidden": "true", class: "lf-bg-sent" });
    this.svg = svg(
      "svg",
      { role: "group", "aria-label": "The network, from the inputs down to the loss" },
      this.lines,
      this.boxes,
      this.sent,
    );
    parent.append(this.svg);
    const wires = [...EDGES, "loss[0]", "loss[1]"];
    this.wires = new Map(wires.map((name) => [name, this.#wire()]));
    /** @type {Map<string, ReturnType<Graph["box"]>>} */
    this.places = new Map();
    for (const name of ["x[0]", "x[1]", "loss"]) this.places.set(name, this.box(""));
    for (const name of EDGES.slice(0, 4)) this.places.set(name, this.box(name));
    for (const j of TWO) this.places.set(`b1[${j}]`, this.box(`b1[${j}]`));
    for (const name of EDGES.slice(4)) this.places.set(name, this.box(name));
    for (const k of TWO) this.places.set(`b2[${k}]`, this.box(`b2[${k}]`));
  }

  #wire() {
    const path = svg("path");
    const strands = [svg("path"), svg("path")];
    const arrow = svg("path", { d: "M-7 -6L8 0L-7 6z" });
    this.lines.append(path, ...strands, arrow);
    return { path, strands, arrow };
  }

  /** @param {string} part that it stands for; empty if it cannot be chosen */
  box(part) {
    const rect = svg("rect", { rx: 6 });
    // the button is the rectangle alone, so that its name need not hold the text
    const words = svg("g", { "aria-hidden": part !== "" && "true" });
    const element = svg("g", {}, rect, words);
    if (part) {
      const press = () => this.pick(part);
      const key = (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        press();
      };
      const { signal } = this;
      rect.addEventListener("click", press, { signal });
      rect.addEventListener("keydown", key, { signal });
      assign(rect, { role: "button", tabindex: 0, "data-part": part });
    }
    this.boxes.append(element);
    return { element, rect, words, texts: /** @type {SVGTextElement[]} */ ([]) };
  }

  /**
   * @param {any} state
   * @param {Map<string, number>} before
   * @param {Map<string, number>} now
   */
  draw(state, before, now) {
    this.state = state;
    this.before = before;
    this.now = now;
    const done = STEPS.slice(0, state.step);
    this.known = new Set([...PARTS, ...done.flatMap((step) => step.gives)]);
    this.at = done.at(-1)?.at ?? "";
    this.there = new Set(done.slice(0, FORWARD.length).map((step) => step.at));
    this.sent.replaceChildren();
    this.width = Math.min(420, Math.max(264, this.parent.clientWidth));
    const height = ROWS.loss + 30;
    const { width } = this;
    assign(this.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
    this.#inputs();
    EDGES.forEach((name) => this.#edge(name));
    for (const j of TWO) {
      this.#unit(`b1[${j}]`, ROWS.hidden, j, ["b1", "Z1", "H1", "delta1"]);
      this.#unit(`b2[${j}]`, ROWS.output, j, ["b2", "logits", "y_hat", "delta2"]);
      const x = this.#column(j);
      const end = width / 2 + (x - width / 2) * 0.3;
      this.#run(`loss[${j}]`, [x, ROWS.output + UNIT.height / 2], [end, ROWS.loss]);
    }
    this.#loss();
  }

  /** @param {number} j @returns {number} the middle of a unit */
  #column(j) {
    return (this.width * (1 + 2 * j)) / 4;
  }

  #inputs() {
    this.state.x.forEach((/** @type {number} */ x, /** @type {number} */ i) => {
      const size = { width: 110, height: 32 };
      const texts = [[`X[${i}]`, show(x), false]];
      this.#fill(`x[${i}]`, this.#column(i), ROWS.x, size, texts);
    });
  }

  /** @param {string} name such as "W1[0,1]" */
  #edge(name) {
    const [W, i, j] = placeOf(name);
    const first = W === "W1";
    const half = UNIT.height / 2;
    const upper = first ? ROWS.x + 16 : ROWS.hidden + half;
    const lower = (first ? ROWS.hidden : ROWS.output) - half;
    const from = this.#column(i);
    const to = this.#column(j);
    this.#run(name, [from, upper], [to, lower]);
    const part = i === j ? 0.73 : 0.25; // so that no two of them touch
    const x = from + part * (to - from);
    const y = upper + part * (lower - upper);
    const texts = [this.#value(name, " "), this.#value(`d${name}`, "∂\u2009")];
    this.#fill(name, x, y, EDGE, texts);
    const gradient = texts[1][1] || "not known yet";
    const label = `${name} = ${texts[0][1]}, gradient ${gradient}`;
    this.#press(name, label);
  }

  /**
   * @param {string} name of its bias
   * @param {number} y
   * @param {number} j
   * @param {string[]} rows names of its numbers
   */
  #unit(name, y, j, rows) {
    const texts = rows.map((each) => this.#value(`${each}[${j}]`, `${each}[${j}]`));
    this.#fill(name, this.#column(j), y, UNIT, texts);
    const said = texts.map(([key, value]) => `${key} = ${value || "not known yet"}`);
    this.#press(name, said.join(", "));
  }

  #loss() {
    const right = `class ${this.state.y} is right`;
    const texts = [this.#value("loss", "loss L"), ["", right, false]];
    const size = { width: 150, height: 48 };
    this.#fill("loss", this.width / 2, ROWS.loss, size, texts);
  }

  /**
   * @param {string} name of a number
   * @param {string} [key] what stands before it
   * @returns {any[]} key, value, whether it moved
   */
  #value(name, key = "") {
    if (!this.known.has(name)) return [key, "", false];
    const value = this.now.get(name) ?? 0;
    return [key, show(value), value !== this.before.get(name), value];
  }

  /** @param {string} name @param {string} label */
  #press(name, label) {
    const pressed = String(this.state.part === name);
    const place = this.places.get(name);
    if (place) assign(place.rect, { "aria-label": label, "aria-pressed": pressed });
  }

  /**
   * @param {string} name
   * @param {number} x its middle
   * @param {number} y
   * @param {{ width: number, height: number }} size
   * @param {any[][]} rows key, value, whether it moved
   */
  #fill(name, x, y, { width, height }, rows) {
    const place = this.places.get(name);
    if (!place) return;
    const here = this.at === name || (this.at === "softmax" && name.startsWith("b2"));
    const chosen = this.state.part === name;
    assign(place.element, {
      class: `lf-bg-box${here ? " lf-bg-here" : ""}${chosen ? " lf-bg-chosen" : ""}`,
    });
    assign(place.rect, { x: x - width / 2, y: y - height / 2, width, height });
    const narrow = width === EDGE.width;
    rows.forEach(([key, value, moved, amount = 0], i) => {
      const line = y + (i - (rows.length - 1) / 2) * (height / rows.length - 1.5) + 5;
      const middle = narrow || !key;
      const end = middle ? x : x + width / 2 - 6;
      const hasSign = value && (narrow || key.startsWith("delta"));
      const number = hasSign && amount > 0 ? `+${value}` : value;
      const text = narrow && value ? (key + number).trim() : number;
      const anchor = middle ? "middle" : "end";
      const right = { x: end, y: line, "text-anchor": anchor, class: "" };
      if (hasSign) right.class = inkOf(amount);
      if (moved) right.class += " lf-bg-moved";
      write(place, 2 * i, text, right);
      if (!middle) write(place, 2 * i + 1, key, { x: x - width / 2 + 6, y: line });
    });
  }

  /**
   * @param {string} name of a wire
   * @param {boolean} back
   * @returns {number} what flows along it
   */
  #sends(name, back) {
    const of = (/** @type {string} */ each) => this.now.get(each) ?? 0;
    if (back) return of(name.replace("loss", "delta2").replace("W", "dW"));
    if (name.startsWith("loss")) return of(name.replace("loss", "logits"));
    const [W, i] = placeOf(name);
    return (W === "W1" ? this.state.x[i] : of(`H1[${i}]`)) * of(name);
  }

  /** @param {string} name @returns {(number | undefined)[]} forward, back, if known */
  #carried(name) {
    const ahead = this.there.has(name.replace(/loss.*/, "loss"));
    const behind = this.known.has(name.replace("loss", "delta2").replace("W", "dW"));
    return [ahead, behind].map((is, k) => (is ? this.#sends(name, k > 0) : undefined));
  }

  /** @param {number[]} way x, y of its ends @param {number} value */
  #send([x0, y0, x1, y1], value) {
    const { part = 0 } = this.flow ?? {};
    const at = { x: x0 + part * (x1 - x0), y: y0 + part * (y1 - y0) };
    const r = 8 + 1.2 * thickness(value);
    const sign = svg("text", { ...at, dy: 5, "text-anchor": "middle" });
    sign.textContent = value > 0 ? "+" : value < 0 ? "−" : "0";
    const dot = svg("circle", {
      cx: at.x,
      cy: at.y,
      r,
      class: `lf-dot ${inkOf(value)}`,
    });
    this.sent.append(dot, sign);
  }

  /**
   * A line with an arrow where the present step is.
   * @param {string} name
   * @param {number[]} from
   * @param {number[]} to
   */
  #run(name, from, to) {
    const wire = this.wires.get(name);
    if (!wire) return;
    const { path, arrow, strands } = wire;
    const both = this.at === "loss" && name.startsWith("loss");
    const here = this.at === name || both;
    const [[x0, y0], [x1, y1]] = [from, to];
    const kind = here ? "lf-bg-wire lf-bg-here" : "lf-bg-wire";
    assign(path, { d: `M${x0} ${y0}L${x1} ${y1}`, class: kind });
    const numbers = this.#carried(name);
    const long = Math.hypot(x1 - x0, y1 - y0);
    const [across, down] = [(y1 - y0) / long, (x0 - x1) / long];
    strands.forEach((strand, k) => {
      const value = numbers[k];
      const by = k ? 4.5 : -4.5; // px: side by side
      const [dx, dy] = [by * across, by * down];
      assign(strand, {
        d: value ? `M${x0 + dx} ${y0 + dy}L${x1 + dx} ${y1 + dy}` : "",
        class: `lf-bg-strand ${inkOf(value ?? 0)}`,
        "stroke-width": thickness(value ?? 0),
        "stroke-dasharray": k ? "8 4" : null,
      });
    });
    const { wires = [], back: returns = false } = this.flow ?? {};
    if (wires.some((each) => name.startsWith(each)))
      this.#send(
        returns ? [...to, ...from] : [...from, ...to],
        this.#sends(name, returns),
      );
    const back = this.state.step > FORWARD.length;
    const turn = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI + (back ? 180 : 0);
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    assign(arrow, {
      transform: `translate(${x} ${y}) rotate(${turn})`,
      class: "lf-bg-arrow",
      visibility: here ? "visible" : "hidden",
    });
  }
}

/** @param {number} value @returns {string} the colour of its sign */
const inkOf = (value) => (value > 0 ? "lf-blue" : value < 0 ? "lf-vermilion" : "");

/** @param {number} value @returns {number} of its line [px] */
const thickness = (value) => 1 + 6 * (1 - Math.exp(-Math.abs(value)));

/**
 * @param {{ words: SVGElement, texts: SVGTextElement[] }} place
 * @param {number} i which of its texts
 * @param {string} text
 * @param {import("./core/dom.js").Attributes} attributes
 */
function write({ words, texts }, i, text, attributes) {
  if (!texts[i]) words.append((texts[i] = svg("text")));
  if (texts[i].textContent !== text) texts[i].textContent = text;
  assign(texts[i], attributes);
}
