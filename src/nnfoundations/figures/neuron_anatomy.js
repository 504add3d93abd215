/** The neuron: its parts, and pulses that add up until it fires, or do not. */
import { button, fixed, row, slider } from "./core/controls.js";
import { assign, html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Loop } from "./core/loop.js";
import { Plot } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { FIELDS } from "./fields/neuron_anatomy.js";

/** @typedef {import("./core/figure.js").View} View */

/**
 * Constants of the membrane [mV, ms].
 * @typedef {object} Params
 * @property {number} v_rest
 * @property {number} v_reset
 * @property {number} threshold
 * @property {number} tau_m
 * @property {number} t_ref
 */

/**
 * What happened at each arrival time, in order.
 * @typedef {object} Response
 * @property {number[]} times when kicks arrive, each time once [ms]
 * @property {number[]} reached potential right after, before a reset [mV]
 * @property {number[]} left potential from which it goes on [mV]
 * @property {number[]} free when it goes on [ms]
 * @property {number[]} spikes
 */

const INPUTS = ["+A", "+B", "+C", "+D", "−E"]; // the last one inhibits
const TRAVEL = 2; // ms from an input to the initial segment
const CONDUCT = 2; // ms from there to the terminals
const TERMINALS = 3;
const VESICLES = 3; // ready in each terminal
const MOST = FIELDS.pulses.of.most; // pulses at one input
const LAST = FIELDS.pulses.of.of.max; // ms
const SPAN = 40; // ms of trace in view
const QUIET = 24; // ms that it runs on after the last event
const SPEED = 1 / 120; // ms of the neuron's time per ms of the reader's

/** @param {{ tau_m: number }} state @returns {Params} */
export function paramsOf({ tau_m }) {
  return { v_rest: -70, v_reset: -65, threshold: -50, tau_m, t_ref: 2 };
}

/**
 * @param {number} v
 * @param {number} elapsed
 * @param {Params} p
 */
const decayed = (v, elapsed, p) =>
  p.v_rest + (v - p.v_rest) * Math.exp(-elapsed / p.tau_m);

/**
 * Add up kicks in a leaky membrane that fires at its threshold. Kicks of the same
 * moment act together; one that comes in the refractory period is lost.
 * @param {number[]} arrivals [ms]
 * @param {number[]} sizes [mV], negative inhibits
 * @param {Params} p
 * @returns {Response}
 */
export function kickResponse(arrivals, sizes, p) {
  /** @type {Map<number, number>} */
  const kicks = new Map();
  arrivals.forEach((t, i) => kicks.set(t, (kicks.get(t) ?? 0) + sizes[i]));
  const times = [...kicks.keys()].sort((a, b) => a - b);
  /** @type {Response} */
  const found = { times, reached: [], left: [], free: [], spikes: [] };
  let v = p.v_rest;
  let now = 0;
  for (const time of times) {
    if (time >= now) v = decayed(v, time - now, p) + (kicks.get(time) ?? 0);
    now = Math.max(time, now);
    found.reached.push(v);
    if (v >= p.threshold) {
      found.spikes.push(time);
      v = p.v_reset;
      now = time + p.t_ref;
    }
    found.left.push(v);
    found.free.push(now);
  }
  return found;
}

/**
 * @param {number[]} samples when to look [ms], in order
 * @param {Response} response
 * @param {Params} p
 * @returns {number[]} membrane potential [mV]
 */
export function potentialAt(samples, response, p) {
  const { times, left, free } = response;
  let next = 0;
  return samples.map((t) => {
    while (next < times.length && times[next] <= t) next++;
    if (!next) return p.v_rest;
    return decayed(left[next - 1], Math.max(t - free[next - 1], 0), p);
  });
}

/**
 * Which vesicles are released: one draw each, terminal by terminal, spike by spike.
 * @param {number} spikes how many
 * @param {number} probability
 * @param {number} seed
 * @returns {boolean[][][]} by spike, terminal and vesicle
 */
export function releases(spikes, probability, seed) {
  const rng = new RandomState(seed);
  const many = (/** @type {number} */ n, /** @type {() => any} */ make) =>
    Array.from({ length: n }, make);
  const terminal = () => many(VESICLES, () => rng.random() < probability);
  return many(spikes, () => many(TERMINALS, terminal));
}

/**
 * @param {number} spikes
 * @param {number} probability
 * @param {number} seed
 * @returns {number[][]} vesicles released, by spike and terminal
 */
