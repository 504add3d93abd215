/** Learning rate and loss surface: three descents from one start. */
import { button, columns, fixed, row, select, slider } from "./core/controls.js";
import { assign, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Loop } from "./core/loop.js";
import { label, outline, Plot } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { FIELDS } from "./fields/loss_surface.js";

const POINTS = FIELDS.batch_size.max; // that the models are fitted to
const FAR = 1e6; // a path that comes as far out has diverged
const LONGEST = FIELDS.steps.max; // steps
const PACE = 12; // steps per second
const EDGE = FIELDS.start.of.max; // of the plane in view
const LOST = 40; // a path is drawn no farther out: browsers dash no longer lines
const CELLS = 60; // of the surface, per side

// the trained network of the slice; p and q stand for the second and third weight
const W1 = [-1.66, NaN, NaN, 1.19];
const B1 = [0.67, 1.51, -0.58, 1.63];
const W2 = [-1.09, 1.92, -1.24, -1.9];
const B2 = 0.09;

/** @typedef {"line" | "unit" | "slice"} Model */

/**
 * Inputs and targets of a model.
 * @param {Model} model
 * @returns {{ x: number[], y: number[] }}
 */
export function data(model) {
  const [low, high] = model === "line" ? [-0.6, 2.2] : [-2, 2];
  const noise = new RandomState(0).normals(POINTS);
  const x = Array.from(noise, (_, i) => low + ((high - low) / (POINTS - 1)) * i);
  const y = x.map((v, i) => {
    if (model === "line") return 0.8 * v - 0.5 + 0.3 * noise[i];
    if (model === "unit") return 1.5 * Math.tanh(1.2 * v) + 0.2 * noise[i];
    return Math.sin(2 * v) + 0.1 * noise[i];
  });
  return { x, y };
}

/**
 * A landscape: the data, and what the slice's fixed units give for them.
 * @typedef {object} Land
 * @property {Model} model
 * @property {number[]} x
 * @property {number[]} y
 * @property {number[]} rest
 */

/** @param {Model} model @returns {Land} */
function landOf(model) {
  const { x, y } = data(model);
  const unit = (/** @type {number} */ j, /** @type {number} */ v) =>
    W2[j] * Math.tanh(W1[j] * v + B1[j]);
  return { model, x, y, rest: x.map((v) => unit(0, v) + unit(3, v) + B2) };
}

/**
 * Output and its derivatives with respect to p and q, for one point.
 * @param {Land} land
 * @param {number} p
 * @param {number} q
 * @param {number} i
 * @returns {[number, number, number]}
 */
function respond({ model, x, rest }, p, q, i) {
  if (model === "line") return [p * x[i] + q, x[i], 1];
  if (model === "unit") {
    const h = Math.tanh(p * x[i]);
    return [q * h, q * (1 - h * h) * x[i], h];
  }
  const h = Math.tanh(p * x[i] + B1[1]);
  const k = Math.tanh(q * x[i] + B1[2]);
  const output = rest[i] + W2[1] * h + W2[2] * k;
  return [output, W2[1] * (1 - h * h) * x[i], W2[2] * (1 - k * k) * x[i]];
}

/** @param {Land} land @param {number} p @param {number} q */
function lossOn(land, p, q) {
  let sum = 0;
  for (let i = 0; i < POINTS; i++) sum += (respond(land, p, q, i)[0] - land.y[i]) ** 2;
  return sum / POINTS / 2;
}

/**
 * @param {Land} land
 * @param {number} p
 * @param {number} q
 * @param {number[]} batch
 * @returns {[number, number]}
 */
function slopeOn(land, p, q, batch) {
  let [dp, dq] = [0, 0];
  for (const i of batch) {
    const [output, byP, byQ] = respond(land, p, q, i);
    dp += (output - land.y[i]) * byP;
    dq += (output - land.y[i]) * byQ;
  }
  return [dp / batch.length, dq / batch.length];
}

/**
 * Half the mean squared error on all points.
 * @param {Model} model
 * @param {number[]} point p and q
 * @returns {number}
 */
