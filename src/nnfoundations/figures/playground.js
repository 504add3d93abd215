/** Playground: a multilayer perceptron learns to divide the plane, epoch by epoch. */
import { button, select, slider, toggle } from "./core/controls.js";
import { html } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Loop } from "./core/loop.js";
import { choice, flag, integer, list, number } from "./core/state.js";
import { Board, SIGNS } from "./playground_board.js";
import { FEATURES, Trainer } from "./playground_maths.js";
import { Chart, Surface, fixed } from "./playground_plots.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {import("./core/loop.js").Loop} Clock */

/**
 * @typedef {object} State
 * @property {string} data
 * @property {number} num_points
 * @property {number} share
 * @property {number} noise
 * @property {number} data_seed
 * @property {string[]} features
 * @property {number[]} hidden
 * @property {string} activation
 * @property {string} init
 * @property {number} sigma
 * @property {number} seed
 * @property {number} lr
 * @property {number} batch_size
 * @property {number} momentum
 * @property {string} penalty
 * @property {number} rate
 * @property {number} pace
 * @property {boolean} show_validation
 * @property {boolean} discrete
 */

const BUDGET = 8; // ms of a frame for training
const JUMP = 100; // epochs at once for readers who asked for less motion
const MOST_LAYERS = 6;
const MOST_UNITS = 8;
/** A change of these starts the training anew; the others apply from the next step. */
const ANEW = [
  "data num_points share noise data_seed",
  "features hidden activation init sigma seed",
].flatMap((names) => names.split(" "));

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
const areFeatures = (v) =>
  v.length > 0 && new Set(v).size === v.length && v.every((n) => NAMES.includes(n));
/** @param {any[]} v */
const areWidths = (v) =>
  v.length <= MOST_LAYERS &&
  v.every((n) => Number.isInteger(n) && n >= 1 && n <= MOST_UNITS);

export default figure({
  title: "Playground: a small network learns to divide the plane",
  fields: {
    data: choice("circles", Object.keys(TASKS)),
    num_points: integer(200, 20, 400),
    share: number(0.5, 0.1, 0.9),
    noise: number(0.1, 0, 0.5),
    data_seed: integer(0, 0, 9999),
    features: list(["x1", "x2"], `some of ${NAMES.join(", ")}, each once`, areFeatures),
    hidden: list([4], "at most 6 layers of 1 to 8 units", areWidths),
    activation: choice("tanh", ["tanh", "relu", "sigmoid", "identity"]),
    init: choice("xavier", ["xavier", "he", "sigma", "zeros"]),
    sigma: number(0.5, 0.001, 10),
    seed: integer(0, 0, 9999),
    lr: number(0.3, 0.0001, 10),
    batch_size: integer(10, 1, 400),
    momentum: number(0, 0, 0.99),
    penalty: choice("none", ["none", "l1", "l2"]),
    rate: number(0.001, 0.00001, 10),
    pace: integer(1, 1, 20),
    show_validation: flag(true),
    discrete: flag(false),
  },
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
  pose: (view) => benches.get(view)?.train(100),
});

/** The bench of each view, for `pose`. @type {WeakMap<View, Bench>} */
const benches = new WeakMap();