export function releasedQuanta(spikes, probability, seed) {
  return releases(spikes, probability, seed).map((spike) =>
    spike.map((vesicles) => vesicles.filter(Boolean).length),
  );
}

/**
 * When pulses arrive at the initial segment, and how large they are.
 * @param {{ pulses: number[][], epsp: number, ipsp: number }} state
 * @returns {{ arrivals: number[], sizes: number[] }}
 */
export function kicksOf({ pulses, epsp, ipsp }) {
  const size = (/** @type {number} */ i) => (i < INPUTS.length - 1 ? epsp : -ipsp);
  return {
    arrivals: pulses.flatMap((times) => times.map((t) => t + TRAVEL)),
    sizes: pulses.flatMap((times, i) => times.map(() => size(i))),
  };
}

/**
 * The parts: what they are called, what they do, and in the drawing's own units the
 * place that the label points to and the height at which the label stands.
 * @type {Record<string, { label: string, text: string, at: [number, number], y: number
 * }>}
 */
const PARTS = {
  dendrites: {
    label: "Dendrites",
    text: "Branches that take the input in. A cortical cell has thousands of synapses on them. On its way to the soma a potential grows weaker; the figure leaves that out.",
    at: [156, 74],
    y: 36,
  },
  inputs: {
    label: "Inputs",
    text: "Synapses of other cells. A round + excites: its EPSP brings the cell closer to firing. The square − inhibits: its IPSP holds it back. One synapse moves the soma by a millivolt or less; each sign here stands for a bundle that acts together.",
    at: [190, 114],
    y: 88,
  },
  soma: {
    label: "Soma",
    text: "The cell body. Inputs add up in the dendrites and here. The nucleus keeps the cell alive and takes no part in the sum.",
    at: [122, 158],
    y: 148,
  },
  hillock: {
    label: "Axon hillock",
    text: "The cone where the axon leaves the soma. It leads to the initial segment.",
    at: [107, 188],
    y: 196,
  },
  segment: {
    label: "Initial segment",
    text: "The first stretch of the axon, packed with sodium channels. When the summed potential reaches about −50 mV, they open in a runaway: the spike starts here. It is all-or-none, so a stronger input makes no larger spike.",
    at: [107, 206],
    y: 230,
  },
  axon: {
    label: "Axon",
    text: "The output line. The spike runs along it without growing weaker. In humans an axon can be a metre long; this drawing is not to scale.",
    at: [105, 222],
    y: 264,
  },
  myelin: {
    label: "Myelin",
    text: "Membrane of glial cells, wrapped around the axon in many layers. It insulates, and so the spike travels faster. Many axons have it, not all.",
    at: [113, 304],
    y: 300,
  },
  node: {
    label: "Node of Ranvier",
    text: "A gap in the myelin with many sodium channels. Each node boosts the spike to its full size again, so it seems to jump from node to node.",
    at: [107, 337],
    y: 337,
  },
  terminals: {
    label: "Axon terminals",
    text: "The ends of the axon, with vesicles full of transmitter. The spike lets calcium in; then each ready vesicle is released, or not, by chance. A terminal may release several, one or none, even though the spike is always the same.",
    at: [162, 424],
    y: 402,
  },
  cleft: {
    label: "Synaptic cleft",
    text: "The gap to the next cell, some 20 nm wide. The transmitter drifts across in well under a millisecond and opens channels on the other side. (An electrical synapse has no cleft: channels join the two cells.)",
    at: [163, 441],
    y: 440,
  },
};

/** @typedef {[number, number, number, number, number, number]} Curve quadratic */

/** The long branches: from the soma to an input. @type {Curve[]} */
const BRANCHES = [
  [92, 150, 60, 158, 24, 140],
  [88, 140, 62, 112, 38, 70],
  [98, 130, 92, 80, 98, 30],
  [112, 136, 146, 104, 160, 52],
  [116, 152, 150, 160, 182, 126],
];
/** @type {Curve[]} */
const TWIGS = [
  [62, 152, 46, 166, 30, 176],
  [46, 148, 30, 130, 10, 112],
  [66, 113, 44, 106, 16, 92],
  [52, 92, 62, 76, 64, 50],
  [95, 86, 82, 64, 76, 34],
  [95, 70, 110, 54, 124, 34],
  [139, 104, 162, 98, 190, 96],
  [152, 80, 142, 62, 138, 42],
  [150, 152, 172, 164, 192, 168],
];
/** From the end of the axon to the three terminals. @type {Curve[]} */
const FORKS = [
  [100, 390, 100, 414, 52, 420],
  [100, 390, 100, 400, 100, 420],
  [100, 390, 100, 414, 148, 420],
];
const SOMA =
  "M70 150C70 126 84 120 100 121C118 120 130 130 129 150C130 166 122 178 112 184L106 196H94L88 184C78 178 70 166 70 150Z";