export function loss(model, [p, q]) {
  return lossOn(landOf(model), p, q);
}

/**
 * The loss's derivatives with respect to p and q on some points.
 * @param {Model} model
 * @param {number[]} point
 * @param {number[]} batch
 * @returns {[number, number]}
 */
export function gradient(model, [p, q], batch) {
  return slopeOn(landOf(model), p, q, batch);
}

/**
 * Batches of indices; each epoch takes every point once, in a new order.
 * @param {number} size
 * @param {number} num
 * @param {number} seed
 * @returns {number[][]}
 */
export function batches(size, num, seed) {
  const random = new RandomState(seed);
  /** @type {number[]} */
  let order = [];
  return Array.from({ length: num }, () => {
    if (!order.length) order = random.permutation(POINTS);
    return order.splice(0, size);
  });
}

/**
 * How a path goes down.
 * @typedef {object} Descent
 * @property {number} lr
 * @property {number} momentum
 * @property {number} batch_size
 * @property {number} num_steps
 * @property {number} seed
 */

/**
 * @typedef {object} Path
 * @property {number[][]} points the start and the place after each step
 * @property {number[]} losses on all points, at each place
 * @property {boolean} diverged whether it came too far out, and ended
 */

/**
 * Stochastic gradient descent with momentum.
 * @param {Model} model
 * @param {number[]} start
 * @param {Descent} recipe
 * @returns {Path}
 */
export function descend(model, start, recipe) {
  const land = landOf(model);
  let [p, q] = start;
  let [u, v] = [0, 0]; // velocity
  const points = [[p, q]];
  let diverged = false;
  for (const batch of batches(recipe.batch_size, recipe.num_steps, recipe.seed)) {
    const [dp, dq] = slopeOn(land, p, q, batch);
    u = recipe.momentum * u + dp;
    v = recipe.momentum * v + dq;
    p -= recipe.lr * u;
    q -= recipe.lr * v;
    points.push([p, q]);
    diverged = Math.max(Math.abs(p), Math.abs(q)) > FAR;
    if (diverged) break;
  }
  return { points, losses: points.map(([a, b]) => lossOn(land, a, b)), diverged };
}

/**
 * The smaller and the larger curvature of the line's loss, the same everywhere.
 * @returns {[number, number]}
 */
export function bowlCurvatures() {
  const { x } = data("line");
  const mean = x.reduce((sum, v) => sum + v, 0) / POINTS;
  const square = x.reduce((sum, v) => sum + v * v, 0) / POINTS;
  const middle = (square + 1) / 2;
  const half = Math.hypot((square - 1) / 2, mean);
  return [middle - half, middle + half];
}

/**
 * Below this rate descent with all points converges in a bowl, above it diverges.
 * @param {number} curvature the largest
 * @param {number} momentum
 * @returns {number}
 */
export function largestStableRate(curvature, momentum) {
  return (2 * (1 + momentum)) / curvature;
}

const NAMES = /** @type {const} */ (["a", "b", "c"]);
const COLOURS = ["lf-blue", "lf-green", "lf-vermilion"];
const DASHES = ["", "lf-dashed", "lf-dotted"];
const SHAPES = /** @type {const} */ (["circle", "square", "triangle"]);

export default figure({
  title: "Learning rate: three descents on one loss surface",
  fields: FIELDS,
  presets: {
    bowl: { label: "Bowl", state: { steps: 12 } },
    momentum: {
      label: "Momentum",
      state: { momentum: 0.9, lr_a: 0.05, lr_b: 0.5, lr_c: 2, steps: 40 },
    },
    noise: {
      label: "Small batches",
      state: { batch_size: 2, lr_a: 0.02, lr_b: 0.1, lr_c: 0.5, steps: 100 },
    },
    unit: {
      label: "One hidden unit",
      state: { model: "unit", start: [-2, 0.5], lr_b: 1, lr_c: 3, steps: 20 },
    },
    slice: {
      label: "Slice of a network",
      state: { model: "slice", start: [-1, 1], lr_b: 0.5, lr_c: 2, steps: 100 },
    },
  },
  build,
  intro: {
    lasts: 5000,
    show: (view, part) =>
      view.lend({ steps: Math.round((view.kept.steps || 20) * part) }),
  },
  pose: (view) => view.set({ steps: 12 }),
});