/** A training and the pictures of it. */
class Bench {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.goal = 0;
    this.guess = 0;
    this.key = "";
    this.status = html("p", { class: "pg-status" });
    this.bar = html("div", {
      class: "lf-row",
      role: "group",
      "aria-label": "Training",
    });
    const left = html("div", { class: "pg-left" });
    const columns = html("div", { class: "lf-columns" }, left);
    view.stage.append(this.bar, this.status, columns);
    this.board = new Board(view, left, () => this.paint());
    this.chart = new Chart(view, left);
    this.surface = new Surface(view, columns);
    this.trainer = this.begin();
    this.loop = new Loop(view, () => this.frame());
    view.onReset(() => this.restart());
    benches.set(view, this);
  }

  /** Start the training anew if what it starts from has changed. */
  follow() {
    const { state } = this.view;
    const key = JSON.stringify(ANEW.map((name) => state[name]));
    if (key !== this.key) this.restart();
  }

  restart() {
    this.loop.stop();
    this.trainer = this.begin();
    this.view.update();
  }

  /** @returns {Trainer} a new one */
  begin() {
    const { state } = this.view;
    this.key = JSON.stringify(ANEW.map((name) => state[name]));
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

  /** @param {number} epochs to go on by, at once */
  train(epochs) {
    this.follow();
    const end = this.trainer.epoch + epochs;
    while (this.trainer.epoch < end && !this.trainer.diverged) this.step();
    this.view.update();
  }

  /** As much training as a frame has time for, and a picture. */
  frame() {
    const { view, trainer } = this;
    const until = performance.now() + BUDGET;
    const end = view.still ? this.goal : trainer.epoch + view.state.pace;
    while (trainer.epoch < end && performance.now() < until && !trainer.diverged)
      this.step();
    const over = trainer.diverged || (view.still && trainer.epoch >= this.goal);
    if (!view.still && !over) this.paint();
    return !over;
  }

  run() {
    this.goal = this.trainer.epoch + JUMP;
    this.loop.toggle();
  }

  oneBatch() {
    this.loop.stop();
    if (!this.trainer.diverged) this.step();
    this.trainer.evaluate();
    this.view.update();
  }

  /** Show the network as it is now; what only the reader changes stays. */
  paint() {
    const { trainer, view, board } = this;
    board.compute(trainer);
    board.paint(trainer);
    this.surface.paint(trainer, board);
    this.chart.paint(trainer);
    const { losses, epoch, at, gradientSize } = trainer;
    const batch = at > 0 ? ` and ${at} of ${trainer.numTrain} examples` : "";
    const gradient = trainer.steps
      ? ` Gradient of the last batch: ${fixed(gradientSize, 4)}.`
      : "";
    this.status.textContent = `Epoch ${epoch}${batch}.${gradient}`;
    view.caption(
      `Loss on training points ${fixed(losses.training, 3)}, on validation points ` +
        `${fixed(losses.validation, 3)}.${this.shares()} ${this.verdict()}`,
    );
  }

  shares() {
    const { classes, right, losses } = this.trainer;
    const percent = (/** @type {number} */ v) => `${fixed(100 * v, 1)} %`;
    return classes
      ? ` Right: ${percent(right.training)} of the training and ` +
          `${percent(right.validation)} of the validation points.`
      : ` Root mean square errors: ${fixed(Math.sqrt(losses.training), 3)} and ` +
          `${fixed(Math.sqrt(losses.validation), 3)}.`;
  }

  /** @returns {string} what the numbers mean */
  verdict() {
    const { trainer, chart } = this;
    if (trainer.diverged)
      return "The training has diverged: start again with a smaller learning rate.";
    const { network, losses } = trainer;
    const shape = network.widths.join("–");
    if (trainer.steps === 0)
      return `Not trained yet: ${shape} units, ${network.size} weights and biases.`;
    const { guess } = this;
    const { best } = chart;
    if (losses.validation > 1.15 * best.validation + 0.01)
      if (losses.training < best.training)
        return (
          `Overfitting: validation was best, ${fixed(best.validation, 3)}, after ` +
          `${best.epoch} epochs; since then only the training loss has fallen.`
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
    if (!bench.loop.running) view.say(`${bench.status.textContent} ${bench.verdict()}`);
  };
}

/** @param {View} view @param {Bench} bench what is needed first */
function essentials(view, bench) {
  const { loop, bar: parent } = bench;
  const train = () =>
    loop.running ? "Pause" : view.still ? `Train ${JUMP} epochs` : "Train";
  button(view, train, () => bench.run(), { parent }).classList.add("lf-main");
  const epoch = () => {
    loop.stop();
    bench.train(1);
  };
  button(view, "One epoch", epoch, { parent });
  button(view, "One batch", () => bench.oneBatch(), { parent });
  button(view, "Start again", () => bench.restart(), { parent });
  select(view, "data", { label: "Task", names: TASKS });
  select(view, "activation", { label: "Activation of hidden units" });
  slider(view, "lr", { label: "Learning rate", step: 10 ** 0.1, log: true });
}

/**
 * A part of the panel that opens.
 * @param {View} view
 * @param {string} name
 * @returns {HTMLElement} where its controls go
 */
function group(view, name) {
  const inside = html("div", { class: "lf-panel" });
  const element = html("details", { class: "pg-group" }, html("summary", {}, name));
  element.append(inside);
  view.panel.append(element);
  return inside;
}

/**
 * A whole number that is typed.
 * @param {View} view
 * @param {string} name of the field
 * @param {string} label
 * @param {HTMLElement} parent
 */
function entry(view, name, label, parent) {
  const { min, max, fits, expected } = view.spec.fields[name];
  const onchange = () => {
    const value = input.valueAsNumber;
    if (fits(value)) view.set({ [name]: value });
    else {
      view.tell(`${label}: expected ${expected}.`);
      show();
    }
  };
  const input = html("input", { type: "number", min, max, step: 1, onchange });
  input.dataset.field = name;
  const show = () => void (input.value = view.state[name]);
  const element = html("label", { class: "lf-control pg-entry" }, label, input);
  parent.append(element);
  view.controls.push({ element, show });
  show();
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

/** @param {View} view */
function dataGroup(view) {
  const parent = group(view, "Data");
  slider(view, "num_points", { label: "Points", step: 10, parent });
  const percent = (/** @type {number} */ v) => `${Math.round(100 * v)} %`;
  const share = { label: "Share for training", step: 0.05, format: percent, parent };
  slider(view, "share", share);
  slider(view, "noise", { label: "Noise (standard deviation)", step: 0.01, parent });
  entry(view, "data_seed", "Seed of the points", parent);
  const next = () => view.set({ data_seed: (view.state.data_seed + 1) % 10000 });
  button(view, "New points", next, { parent });
}

/** @param {View} view */
function networkGroup(view) {
  const parent = group(view, "Inputs and layers");
  for (const name of NAMES) featureBox(view, name, parent);
  const layers = html("div", { class: "lf-row" });
  parent.append(layers);
  const hidden = () => /** @type {number[]} */ (view.state.hidden);
  const add = () =>
    hidden().length < MOST_LAYERS && view.set({ hidden: [...hidden(), 4] });
  const drop = () => view.set({ hidden: hidden().slice(0, -1) });
  const at = { parent: layers };
  button(view, "Add a layer", add, {
    ...at,
    disabled: () => hidden().length === MOST_LAYERS,
  });
  button(view, "Remove a layer", drop, {
    ...at,
    disabled: () => hidden().length === 0,
  });
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
  const element = html("label", { class: "lf-control lf-toggle" }, input);
  element.append(`Input ${SIGNS[name]}`);
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
  const said = html("span");
  const label = `Hidden layer ${l + 1}`;
  const element = html("div", { class: "lf-row", role: "group", "aria-label": label });
  element.append(said);
  parent.append(element);
  const change = (/** @type {number} */ by) => () => {
    const hidden = [...view.state.hidden];
    hidden[l] = Math.min(MOST_UNITS, Math.max(1, hidden[l] + by));
    view.set({ hidden });
  };
  const at = { parent: element };
  const less = button(view, "−", change(-1), {
    ...at,
    disabled: () => view.state.hidden[l] === 1,
  });
  const more = button(view, "+", change(1), {
    ...at,
    disabled: () => view.state.hidden[l] === MOST_UNITS,
  });
  less.setAttribute("aria-label", `One unit less in hidden layer ${l + 1}`);
  more.setAttribute("aria-label", `One unit more in hidden layer ${l + 1}`);
  const show = () => {
    const width = view.state.hidden[l];
    element.hidden = width === undefined;
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
    sigma: "chosen σ",
    zeros: "all zero",
  };
  select(view, "init", { label: "Standard deviation σ", names, parent });
  const step = 10 ** 0.1;
  const sigma = slider(view, "sigma", { label: "Chosen σ", step, log: true, parent });
  onlyIf(view, sigma, () => view.state.init === "sigma");
  entry(view, "seed", "Seed of weights and batches", parent);
  const next = () => view.set({ seed: (view.state.seed + 1) % 10000 });
  button(view, "New weights", next, { parent });
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
  const part = html("select", { onchange: () => board.choosePart(Number(part.value)) });
  const value = html("input", { type: "number", step: 0.1 });
  value.addEventListener("input", () => {
    if (Number.isFinite(value.valueAsNumber)) {
      board.change(bench.trainer, value.valueAsNumber);
      bench.trainer.evaluate();
      bench.paint();
    }
  });
  const boxes = [
    ["Unit shown large", unit],
    ["Its part", part],
    ["Value", value],
  ].map(([label, input]) =>
    html("label", { class: "lf-control pg-entry" }, label, input),
  );
  parent.append(...boxes);
  const details = /** @type {HTMLDetailsElement} */ (parent.parentElement);
  board.edit = { details, unit, part, value, boxes };
}