const SEGMENT = [196, 217]; // from, to
const MYELIN = [
  [228, 272],
  [284, 330],
  [344, 388],
];
const NODES = [278, 337, 394];
const TALL = 486;

/** @param {Curve} c @param {number} t @returns {[number, number]} */
function along([x0, y0, x1, y1, x2, y2], t) {
  const s = 1 - t;
  return [
    s * s * x0 + 2 * s * t * x1 + t * t * x2,
    s * s * y0 + 2 * s * t * y1 + t * t * y2,
  ];
}

/**
 * A branch that grows thinner.
 * @param {Curve} curve
 * @param {number} from its width
 * @param {number} to
 * @returns {string} path data
 */
function tapered(curve, from, to) {
  const [left, right] = [[""], [""]];
  for (let i = 0; i <= 10; i++) {
    const [x, y] = along(curve, i / 10);
    const [ax, ay] = along(curve, i / 10 - 0.01);
    const [bx, by] = along(curve, i / 10 + 0.01);
    const half = (from + ((to - from) * i) / 10) / 2 / Math.hypot(bx - ax, by - ay);
    const [nx, ny] = [(ay - by) * half, (bx - ax) * half];
    left.push(`${(x + nx).toFixed(1)} ${(y + ny).toFixed(1)}`);
    right.push(`${(x - nx).toFixed(1)} ${(y - ny).toFixed(1)}`);
  }
  return `M${left.slice(1).join("L")}L${right.slice(1).reverse().join("L")}Z`;
}

/**
 * Where a spike is, some time after it began: it dwells at the nodes.
 * @param {number} age [ms]
 * @returns {{ y: number, fork: number } | null} fork: how far along the last branches
 */
function spikePlace(age) {
  if (age < 0 || age >= CONDUCT) return null;
  const stops = [206, ...NODES];
  const step = CONDUCT / (stops.length + 0.5);
  const at = Math.floor(age / step);
  if (at >= stops.length) return { y: 0, fork: Math.min(1, age / step - stops.length) };
  const jump = Math.max(0, (age / step - at - 0.6) / 0.4);
  const next = stops[at + 1] ?? stops[at];
  return { y: stops[at] + jump * (next - stops[at]), fork: 0 };
}

/** @param {number} n @param {string} one @param {string} many */
const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/**
 * The neuron's own time in each view, for the intro and the still picture.
 * @type {WeakMap<View, Clock>}
 */
const clocks = new WeakMap();

/** @param {...number[]} times one list for each input */
const at = (...times) => INPUTS.map((_, i) => times[i] ?? []);

export default figure({
  title: "The neuron: its parts, and what a pulse does in them",
  fields: FIELDS,
  presets: {
    one: { label: "One pulse", state: { pulses: at([3]), part: "dendrites" } },
    three: { label: "Three at once", state: { pulses: at([3], [3], [3]) } },
    spread: {
      label: "Three spread out",
      state: { pulses: at([3], [8], [13]), part: "soma" },
    },
    veto: {
      label: "Three and a veto",
      state: { pulses: at([3], [3], [3], [], [3]), part: "inputs" },
    },
    failure: {
      label: "Release fails",
      state: {
        pulses: at([3], [3], [3]),
        release: 0.15,
        seed: 5,
        part: "terminals",
      },
    },
  },
  build,
  intro: {
    lasts: 6000,
    show: (view, part) => {
      const { pulses } = view.kept;
      const some = pulses.flat().length > 0;
      view.lend({ pulses: some ? pulses : at([3], [3], [3]) });
      clocks.get(view)?.passTo(part);
    },
    end: (view) => clocks.get(view)?.restart(),
  },
  pose: (view) => {
    view.set({ pulses: at([3, 16], [8, 16], [16]) });
    const clock = clocks.get(view);
    if (clock) clock.t = 21;
    view.update();
  },
});