/**
 * @typedef {object} Surface
 * @property {number[][]} losses (rows from below, columns)
 * @property {number[]} levels of the contours
 * @property {[number[], number[]]} contours one broken line
 */

/** @param {import("./core/figure.js").View} view */
function build(view) {
  const [left, right] = columns(view);
  const map = new Plot(view, "Loss over the parameters p and q", left);
  const chart = new Plot(view, "Loss after each step", right);
  view.keep(map.element);
  const handle = new Handle(map, {
    name: "start",
    step: 0.1,
    kind: "lf-grey",
    move: (x, y) => view.set({ start: [x, y].map((v) => Math.round(v * 100) / 100) }),
  });
  const keys = [keyOf(map), keyOf(chart)];
  controls(view);

  let [key, colours] = ["", ""];
  let surface = surfaceOf("line");
  return () => {
    const { model, start } = view.state;
    if (model !== key) surface = surfaceOf(model);
    const ground = view.colour("ground");
    drawMap(map, surface, `${model}${map.width}${ground}` !== colours);
    colours = `${model}${map.width}${ground}`;
    key = model;
    const paths = NAMES.map((name) => pathOf(view.state, name));
    drawPaths(map, paths);
    handle.place(start[0], start[1], `p = ${fixed(start[0])}, q = ${fixed(start[1])}`);
    drawLosses(chart, paths, surface);
    keys.forEach((place) => place());
    const words = [sentence(view.state, paths), bound(view.state)];
    view.caption(words.join(" "));
    view.say(...words);
  };
}

/** @param {import("./core/figure.js").View} view */
function controls(view) {
  let owed = 0; // ms
  const forward = (/** @type {number} */ by) =>
    view.set({ steps: Math.min(LONGEST, view.state.steps + by) });
  const loop = new Loop(view, (elapsed) => {
    owed += elapsed;
    const whole = Math.floor((owed * PACE) / 1000);
    owed -= (whole * 1000) / PACE;
    if (whole) forward(whole);
    return view.state.steps < LONGEST;
  });
  const run = () => {
    if (view.state.steps === LONGEST) view.set({ steps: 0 });
    if (view.still) forward(LONGEST);
    else loop.toggle();
  };
  view.onReset(() => loop.stop());

  const time = row(view, "Steps");
  const runLabel = () => (loop.running ? "Pause" : "Run");
  button(view, runLabel, run, { parent: time }).classList.add("lf-main");
  const atEnd = { parent: time, disabled: () => view.state.steps === LONGEST };
  button(view, "One step", () => forward(1), atEnd);
  const back = () => view.set({ steps: 0 });
  button(view, "Back to the start", back, { parent: time });
  const whole = () => view.state.batch_size === POINTS;
  const again = () => whole() || view.set({ seed: (view.state.seed + 1) % 1000 });
  button(view, "Other batches", again, { parent: time, disabled: whole });

  slider(view, "steps", { label: "Steps taken", step: 1 });
  const models = {
    line: "straight line: a bowl",
    unit: "one hidden unit",
    slice: "slice of a network",
  };
  select(view, "model", { label: "Loss of", names: models });
  const marks = ["● solid", "■ dashed", "▲ dotted"];
  NAMES.forEach((name, i) =>
    slider(view, `lr_${name}`, {
      label: `Learning rate ${name.toUpperCase()} (${marks[i]})`,
      step: 1.05,
      log: true,
      format: short,
    }),
  );
  slider(view, "momentum", { label: "Momentum β", step: 0.05, format: fixed });
  slider(view, "batch_size", {
    label: "Batch size [points]",
    step: 1,
    format: (v) => (v === POINTS ? `${POINTS} (all)` : String(v)),
  });
}

/** @param {number} value @returns {string} three digits that count */
const short = (value) => label(Number(value.toPrecision(3)));

