/** Activations: a function and its derivative, and what a gradient step can do. */
import { button, columns, row, select, slider } from "./core/controls.js";
import { html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { ACTIVATIONS } from "./core/network.js";
import { Plot } from "./core/plot.js";
import { originOf } from "./core/state.js";
import { FIELDS } from "./fields/activation_curves.js";

/** @typedef {import("./core/figure.js").View} View */

const REACH = FIELDS.z.max; // z goes from -6 to 6
const DEEPEST = FIELDS.depth.max;
const FAINTEST = 1e-12; // the smallest product that is drawn
/** @type {Record<string, string>} */
const NAMES = {
  none: "no other",
  heaviside: "step (Heaviside)",
  identity: "identity",
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "ReLU",
  softplus: "softplus",
};

/* ---- the functions ---- */

/** @param {string} kind @param {number} z @returns {number} */
export function value(kind, z) {
  return ACTIVATIONS[kind].value(z);
}

/** @param {string} kind @param {number} z @returns {number} 0 at a jump or a kink */
export function derivative(kind, z) {
  return ACTIVATIONS[kind].derivative(z);
}

/**
 * Where the slope is below a limit, within -6 to 6.
 * @param {string} kind
 * @param {number} limit above 0, at most 0.2
 * @returns {number[][]} intervals
 */
export function flatZones(kind, limit) {
  const sides = (/** @type {number} */ edge) => [
    [-REACH, -edge],
    [edge, REACH],
  ];
  if (kind === "heaviside") return [[-REACH, REACH]];
  if (kind === "relu") return [[-REACH, 0]];
  if (kind === "sigmoid") return sides(2 * Math.atanh(Math.sqrt(1 - 4 * limit)));
  if (kind === "tanh") return sides(Math.atanh(Math.sqrt(1 - limit)));
  return kind === "softplus" ? [[-REACH, Math.log(limit / (1 - limit))]] : [];
}

/**
 * What is left of a gradient after 1, 2, ... units of a chain, all at the same z and
 * with weights of 1.
 * @param {string} kind
 * @param {number} z
 * @param {number} depth
 * @returns {number[]}
 */
export function chain(kind, z, depth) {
  const slope = derivative(kind, z);
  return Array.from({ length: depth }, (_, k) => slope ** (k + 1));
}

/** @param {string} kind @param {number} z @param {number} target @returns {number} */
export function loss(kind, z, target) {
  return (value(kind, z) - target) ** 2 / 2;
}

/**
 * One step of gradient descent on the loss.
 * @param {string} kind
 * @param {number} z
 * @param {number} target
 * @param {number} lr
 * @returns {{ gradient: number, z: number }} the gradient before, z after
 */
export function descend(kind, z, target, lr) {
  const gradient = (value(kind, z) - target) * derivative(kind, z);
  return { gradient, z: z - lr * gradient };
}

/* ---- words ---- */

/** @type {Record<string, string>} */
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵" };
Object.assign(RAISED, { 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" });

/** @param {number} x @returns {string} three digits, small ones as 1.23 × 10⁻⁴ */
function shown(x) {
  const size = Math.abs(x);
  if (size === 0) return "0";
  if (size >= 1e-3) return String(Number(x.toPrecision(3))).replace("-", "−");
  const [digits, power] = x.toExponential(1).split("e");
  const raised = [...power].map((c) => RAISED[c]).join("");
  return `${digits.replace("-", "−")} × 10${raised}`;
}

/** @param {number} x */
const fixed = (x) => (x.toFixed(2) === "-0.00" ? 0 : x).toFixed(2).replace("-", "−");

/** @param {any} state @returns {string} on the slope */
function slopeWords({ kind, other, z, limit }) {
  const slope = derivative(kind, z);
  let text = `${NAMES[kind]} at z = ${fixed(z)}: f = ${shown(value(kind, z))}, f′ = ${shown(slope)}`;
  if (broken(kind) && z === 0) text += " (by convention: it has no slope there)";
  else if (slope === 0) text += ": nothing passes";
  else if (slope < limit) text += `, below ${limit}: saturated`;
  if (other !== "none")
    text += `; ${NAMES[other]}: f′ = ${shown(derivative(other, z))}`;
  return `${text}.`;
}

/** @param {any} state @returns {string} on the chain */
function chainWords({ kind, z, depth }) {
  const left = shown(derivative(kind, z) ** depth);
  const units = depth === 1 ? "One such unit" : `${depth} such units`;
  return `${units} in a chain multiply a gradient by ${left}.`;
}

/** @param {any} state @param {number} steps taken so far @returns {string} on the loss */
function lossWords({ kind, z, target, lr }, steps) {
  const { gradient, z: next } = descend(kind, z, target, lr);
  const after = steps ? `After ${steps} step${steps > 1 ? "s" : ""} the` : "The";
  const error = loss(kind, z, target);
  const text = `${after} loss is ${shown(error)}, its gradient ${shown(gradient)}`;
  if (gradient === 0 && error > 0)
    return `${text}: no step, of whatever size, moves z, though the answer is wrong.`;
  if (Math.abs(next) > REACH) return `${text}: the next step ends at the edge.`;
  return `${text}: the next step moves z by ${shown(next - z)}.`;
}

/** @param {string} kind @returns {boolean} whether something breaks at 0 */
const broken = (kind) => kind === "heaviside" || kind === "relu";

export default figure({
  title: "Activations: the function, its slope, and what a gradient step can do",
  fields: FIELDS,
  presets: {
    saturated: { label: "Saturated sigmoid", state: { z: -5 } },
    dead: { label: "Dead side of ReLU", state: { kind: "relu", z: -2 } },
    step: { label: "Step", state: { kind: "heaviside", z: -2 } },
    tanh: { label: "tanh at 0", state: { kind: "tanh", z: 0, target: 0.8 } },
  },
  build,
  intro: {
    lasts: 5000, // along the function, and back to where the point stands
    show: (view, part) => {
      const z = view.kept.z + 5 * Math.sin(2 * Math.PI * part);
      view.lend(part < 1 ? { z: Math.min(REACH, Math.max(-REACH, z)) } : undefined);
    },
  },
  pose: (view) => {
    view.set({ z: -4 });
    const many = view.root.querySelector(".ac-many");
    many?.dispatchEvent(new Event("click"));
  },
});

/* ---- the page ---- */

let count = 0; // hatchings need ids of their own

/**
 * @typedef {object} Plots
 * @property {Plot} curve
 * @property {Plot} slope
 * @property {Plot} bowl the loss against z
 * @property {Plot} links the chain
 * @property {string} hatch
 */

/** @param {View} view */
function build(view) {
  const note = html("p", { class: "lf-small ac-note" });
  const choices = html("div", { class: "lf-columns lf-live-only" });
  view.stage.append(choices);
  const [a, b] = columns(view);
  view.stage.append(note, view.words);
  const [c, d] = columns(view);
  const hatch = `ac-hatch-${count++}`;
  const plots = {
    curve: new Plot(view, "The function", a),
    slope: new Plot(view, "Its derivative", b),
    bowl: new Plot(view, "Loss against z", c),
    links: new Plot(view, "Product of derivatives against the length of a chain", d),
    hatch,
  };
  view.keep(plots.curve.element);
  plots.curve.svg.prepend(svg("defs", {}, hatching(hatch)));
  const handles = [plots.curve, plots.slope, plots.bowl].map(
    (plot, i) => new Handle(plot, grip(view, ["function", "derivative", "loss"][i])),
  );
  const trail = new Trail(view);
  select(view, "kind", { label: "Function", names: NAMES, parent: choices });
  select(view, "other", { label: "Compare with", names: NAMES, parent: choices });
  const [below, beside] = [c, d].map((column) => {
    const place = html("div", { class: "lf-live-only" });
    column.append(place);
    return place;
  });
  controls(view, trail, below, beside);
  return () => {
    const { state } = view;
    const { kind, other, z, limit, target } = state;
    drawCurve(plots.curve, state, hatch);
    drawSlope(plots.slope, state, hatch);
    drawBowl(plots.bowl, state, trail.past());
    drawLinks(plots.links, state);
    handles[0].place(
      z,
      value(kind, z),
      `z = ${fixed(z)}, f = ${shown(value(kind, z))}`,
    );
    const slope = derivative(kind, z);
    handles[1].place(z, slope, `z = ${fixed(z)}, f′ = ${shown(slope)}`);
    const error = loss(kind, z, target);
    handles[2].place(z, error, `z = ${fixed(z)}, loss ${shown(error)}`);
    const second = other === "none" ? "" : ` Dashed, ▲: ${NAMES[other]}.`;
    note.textContent = `Solid, ●: ${NAMES[kind]}.${second} Hatched: |f′| < ${limit}, saturated.`;
    const steps = trail.past().length;
    view.caption(
      `${slopeWords(state)} ${chainWords(state)} ${lossWords(state, steps)}`,
    );
    view.say(steps ? lossWords(state, steps) : slopeWords(state));
  };
}

/** @param {View} view @param {string} name @returns {import("./core/handle.js").Grip} */
function grip(view, name) {
  const move = (/** @type {number} */ x) => {
    const z = Math.round(100 * x) / 100 + 0;
    view.set({ z: Math.min(REACH, Math.max(-REACH, z)) });
  };
  return {
    name: `Pre-activation on the ${name}`,
    move,
    along: "x",
    step: 0.1,
    kind: "lf-blue",
  };
}

/** The places that gradient steps have left, as long as nothing else has changed. */
class Trail {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    /** @type {number[]} */
    this.places = [];
    this.key = "";
    view.onReset(() => {
      this.places = [];
      view.update();
    });
  }

  #now() {
    return originOf(FIELDS, this.view.state);
  }

  /** @returns {number[]} */
  past() {
    if (this.key !== this.#now()) this.places = [];
    return this.places;
  }

  /** @param {number} steps */
  step(steps) {
    const { kind, target, lr } = this.view.state;
    const places = [...this.past()];
    let { z } = this.view.state;
    for (let k = 0; k < steps; k++) {
      places.push(z);
      const next = descend(kind, z, target, lr).z;
      z = Math.min(REACH, Math.max(-REACH, next));
    }
    this.view.set({ z });
    [this.places, this.key] = [places, this.#now()];
    this.view.update(); // z may have stayed
  }
}

/**
 * @param {View} view
 * @param {Trail} trail
 * @param {HTMLElement} bowl
 * @param {HTMLElement} links
 */
function controls(view, trail, bowl, links) {
  const steps = row(view, "Gradient descent", bowl);
  const one = button(view, "One gradient step", () => trail.step(1), { parent: steps });
  one.classList.add("lf-main");
  const many = button(view, "10 steps", () => trail.step(10), { parent: steps });
  many.classList.add("ac-many");
  slider(view, "target", {
    label: "Target t",
    step: 0.05,
    format: fixed,
    parent: bowl,
  });
  slider(view, "lr", {
    label: "Learning rate",
    step: 10 ** 0.05,
    log: true,
    parent: bowl,
  });
  const units = (/** @type {number} */ k) => `${k} unit${k > 1 ? "s" : ""}`;
  slider(view, "depth", {
    label: "Length of the chain",
    step: 1,
    format: units,
    parent: links,
  });
  slider(view, "z", { label: "Pre-activation z", step: 0.05, format: fixed });
  slider(view, "limit", { label: "Saturated where |f′| is below", step: 0.01 });
}

/* ---- drawing ---- */

/** @param {string} id */
function hatching(id) {
  const size = { width: 8, height: 8, patternUnits: "userSpaceOnUse" };
  const line = svg("line", { x1: 0, x2: 0, y1: 0, y2: 8, class: "ac-hatch" });
  return svg("pattern", { id, ...size, patternTransform: "rotate(45)" }, line);
}

/** Places from left to right; the curve is broken just before 0. */
const LEFT = Array.from({ length: 121 }, (_, i) => Math.min(-1e-9, -REACH + i / 20));
const RIGHT = Array.from({ length: 121 }, (_, i) => i / 20);

/**
 * @param {Plot} plot
 * @param {string} name
 * @param {string} kind
 * @param {(z: number) => number} f
 * @param {string} look
 */
function drawFunction(plot, name, kind, f, look) {
  const gap = broken(kind) ? [NaN] : [];
  // the derivative of ReLU jumps just after 0, the step just before it
  const right = kind === "relu" ? [1e-9, ...RIGHT.slice(1)] : RIGHT;
  const zs = kind === "none" ? [] : [...LEFT, ...gap, ...right];
  plot.line(name, zs, zs.map(f), { class: `lf-curve ${look}` });
}

/**
 * A filled dot where the value at a jump lies, a hollow one where it does not.
 * @param {Plot} plot
 * @param {string} kind
 * @param {string} jumps the function that jumps in this plot
 * @param {number} here
 */
function drawJump(plot, kind, jumps, here) {
  const at = (/** @type {number} */ y) => (kind === jumps ? [[0, y]] : []);
  plot.dots("filled", at(here), { size: 5 }, { class: "lf-dot lf-blue" });
  plot.dots("hollow", at(1 - here), { size: 5 }, { class: "lf-dot ac-hollow" });
}

/**
 * @param {Plot} plot
 * @param {any} state
 * @param {string} hatch
 */
function drawZones(plot, { kind, limit }, hatch) {
  const zones = flatZones(kind, limit);
  for (const i of [0, 1]) {
    const [from, to] = zones[i] ?? [0, 0];
    const x = plot.px(from);
    const width = Math.max(0, plot.px(to) - x);
    const { upper: y, lower } = plot;
    plot.mark(`zone-${i}`, "rect", {
      ...{ x, y, width, height: lower - y },
      class: "ac-zone",
      style: `fill: url(#${hatch})`,
    });
    const name = broken(kind) ? "slope 0" : "saturated";
    const [, top] = plot.range.y;
    plot.text(`zone-name-${i}`, from, top, width > 62 ? name : "", {
      dx: 3,
      dy: 18,
      class: "lf-text lf-halo",
    });
  }
}

/** @type {Record<string, [number, number]>} */
const SPANS = {
  identity: [-6.4, 6.4],
  relu: [-1, 6.6],
  softplus: [-1, 6.6],
};

/** @param {any} state @returns {[number, number]} that all curves fit into */
function spanOf({ kind, other }) {
  const spans = [kind, other].map((name) => SPANS[name] ?? [-1.3, 1.5]);
  return [
    Math.min(...spans.map(([low]) => low)),
    Math.max(...spans.map(([, high]) => high)),
  ];
}

/** @type {[number, number]} */
const ALL_Z = [-REACH - 0.2, REACH + 0.2];
const AXIS = { x: ALL_Z, xLabel: "pre-activation z", height: 230 };

/** @param {Plot} plot @param {any} state @param {string} hatch */
function drawCurve(plot, state, hatch) {
  const { kind, other, z, target } = state;
  plot.frame({ ...AXIS, y: spanOf(state), yLabel: "f(z)" });
  drawZones(plot, state, hatch);
  plot.rule("guide", { x: z });
  plot.rule("target", { y: target }, { class: "lf-curve lf-thin lf-dotted lf-green" });
  plot.text("target-name", -2.5, target, "target t", {
    dy: target > 0.9 * spanOf(state)[1] ? 18 : -6,
    class: "lf-text lf-green lf-halo",
  });
  const second = "lf-vermilion lf-dashed";
  drawFunction(plot, "other", other, (x) => value(other, x), second);
  drawFunction(plot, "curve", kind, (x) => value(kind, x), "lf-blue");
  drawJump(plot, kind, "heaviside", 1);
  const slope = derivative(kind, z);
  const half = 1.8 / Math.hypot(1, slope);
  const none = broken(kind) && z === 0;
  const xs = none ? [] : [z - half, z + half];
  const ys = xs.map((x) => value(kind, z) + slope * (x - z));
  plot.line("tangent", xs, ys, { class: "lf-curve ac-tangent" });
}

/** @param {Plot} plot @param {any} state @param {string} hatch */
function drawSlope(plot, state, hatch) {
  const { kind, other, z, limit } = state;
  plot.frame({ ...AXIS, y: [-0.12, 1.25], yLabel: "f′(z)" });
  drawZones(plot, state, hatch);
  plot.rule("limit", { y: limit }, { class: "lf-rule" });
  plot.rule("guide", { x: z });
  const second = "lf-vermilion lf-dashed";
  drawFunction(plot, "other", other, (x) => derivative(other, x), second);
  drawFunction(plot, "slope", kind, (x) => derivative(kind, x), "lf-blue");
  drawJump(plot, kind, "relu", 0);
  const slope = derivative(kind, z);
  const right = z < 2.5;
  plot.text("slope-name", z, slope, `f′ = ${shown(slope)}`, {
    dx: right ? 12 : -12,
    dy: slope > 0.8 ? 20 : -12,
    "text-anchor": right ? "start" : "end",
    class: "lf-text lf-halo lf-strong",
  });
}

/** @param {Plot} plot @param {any} state @param {number[]} past */
function drawBowl(plot, { kind, z, target }, past) {
  const f = (/** @type {number} */ x) => loss(kind, x, target);
  const top = Math.max(0.1, ...[...LEFT, ...RIGHT].map(f));
  const y = /** @type {[number, number]} */ ([-0.08 * top, 1.1 * top]);
  plot.frame({ ...AXIS, y, yLabel: "loss (f − t)² / 2" });
  plot.rule("guide", { x: z });
  drawFunction(plot, "loss", kind, f, "lf-purple");
  const places = past.map((x) => [x, f(x)]);
  plot.dots("past", places, { size: 4 }, { class: "lf-dot lf-orange" });
}

/** @param {Plot} plot @param {any} state */
function drawLinks(plot, { kind, other, z, depth }) {
  plot.frame({
    x: [0, DEEPEST + 0.6],
    y: [FAINTEST, 300], // products are at most 1: above stands the name
    yLog: true,
    xLabel: "units in the chain",
    yLabel: " ", // room for long numbers; the name stands inside
    height: 230,
  });
  plot.text("links-name", DEEPEST, 300, "product of the derivatives", {
    dy: 18,
    "text-anchor": "end",
    class: "lf-text lf-halo",
  });
  plot.rule("depth", { x: depth });
  const dots = (/** @type {string} */ name) => {
    const products = name === "none" ? [] : chain(name, z, DEEPEST);
    const all = products.map((product, k) => [k + 1, product]);
    return all.filter(([, product]) => product >= FAINTEST);
  };
  const second = { shape: /** @type {const} */ ("triangle"), size: 4.5 };
  plot.dots("second", dots(other), second, { class: "lf-dot lf-vermilion" });
  const first = dots(kind);
  plot.dots("first", first, { size: 4.5 }, { class: "lf-dot lf-blue" });
  const here = derivative(kind, z) ** depth;
  const low = here < FAINTEST;
  const text = here === 0 ? "0: not on this axis" : `${shown(here)}: below this axis`;
  plot.text("low", DEEPEST, FAINTEST, low ? text : "", {
    dy: -10,
    "text-anchor": "end",
    class: "lf-text lf-halo lf-strong",
  });
  const ring = low ? [-99, -99] : [plot.px(depth), plot.py(here)];
  const place = { cx: ring[0], cy: ring[1], r: 10 };
  plot.mark("ring", "circle", { ...place, class: "lf-curve lf-orange" });
}