/** @param {View} view */
function build(view) {
  const columns = html("div", { class: "lf-columns" });
  const beside = html("div");
  view.stage.append(columns);
  const clock = new Clock(view);
  clocks.set(view, clock);
  const cell = drawing(view, columns, (input) => clock.send(input));
  columns.append(beside);
  const about = html("p", { class: "na-about" });
  beside.append(about);
  const trace = new Plot(view, "Membrane potential at the initial segment", beside);
  beside.append(
    html(
      "p",
      { class: "lf-note" },
      "▲ + arrives, ■ − arrives. Thin dotted lines: what each pulse would do alone.",
    ),
  );
  buttons(view, clock, beside);
  sliders(view);
  let read = view.state.part;
  let told = ""; // of the part that was chosen last
  return () => {
    const now = momentOf(view.state, clock.t);
    const { label, text } = PARTS[view.state.part];
    about.replaceChildren(html("strong", {}, `${label}. `), text);
    cell(now);
    drawTrace(trace, now);
    const words = sentence(view.state, now);
    view.caption(words);
    // a label that has the focus says its name itself
    const named = document.activeElement?.classList.contains("na-label");
    if (view.state.part !== read) told = named ? text : `${label}. ${text}`;
    read = view.state.part;
    view.say(told, words);
  };
}

/** The neuron's time, and what a reader does with it. */
class Clock {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.t = 0;
    this.held = false;
    this.loop = new Loop(view, (elapsed) => this.run(elapsed));
    view.onReset(() => this.restart());
  }

  /** @returns {number} the time at which nothing more happens */
  get end() {
    return end(this.view.state);
  }

  /** @param {number} part of all the time */
  passTo(part) {
    this.t = this.end * part;
    this.view.update();
  }

  /** @param {number} elapsed ms of the reader's @returns {boolean} whether it goes on */
  run(elapsed) {
    this.t = Math.min(this.t + elapsed * SPEED, this.end);
    this.view.update();
    return this.t < this.end;
  }

  start() {
    if (this.t >= this.end) this.t = 0;
    if (this.view.still) this.t = this.end;
    else this.loop.toggle();
    this.held = !this.loop.running;
    this.view.update();
  }

  advance() {
    this.loop.stop();
    this.held = true;
    this.t = Math.min(Math.floor(this.t + 1 + 1e-9), LAST + QUIET);
    this.view.update();
  }

  restart() {
    this.loop.stop();
    Object.assign(this, { t: 0, held: false });
    this.view.update();
  }

  /** @param {number} input that gets a pulse now */
  send(input) {
    const { view } = this;
    const { pulses } = view.state;
    const now = Math.ceil(this.t * 10 - 1e-6) / 10;
    if (now > LAST || pulses[input].length >= MOST)
      return view.tell("No more pulses here: clear them first.");
    view.set({
      pulses: pulses.map((/** @type {number[]} */ times, /** @type {number} */ i) =>
        i === input ? [...times, now] : times,
      ),
    });
    const number = pulses[input].length + 1;
    view.tell(`Pulse ${number} through ${INPUTS[input]}, at ${fixed(now, 1)} ms.`);
    // a reader who holds the time can send several pulses at one moment
    if (!view.still && !this.held && !this.loop.running) this.loop.start();
  }

  /** @returns {string} what the first button says */
  get word() {
    if (this.loop.running) return "Pause";
    if (this.t > 0 && this.t >= this.end) return "Run again";
    return this.view.still ? "Run to the end" : "Run";
  }
}

/** @param {View} view @param {Clock} clock @param {HTMLElement} parent */
function buttons(view, clock, parent) {
  const sending = row(view, "Send a pulse", parent);
  sending.append(html("span", { class: "lf-live-only" }, "Send a pulse:"));
  INPUTS.forEach((name, i) =>
    button(view, name, () => clock.send(i), { parent: sending }),
  );
  const place = { parent: row(view, "Time", parent) };
  const main = button(
    view,
    () => clock.word,
    () => clock.start(),
    place,
  );
  main.classList.add("lf-main");
  button(view, "Advance 1 ms", () => clock.advance(), place);
  const clear = () => {
    view.set({ pulses: at() });
    clock.restart();
  };
  button(view, "Clear pulses", clear, place);
  const again = () => view.set({ seed: (view.state.seed + 1) % 1000 });
  button(view, () => `Other draws (seed ${view.state.seed})`, again, place);
}

/** @param {View} view */
function sliders(view) {
  slider(view, "epsp", unit("One + pulse lifts by", "mV", 0.5));
  slider(view, "ipsp", unit("One − pulse lowers by", "mV", 0.5));
  slider(view, "tau_m", unit("Time constant τ", "ms", 0.5));
  slider(view, "release", {
    label: "Chance of release, each vesicle",
    step: 0.05,
    format: (v) => `${fixed(100 * v, 0)} %`,
  });
}