/** @param {any} state @param {"a" | "b" | "c"} name @returns {Path} */
function pathOf(state, name) {
  const { model, start, momentum, batch_size, seed, steps } = state;
  const lr = state[`lr_${name}`];
  return descend(model, start, { lr, momentum, batch_size, num_steps: steps, seed });
}

/** @param {Model} model @returns {Surface} */
function surfaceOf(model) {
  const land = landOf(model);
  const along = Array.from(
    { length: CELLS + 1 },
    (_, i) => EDGE * ((2 * i) / CELLS - 1),
  );
  const losses = along.map((q) => along.map((p) => lossOn(land, p, q)));
  const low = Math.log(Math.min(...losses.flat()));
  const high = Math.log(Math.max(...losses.flat()));
  const levels = Array.from({ length: 14 }, (_, i) =>
    Math.exp(low + ((i + 1) / 15) * (high - low)),
  );
  return { losses, levels, contours: contoursOf(along, losses, levels) };
}

/**
 * Contours as pieces within triangles, two to a cell: no case is ambiguous.
 * @param {number[]} along
 * @param {number[][]} losses
 * @param {number[]} levels
 * @returns {[number[], number[]]}
 */
function contoursOf(along, losses, levels) {
  /** @type {[number[], number[]]} */
  const line = [[], []];
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++) {
      const corner = (/** @type {number} */ right, /** @type {number} */ up) => [
        along[column + right],
        along[row + up],
        losses[row + up][column + right],
      ];
      const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
      for (const level of levels) {
        cut([a, b, c], level, line);
        cut([a, c, d], level, line);
      }
    }
  return line;
}

/**
 * @param {number[][]} triangle corners (x, y, value)
 * @param {number} level
 * @param {[number[], number[]]} line gets the piece on which the value is the level
 */
function cut(triangle, level, [xs, ys]) {
  let found = 0;
  for (let i = 0; i < 3; i++) {
    const [from, to] = [triangle[i], triangle[(i + 1) % 3]];
    if (from[2] < level === to[2] < level) continue;
    const part = (level - from[2]) / (to[2] - from[2]);
    xs.push(from[0] + part * (to[0] - from[0]));
    ys.push(from[1] + part * (to[1] - from[1]));
    found++;
  }
  if (!found) return;
  xs.push(NaN);
  ys.push(NaN);
}

/** @param {string} colour "#rrggbb" @returns {number[]} */
const channels = (colour) =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/**
 * @param {Plot} map
 * @param {Surface} surface
 * @param {boolean} changed
 */
function drawMap(map, { losses, contours }, changed) {
  const span = /** @type {[number, number]} */ ([-EDGE, EDGE]);
  const before = map.width;
  map.frame({ x: span, y: span, xLabel: "p", yLabel: "q", square: true, clip: true });
  if (!changed && map.width === before) return;
  const all = losses.flat().map(Math.log);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const deep = channels(map.view.colour("low"));
  const ground = channels(map.view.colour("ground"));
  map.heat((column, row) => {
    const part = (Math.log(losses[CELLS - row][column]) - low) / (high - low);
    const mix = (/** @type {number} */ k) => deep[k] + part * (ground[k] - deep[k]);
    return [mix(0), mix(1), mix(2)];
  }, CELLS + 1);
  map.line("contours", ...contours, { class: "lf-curve lf-ls-contour" });
}

/** @param {Plot} map @param {Path[]} paths */
function drawPaths(map, paths) {
  paths.forEach(({ points }, i) => {
    const left = points.findIndex((point) => Math.max(...point.map(Math.abs)) > LOST);
    const near = left < 0 ? points : points.slice(0, left + 1);
    const [xs, ys] = [near.map(([p]) => p), near.map(([, q]) => q)];
    map.line(`path-${i}`, xs, ys, { class: `lf-curve ${COLOURS[i]} ${DASHES[i]}` });
    const [shape, look] = [SHAPES[i], { class: `lf-fill lf-ls-step ${COLOURS[i]}` }];
    map.dots(`steps-${i}`, near.slice(1), { shape, size: 3 }, look);
  });
  paths.forEach(({ points }, i) => {
    const end = points[points.length - 1];
    const look = { class: `lf-dot ${COLOURS[i]}` };
    map.dots(`end-${i}`, [end], { shape: SHAPES[i], size: 7 }, look);
  });
}