/**
 * @param {string} label
 * @param {string} sign
 * @param {number} step
 */
function unit(label, sign, step) {
  const format = (/** @type {number} */ v) => `${fixed(v, 1)} ${sign}`;
  return { label: `${label} [${sign}]`, step, format };
}

/** @param {any} state @returns {number} when nothing more will happen [ms] */
function end(state) {
  const last = Math.max(-1, ...state.pulses.flat());
  return last < 0 ? 0 : last + TRAVEL + QUIET;
}

/**
 * What the figure shows at one time; it follows from the state alone.
 * @typedef {object} Moment
 * @property {number} t
 * @property {number} v
 * @property {Params} p
 * @property {{ arrivals: number[], sizes: number[] }} kicks
 * @property {Response} response
 * @property {boolean[][][]} drawn
 */

/** @param {any} state @param {number} t @returns {Moment} */
function momentOf(state, t) {
  const p = paramsOf(state);
  const kicks = kicksOf(state);
  const response = kickResponse(kicks.arrivals, kicks.sizes, p);
  const [v] = potentialAt([t], response, p);
  const drawn = releases(response.spikes.length, state.release, state.seed);
  return { t, v, p, kicks, response, drawn };
}

/**
 * What has happened, in words and numbers.
 * @param {any} state
 * @param {Moment} moment
 */
function sentence(state, { t, v, p, response, kicks, drawn }) {
  const sent = state.pulses.flat();
  if (!sent.length) return `At rest: ${fixed(v, 1)} mV. Send a pulse through an input.`;
  if (t === 0 && Math.min(...sent) > 0)
    return `At rest: ${fixed(v, 1)} mV. ${counted(sent.length, "pulse", "pulses")} will be sent. Spike or no spike? Predict, then run.`;
  const came = kicks.arrivals.filter((time) => time <= t).length;
  const seen = response.times.filter((time) => time <= t);
  const head = `At ${fixed(t, 1)} ms: ${fixed(v, 1)} mV.`;
  if (!came) return `${head} The pulse is on its way through the dendrite.`;
  const peak = Math.max(...response.reached.slice(0, seen.length));
  const spikes = response.spikes.filter((time) => time <= t);
  const arrived = `${counted(came, "pulse", "pulses")} arrived; the sum came to ${fixed(peak, 1)} mV at most,`;
  if (!spikes.length)
    return `${head} ${arrived} ${fixed(p.threshold - peak, 1)} mV below the threshold: no spike.`;
  const last = spikes[spikes.length - 1];
  const lost = kicks.arrivals.filter((time) =>
    response.spikes.some((s) => s < time && time < s + p.t_ref && time <= t),
  ).length;
  const order = spikes.length > 1 ? `spike ${spikes.length}` : "a spike";
  const missed = lost
    ? ` ${counted(lost, "pulse", "pulses")} came too soon after a spike.`
    : "";
  return `${head} The sum reached the threshold: ${order} at ${fixed(last, 1)} ms.${missed} ${fate(t - last, drawn[spikes.length - 1])}`;
}

/**
 * @param {number} age of the spike [ms]
 * @param {boolean[][]} drawn
 */
function fate(age, drawn) {
  if (age < CONDUCT) return "It runs down the axon, from node to node.";
  const counts = drawn.map((vesicles) => vesicles.filter(Boolean).length);
  const total = counts.reduce((a, b) => a + b, 0);
  const failed = counts.filter((n) => !n).length;
  const parts = `${counts.slice(0, -1).join(", ")} and ${counts[counts.length - 1]}`;
  if (!total)
    return "It reached the terminals, but no vesicle was released: the next cell hears nothing.";
  const fails = failed ? `; ${failed} of ${TERMINALS} failed` : "";
  return `The terminals released ${parts} vesicles${fails}.`;
}

/**
 * @param {Plot} plot
 * @param {Moment} moment
 */
function drawTrace(plot, { t, v, p, kicks, response }) {
  const start = Math.max(0, t - SPAN);
  plot.frame({
    x: [start, start + SPAN],
    y: [-88, 42],
    xLabel: "time [ms]",
    yLabel: "potential [mV]",
    height: plot.view.width < 720 ? 230 : 290,
  });
  plot.rule("threshold", { y: p.threshold });
  const step = SPAN / 320;
  const samples = [];
  for (let x = start; x < t; x += step) samples.push(x);
  const jumps = response.times.filter((x) => x > start && x <= t);
  const xs = [...samples, ...jumps, t].sort((a, b) => a - b);
  alone(plot, xs, kicks, response, p);
  const spikes = response.spikes.filter((s) => s >= start && s <= t);
  plot.line(
    "spikes",
    spikes.flatMap((s) => [s, s, NaN]),
    spikes.flatMap(() => [p.v_reset, 30, NaN]),
    { class: "lf-curve lf-vermilion" },
  );
  plot.line("v", xs, potentialAt(xs, response, p), { class: "lf-curve lf-blue" });
  plot.dots("now", [[t, v]], { size: 5 }, { class: "lf-dot lf-blue" });
  const label = { dx: -4, dy: -6, "text-anchor": "end", class: "lf-text lf-halo" };
  plot.text("threshold-text", start + SPAN, p.threshold, "threshold", label);
  /** @param {boolean} excites */
  const marks = (excites) =>
    kicks.arrivals
      .filter((x, i) => kicks.sizes[i] > 0 === excites && x >= start)
      .map((x) => [x, excites ? -80 : -84]);
  plot.dots("plus", marks(true), { shape: "triangle" }, { class: "lf-dot lf-green" });
  plot.dots("minus", marks(false), { shape: "square" }, { class: "lf-dot lf-purple" });
}

/**
 * What each pulse would do by itself, until a spike wipes it out.
 * @param {Plot} plot
 * @param {number[]} xs
 * @param {{ arrivals: number[], sizes: number[] }} kicks
 * @param {Response} response
 * @param {Params} p
 */
function alone(plot, xs, { arrivals, sizes }, response, p) {
  const x = [];
  const y = [];
  for (let i = 0; i < arrivals.length; i++) {
    const from = arrivals[i];
    const to = response.spikes.find((s) => s >= from) ?? Infinity;
    for (const time of xs)
      if (time >= from && time < to && time < from + 4 * p.tau_m) {
        x.push(time);
        y.push(decayed(p.v_rest + sizes[i], time - from, p));
      }
    x.push(NaN);
    y.push(NaN);
  }
  plot.line("alone", x, y, { class: "lf-curve lf-thin lf-dotted lf-grey" });
}

/**
 * The drawing: shapes in its own units, scaled to the room; labels at full size.
 * @param {View} view
 * @param {HTMLElement} parent
 * @param {(input: number) => void} send
 * @returns {(moment: Moment) => void} draws a moment
 */
function drawing(view, parent, send) {
  const shapes = svg("g", { class: "na-shapes" });
  const moving = svg("g", { class: "na-moving" });
  const labels = svg("g", { role: "radiogroup", "aria-label": "Parts of the neuron" });
  const marks = svg("g");
  const root = svg(
    "svg",
    { class: "lf-plot-marks", role: "group", "aria-label": "A neuron" },
    shapes,
    moving,
    marks,
    labels,
  );
  parent.append(html("div", { class: "lf-plot" }, root));
  const pick = (/** @type {string} */ part) => view.set({ part });
  const glow = neuron(shapes, pick);
  const radios = parts(labels, pick);
  const inputs = INPUTS.map((name, i) => inputMark(marks, name, i, () => send(i)));
  const dots = movers(moving);
  const counts = FORKS.map(() => svg("text", { "text-anchor": "middle" }));
  const heading = svg("text", {}, "released");
  marks.append(...counts, heading);

  return (moment) => {
    const room = parent.clientWidth / (twoColumns(parent) ? 2 : 1);
    const width = Math.min(room, 420);
    const across = Math.min(1.15, Math.max(0.66, (width - 134) / 206));
    const down = Math.max(across, twoColumns(parent) ? 1.1 : 0.92); // room for labels
    const height = TALL * down + 8;
    const beside = 206 * across + 8;
    assign(root, { width, height, viewBox: `0 0 ${width} ${height}` });
    const transform = `scale(${across.toFixed(3)} ${down.toFixed(3)})`;
    assign(shapes, { transform });
    assign(moving, { transform });
    placeParts(radios, view.state.part, beside, [across, down], moment.v);
    inputs.forEach((mark, i) => {
      const [, , , , x, y] = BRANCHES[i];
      const place = `${(x * across).toFixed(1)} ${(y * down).toFixed(1)}`;
      assign(mark, { transform: `translate(${place})` });
    });
    glow(moment);
    dots(moment, view.state);
    const shown = lastRelease(moment);
    counts.forEach((text, i) => {
      assign(text, { x: FORKS[i][4] * across, y: 478 * down });
      text.textContent = shown ? String(shown[i].filter(Boolean).length) : "";
    });
    assign(heading, { x: beside, y: 478 * down });
    assign(heading, { visibility: shown ? "visible" : "hidden" });
  };
}