/**
 * Which shape is whose, in a row where no path comes: names beside points that move
 * would meet, or jump aside.
 * @param {Plot} plot
 * @returns {() => void} puts it below the right end of the axis
 */
function keyOf(plot) {
  const entries = NAMES.map((name, i) =>
    svg(
      "g",
      { "aria-hidden": "true" },
      svg("path", { d: outline(SHAPES[i], 7, -5, 6), class: `lf-dot ${COLOURS[i]}` }),
      svg("text", { x: 16, class: `lf-strong ${COLOURS[i]}` }, name.toUpperCase()),
    ),
  );
  plot.svg.append(...entries);
  return () => {
    const apart = plot.width < 340 ? 28 : 40;
    const [end, y] = [plot.right - 28, plot.height - 8];
    entries.forEach((entry, i) => {
      const x = end - apart * (NAMES.length - 1 - i);
      assign(entry, { transform: `translate(${x} ${y})` });
    });
  };
}

/**
 * @param {Plot} chart
 * @param {Path[]} paths
 * @param {Surface} surface
 */
function drawLosses(chart, paths, { losses }) {
  const low = Math.min(...losses.flat());
  const high = Math.max(...losses.flat());
  chart.frame({
    x: [-0.04 * LONGEST, 1.25 * LONGEST],
    y: [low / 2, 10 * high],
    yLog: true,
    xLabel: "step",
    yLabel: "loss on all points",
    height: Math.max(260, Math.min(420, chart.view.width / 2)),
    clip: true,
  });
  paths.forEach((path, i) => {
    const steps = path.losses.map((_, k) => k);
    chart.line(`loss-${i}`, steps, path.losses, {
      class: `lf-curve ${COLOURS[i]} ${DASHES[i]}`,
    });
    const last = steps.length - 1;
    const y = Math.min(9 * high, path.losses[last]);
    const here = { shape: SHAPES[i], size: 6 };
    chart.dots(`now-${i}`, [[last, y]], here, { class: `lf-dot ${COLOURS[i]}` });
  });
}

/** @param {any} state @param {Path[]} paths @returns {string} */
function sentence(state, paths) {
  const each = paths.map((path, i) => {
    const name = NAMES[i].toUpperCase();
    const now = path.losses[path.losses.length - 1];
    const verdict = path.diverged
      ? `diverged at step ${path.losses.length - 1}`
      : `loss ${short(now)}${now > 3 * path.losses[0] ? ", climbing" : ""}`;
    return `${name} (η = ${short(state[`lr_${NAMES[i]}`])}): ${verdict}`;
  });
  const after = `After ${state.steps} step${state.steps === 1 ? "" : "s"}: `;
  return `${after}${each.join("; ")}.`;
}

/** @param {any} state @returns {string} what theory says of the learning rates */
function bound(state) {
  if (!state.steps)
    return "Which will arrive first, and does one never arrive? Predict, then run.";
  if (state.model === "unit")
    return "The curvature changes from place to place: no one bound for η holds.";
  if (state.model === "slice")
    return "The other 11 parameters stay fixed. Two minima: which one is reached depends on the start and on η.";
  const limit = largestStableRate(bowlCurvatures()[1], state.momentum);
  const formula = state.momentum ? "2 (1 + β) / λ" : "2 / λ";
  const words = `In this bowl, with λ its largest curvature, all η below ${formula} = ${fixed(limit)} converge`;
  if (state.batch_size < POINTS)
    return `${words} with all points in each batch; noisy batches may need less.`;
  const over = NAMES.filter((name) => state[`lr_${name}`] > limit);
  const which = over.map((name) => name.toUpperCase()).join(" and ");
  if (!which) return `${words}.`;
  return `${words}; ${which} ${over.length > 1 ? "lie" : "lies"} above and diverge${over.length > 1 ? "" : "s"}.`;
}