/** @param {HTMLElement} parent */
const twoColumns = (parent) =>
  getComputedStyle(parent).gridTemplateColumns.split(" ").length > 1;

/** @param {Moment} moment @returns {boolean[][] | null} of the last spike to arrive */
export function lastRelease({ t, response, drawn }) {
  const arrived = response.spikes.filter((s) => s + CONDUCT <= t).length;
  return arrived ? drawn[arrived - 1] : null;
}

/**
 * @param {SVGElement} group
 * @param {(part: string) => void} pick
 * @returns {(moment: Moment) => void} shows the potential
 */
function neuron(group, pick) {
  /**
   * @param {string} part
   * @param {...SVGElement} children
   */
  const add = (part, ...children) => {
    const g = svg("g", { onclick: () => pick(part), class: "na-part" }, ...children);
    group.append(g);
  };
  const path = (/** @type {string} */ d, /** @type {string} */ c) =>
    svg("path", { d, class: c });
  const twigs = TWIGS.map((c) => tapered(c, 5, 2.5));
  const trees = [...twigs, ...BRANCHES.map((c) => tapered(c, 13, 4))];
  const forks = FORKS.map((c) => tapered(c, 6, 4));
  const axon = "M96 190H104V394H96Z";
  add("dendrites", ...trees.map((d) => path(d, "na-edge")));
  add("soma", path(SOMA, "na-edge"));
  add("axon", path(axon, "na-edge"), ...forks.map((d) => path(d, "na-edge")));
  add("dendrites", ...trees.map((d) => path(d, "na-body")));
  const fill = svg("circle", { cx: 100, cy: 152, r: 13, class: "na-fill" });
  const nucleus = svg("circle", { cx: 100, cy: 152, r: 13, class: "na-nucleus" });
  add("soma", path(SOMA, "na-body"), fill, nucleus);
  add("axon", path(axon, "na-body"), ...forks.map((d) => path(d, "na-body")));
  add("hillock", path("M86 183H114L106 197H94Z", "na-body"));
  const [from, to] = SEGMENT;
  const box = { x: 93, y: from, width: 14, height: to - from, rx: 3 };
  add("segment", svg("rect", { ...box, class: "na-segment" }));
  for (const y of NODES)
    add(
      "node",
      svg("rect", { x: 94, y: y - 4, width: 12, height: 8, class: "na-node" }),
    );
  for (const [y0, y1] of MYELIN) {
    const sleeve = { x: 87, y: y0, width: 26, height: y1 - y0, rx: 10 };
    add("myelin", svg("rect", { ...sleeve, class: "na-myelin" }));
  }
  add(
    "cleft",
    svg("rect", { x: 24, y: 430, width: 152, height: 16, class: "lf-room" }),
  );
  add("cleft", path("M14 456C50 447 150 447 186 456", "na-next"));
  for (const [, , , , cx, cy] of FORKS)
    add(
      "terminals",
      svg("ellipse", { cx, cy: cy + 4, rx: 17, ry: 12, class: "na-bouton" }),
    );
  return ({ v, p }) => {
    const part = Math.max(0, Math.min(1, (v - p.v_rest) / (p.threshold - p.v_rest)));
    assign(fill, { r: (13 + 14 * part).toFixed(1) });
  };
}

/**
 * Labels: one stop of the Tab key, arrow keys go from part to part.
 * @param {SVGElement} group
 * @param {(part: string) => void} pick
 * @returns {Record<string, SVGGElement>}
 */
function parts(group, pick) {
  const names = Object.keys(PARTS);
  /** @type {Record<string, SVGGElement>} */
  const radios = {};
  /** @param {KeyboardEvent} event @param {number} i */
  const key = (event, i) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    const next = names[(i + (step ?? 0) + names.length) % names.length];
    pick(next);
    radios[next].focus();
  };
  names.forEach((name, i) => {
    const { label } = PARTS[name];
    radios[name] = svg(
      "g",
      {
        role: "radio",
        class: "na-label",
        "aria-label": label,
        onclick: () => pick(name),
        onkeydown: (/** @type {KeyboardEvent} */ e) => key(e, i),
      },
      svg("path", { class: "na-leader" }),
      svg("rect", {
        height: name === "soma" ? 42 : 25,
        width: 130,
        x: -5,
        y: -17,
        rx: 5,
      }),
      svg("text", {}, label),
    );
    if (name === "soma") radios[name].append(svg("text", { y: 18 }));
    group.append(radios[name]);
  });
  return radios;
}

/**
 * @param {Record<string, SVGGElement>} radios
 * @param {string} chosen
 * @param {number} left
 * @param {[number, number]} scale across and down
 * @param {number} v
 */
function placeParts(radios, chosen, left, scale, v) {
  for (const [name, radio] of Object.entries(radios)) {
    const {
      at: [x, y],
      y: middle,
    } = PARTS[name];
    const down = middle * scale[1] + 5;
    assign(radio, {
      transform: `translate(${left.toFixed(1)} ${down.toFixed(1)})`,
      "aria-checked": String(name === chosen),
      tabindex: name === chosen ? 0 : -1,
    });
    const end = `${(x * scale[0] - left).toFixed(1)} ${(y * scale[1] - down).toFixed(1)}`;
    assign(radio.children[0], { d: `M-6 -5L${end}` });
  }
  const text = `${fixed(v, 1)} mV`;
  if (radios.soma.children[3].textContent !== text)
    radios.soma.children[3].textContent = text;
}

/**
 * An input that a tap pulses; the buttons below do the same for the keyboard.
 * @param {SVGElement} group
 * @param {string} name
 * @param {number} i
 * @param {() => void} send
 */
function inputMark(group, name, i, send) {
  const inhibits = i === INPUTS.length - 1;
  const d = inhibits
    ? "M-14 -14H14V14H-14Z"
    : "M-14 0A14 14 0 1 0 14 0A14 14 0 1 0 -14 0Z";
  const mark = svg(
    "g",
    { class: "na-input", "aria-hidden": "true", onclick: send },
    svg("circle", { r: 20, class: "lf-room" }),
    svg("path", { d, class: inhibits ? "lf-purple" : "lf-green" }),
    svg("text", { "text-anchor": "middle", y: 5 }, name),
  );
  group.append(mark);
  return mark;
}

/**
 * Pulses on the dendrites, spikes on the axon, vesicles at the ends.
 * @param {SVGElement} group
 * @returns {(moment: Moment, state: any) => void}
 */
function movers(group) {
  const vesicles = FORKS.flatMap(() =>
    Array.from({ length: VESICLES }, () =>
      svg("circle", { r: 3.6, class: "na-vesicle" }),
    ),
  );
  const pulses = svg("path", { class: "na-pulse" });
  const spikes = svg("path", { class: "na-spike" });
  group.append(...vesicles, pulses, spikes);
  const dot = (/** @type {number[]} */ [x, y], /** @type {number} */ r) =>
    `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  return (moment, state) => {
    const { t, response } = moment;
    const moving = state.pulses.flatMap(
      (/** @type {number[]} */ times, /** @type {number} */ i) =>
        times
          .filter((sent) => sent <= t && t < sent + TRAVEL)
          .map((sent) => dot(along(BRANCHES[i], 1 - (t - sent) / TRAVEL), 6)),
    );
    assign(pulses, { d: moving.join("") });
    const places = response.spikes.map((s) => spikePlace(t - s));
    const bolts = places.flatMap((place) => {
      if (!place) return [];
      if (place.y) return [dot([100, place.y], 9)];
      return FORKS.map((fork) => dot(along(fork, place.fork), 6));
    });
    assign(spikes, { d: bolts.join("") });
    const arrived = response.spikes.filter((s) => s + CONDUCT <= t);
    const age = t - CONDUCT - (arrived[arrived.length - 1] ?? -Infinity);
    const drawn = lastRelease(moment);
    vesicles.forEach((vesicle, i) => {
      const [, , , , x, y] = FORKS[Math.floor(i / VESICLES)];
      const out = age < 8 && drawn?.[Math.floor(i / VESICLES)][i % VESICLES];
      const down = out ? Math.min(1, age / 0.5) * 15 : 0;
      assign(vesicle, { cx: x + 9 * ((i % VESICLES) - 1), cy: y + 3 + down });
      vesicle.classList.toggle("na-out", Boolean(out));
    });
  };
}
