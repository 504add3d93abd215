/** Leaky integrate-and-fire: a current charges a leaky membrane until it fires. */
import { button, columns, fixed, row, slider, toggle } from "./core/controls.js";
import { html } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Loop } from "./core/loop.js";
import { Plot } from "./core/plot.js";
import { originOf } from "./core/state.js";
import { FIELDS } from "./fields/integrate_fire.js";

/** @typedef {import("./core/figure.js").View} View */

/**
 * Constants of a neuron [mV, MOhm, ms].
 * @typedef {object} Params
 * @property {number} v_rest
 * @property {number} v_reset
 * @property {number} threshold
 * @property {number} resistance
 * @property {number} tau_m
 * @property {number} t_ref
 */

const CAPACITANCE = 0.8; // nF; MOhm x nF = ms
const SPAN = 100; // ms of trace in view
const DT = 0.1; // ms
const SPEED = 0.06; // ms of the neuron's time per ms of the reader's
const SECOND = 1000; // ms: the sweep counts over this time at each current
const SWEEP = 48; // currents of the sweep, besides 0
const MOST = FIELDS.current.max; // nA

/**
 * @param {{ resistance: number, threshold: number, t_ref: number }} state
 * @returns {Params}
 */
export function paramsOf({ resistance, threshold, t_ref }) {
  const tau_m = resistance * CAPACITANCE;
  return { v_rest: -70, v_reset: -65, threshold, resistance, tau_m, t_ref };
}

/** @param {Params} p @returns {number} the current above which it fires [nA] */
export function rheobase(p) {
  return (p.threshold - p.v_rest) / p.resistance;
}

/**
 * Time until the threshold is crossed [ms].
 * @param {number} v
 * @param {number} vInf where the membrane would settle
 * @param {Params} p
 */
function timeToThreshold(v, vInf, p) {
  if (vInf <= p.threshold) return Infinity;
  return p.tau_m * Math.log1p((p.threshold - v) / (vInf - p.threshold));
}

/**
 * Steady firing rate [Hz] at a constant current [nA].
 * @param {number} current
 * @param {Params} p
 */
export function firingRate(current, p) {
  const climb = timeToThreshold(p.v_reset, p.v_rest + p.resistance * current, p);
  return Number.isFinite(climb) ? 1000 / (p.t_ref + climb) : 0;
}

/**
 * Move the potential from `now` to `end` at constant input.
 * @param {number} v
 * @param {number} vInf
 * @param {number} now [ms]
 * @param {number} end [ms]
 * @param {Params} p
 * @param {number[]} spikes gets the times of the crossings
 * @returns {[number, number]} the potential, and the time that it holds for: after
 *   `end` while refractory
 */
function step(v, vInf, now, end, p, spikes) {
  while (now < end) {
    const crossing = now + timeToThreshold(v, vInf, p);
    if (crossing > end)
      return [vInf + (v - vInf) * Math.exp((now - end) / p.tau_m), end];
    spikes.push(crossing);
    v = p.v_reset;
    now = crossing + p.t_ref;
  }
  return [v, now];
}

/**
 * Membrane potential and spike times under a current that is constant in each step.
 * @param {ArrayLike<number>} current [nA]
 * @param {Params} p
 * @param {number} dt [ms]
 * @returns {{ v: number[], spikes: number[] }} v at 0, dt, ..., n dt
 */
export function simulate(current, p, dt) {
  let v = p.v_rest;
  let free = 0;
  const trace = [v];
  /** @type {number[]} */
  const spikes = [];
  for (let k = 0; k < current.length; k++) {
    const vInf = p.v_rest + p.resistance * current[k];
    [v, free] = step(v, vInf, Math.max(dt * k, free), dt * (k + 1), p, spikes);
    trace.push(v);
  }
  return { v: trace, spikes };
}

/**
 * Spikes in one second from rest, counted one by one [Hz].
 * @param {number} current [nA]
 * @param {Params} p
 */
export function countedRate(current, p) {
  const dt = 20; // ms; crossings are exact in steps of any length
  return simulate(Array(SECOND / dt).fill(current), p, dt).spikes.length;
}

/**
 * Currents at which to draw the closed form: dense above the rheobase, where it rises
 * without a gap but with no bound on its slope.
 * @param {Params} p
 * @returns {number[]}
 */
export function drawnCurrents(p) {
  const start = rheobase(p);
  if (start >= MOST) return [0, MOST];
  const steep = Array.from({ length: 88 }, (_, i) => 10 ** (i / 8 - 12));
  const even = Array.from({ length: 60 }, (_, i) => (i + 1) / 60);
  const above = [...steep, ...even].sort((a, b) => a - b);
  return [0, start, ...above.map((part) => start + (MOST - start) * part)];
}

/** A neuron that runs on, step by step, and remembers what is in view. */
class Recorder {
  constructor() {
    /** @type {number[]} one for each step; the last at step `k` */
    this.v = [];
    /** @type {number[]} */
    this.spikes = [];
    this.k = this.free = this.since = this.count = 0;
  }

  /**
   * From rest, until the window is full.
   * @param {number} current
   * @param {Params} p
   * @param {number} [part] of the window
   */
  restart(current, p, part = 1) {
    this.v = [p.v_rest];
    this.spikes = [];
    this.k = this.free = this.since = this.count = 0;
    this.advance(Math.round((part * SPAN) / DT), current, p);
  }

  /** Count anew from now on: the neuron or its input has changed. @param {Params} p */
  recount(p) {
    this.since = this.k;
    this.count = 0;
    const now = this.v.length - 1;
    if (this.v[now] < p.threshold) return;
    this.spikes.push(this.k * DT); // the threshold was moved below the potential
    this.v[now] = p.v_reset;
    this.free = this.k * DT + p.t_ref;
  }

  /**
   * @param {number} steps
   * @param {number} current
   * @param {Params} p
   */
  advance(steps, current, p) {
    const vInf = p.v_rest + p.resistance * current;
    const before = this.spikes.length;
    let v = this.v[this.v.length - 1];
    for (let i = 0; i < steps; i++) {
      const now = Math.max(DT * this.k++, this.free);
      [v, this.free] = step(v, vInf, now, DT * this.k, p, this.spikes);
      this.v.push(v);
    }
    this.count += this.spikes.length - before;
    this.v.splice(0, this.v.length - 1 - Math.round(SPAN / DT));
    const start = this.start;
    this.spikes = this.spikes.filter((t) => t >= start);
  }

  /** @returns {number} where the window begins [ms] */
  get start() {
    return (this.k - this.v.length + 1) * DT;
  }

  /** @returns {number} ms over which it has counted */
  get time() {
    return Math.round(this.k - this.since) * DT;
  }
}

/** @param {number} value @param {number} grid @param {number} low @param {number} high */
const within = (value, grid, low, high) =>
  Math.min(high, Math.max(low, Math.round(value / grid) * grid));

/**
 * The neuron of each view: for the intro and the still picture.
 * @type {WeakMap<View, Bench>}
 */
const benches = new WeakMap();

export default figure({
  title: "Integrate and fire: a current charges a leaky membrane",
  fields: FIELDS,
  presets: {
    silent: { label: "Never fires", state: { current: 1.9 } },
    slow: { label: "Fires slowly", state: { current: 2.05 } },
    fast: { label: "Fires fast", state: { current: 5 } },
    leaky: { label: "Leaky", state: { current: 3, resistance: 6.5 } },
    tired: { label: "Long refractory period", state: { current: 5, t_ref: 10 } },
  },
  build,
  intro: {
    lasts: 5000,
    show: (view, part) => benches.get(view)?.begin(part),
    end: (view) => benches.get(view)?.begin(1),
  },
  pose: (view) => {
    view.set({ current: 4 });
    benches.get(view)?.countAll();
    view.update();
  },
});

/** @param {View} view */
function build(view) {
  const bench = new Bench(view);
  benches.set(view, bench);
  bench.buttons();
  sliders(view);
  const level = levelHandle(view, bench.trace);
  const here = currentHandle(view, bench.rates);
  return () => {
    bench.follow();
    drawTrace(bench.trace, level, view.state, bench.recorder);
    drawRates(bench.rates, here, view.state, bench.counted, bench.recorder);
    const { words, short } = sentences(view.state, bench.recorder);
    view.caption(words);
    view.say(short);
  };
}

/** The neuron on the stage: its trace, and the spikes counted at each current. */
class Bench {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    const [left, right] = columns(view);
    this.trace = new Plot(view, "Membrane potential over time", left);
    this.rates = new Plot(view, "Firing rate against current", right);
    view.keep(this.trace.element);
    const note = html("p", { class: "lf-note" });
    note.append(
      "Curve: closed form. Dots: spikes counted in the trace, over 0.1 s or more.",
      html("span", { class: "lf-live-only" }, " Run on, and they close in."),
    );
    view.stage.append(note);
    this.recorder = new Recorder();
    /** @type {Map<number, [number, number]>} spikes and ms by current */
    this.counted = new Map();
    this.membrane = "";
    this.driven = "";
    this.rest = 0; // ms that do not fill a step yet
    this.swept = 0;
    this.loop = new Loop(view, (elapsed) => this.run(elapsed));
    this.sweep = new Loop(view, () => this.countNext());
    view.onReset(() => this.reset());
  }

  /** @param {number} part of the window that the trace fills, from rest */
  begin(part) {
    const { state } = this.view;
    this.recorder.restart(state.current, paramsOf(state), part);
    this.view.update();
  }

  /** @param {number} elapsed ms of the reader's time */
  run(elapsed) {
    const steps = Math.floor((this.rest + elapsed * SPEED) / DT);
    this.rest += elapsed * SPEED - steps * DT;
    this.advance(steps);
  }

  /** @param {number} steps */
  advance(steps) {
    const { state } = this.view;
    this.recorder.advance(steps, state.current, paramsOf(state));
    this.view.update();
  }

  /** @param {number} number of a current of the sweep */
  count(number) {
    const current = (number * MOST) / SWEEP;
    const spikes = countedRate(current, paramsOf(this.view.state));
    this.counted.set(current, [spikes, SECOND]);
  }

  /** @returns {boolean} whether the sweep goes on */
  countNext() {
    this.count(this.swept++);
    this.view.update();
    if (this.swept > SWEEP) this.tellCounted();
    return this.swept <= SWEEP;
  }

  countAll() {
    for (let number = 0; number <= SWEEP; number++) this.count(number);
    this.view.update();
    this.tellCounted();
  }

  tellCounted() {
    this.view.tell(`Counted at ${SWEEP + 1} currents.`);
  }

  buttons() {
    const { view, loop } = this;
    const time = row(view, "Time");
    const run = () =>
      view.still ? this.advance(Math.round(SPAN / DT)) : loop.toggle();
    const word = () => (view.still ? "Advance 100 ms" : loop.running ? "Pause" : "Run");
    button(view, word, run, { parent: time }).classList.add("lf-main");
    const sweep = () => {
      if (view.still) return this.countAll();
      this.swept = 0;
      this.sweep.start();
    };
    button(view, "Count for all currents", sweep, { parent: time });
  }

  reset() {
    this.loop.stop();
    this.sweep.stop();
    this.counted.clear();
    this.driven = "";
  }

  /** Take over what has changed in the state since the last redraw. */
  follow() {
    const { loop, recorder, counted } = this;
    const { current } = this.view.state;
    const p = paramsOf(this.view.state);
    const now = originOf(FIELDS, this.view.state);
    if (now !== this.membrane) counted.clear();
    this.membrane = now;
    if (this.driven !== now + current) {
      // while it runs, a change acts from now on; at rest, the trace starts anew
      if (loop.running && this.driven) recorder.recount(p);
      else recorder.restart(current, p);
      this.driven = now + current;
    }
    const [, before] = counted.get(current) ?? [0, 0];
    if (recorder.time >= Math.max(SPAN, before))
      counted.set(current, [recorder.count, recorder.time]);
  }
}

/** @param {View} view */
function sliders(view) {
  slider(view, "current", unit("Input current I", "nA", 0.05, 2));
  slider(view, "resistance", unit("Resistance R (small: leaky)", "MΩ", 0.5, 1));
  slider(view, "threshold", unit("Threshold", "mV", 0.5, 1));
  slider(view, "t_ref", unit("Refractory period", "ms", 0.1, 1));
  toggle(view, "curve", { label: "Show the closed form of the f-I curve" });
}

/** @param {View} view @param {Plot} trace @returns {Handle} that moves the threshold */
function levelHandle(view, trace) {
  return new Handle(trace, {
    name: "threshold",
    along: "y",
    step: 0.5,
    shape: "square",
    kind: "lf-grey",
    move: (_, y) => view.set({ threshold: within(y, 0.5, -60, -40) }),
  });
}

/** @param {View} view @param {Plot} rates @returns {Handle} that moves the current */
function currentHandle(view, rates) {
  return new Handle(rates, {
    name: "input current",
    along: "x",
    step: 0.05,
    shape: "square",
    kind: "lf-vermilion",
    move: (x) => view.set({ current: Number(within(x, 0.05, 0, MOST).toFixed(2)) }),
  });
}

/**
 * @param {any} state
 * @param {Recorder} recorder
 * @returns {{ words: string, short: string }} what is seen, and the heart of it
 */
function sentences(state, { count, time }) {
  const { current, resistance } = state;
  const p = paramsOf(state);
  const rate = firingRate(current, p);
  const target = fixed(p.v_rest + resistance * current, 1);
  const level = `the threshold of ${fixed(p.threshold, 1)} mV`;
  const towards = `${fixed(current, 2)} nA draw the membrane towards ${target} mV`;
  const seen = `Counted: ${count} spike${count === 1 ? "" : "s"} in ${fixed(time, 0)} ms.`;
  const tau = `τ = RC = ${fixed(resistance, 1)} MΩ × 0.8 nF = ${fixed(p.tau_m, 1)} ms.`;
  const heart =
    rate > 0
      ? `A spike every ${fixed(1000 / rate, 2)} ms, ${fixed(rate, 1)} Hz.`
      : `No spike: more than ${fixed(rheobase(p), 2)} nA are needed.`;
  const where = rate > 0 ? `beyond ${level}` : `not beyond ${level}`;
  const words = `${towards}, ${where}. ${heart} ${seen} ${tau}`;
  return { words, short: `${heart} ${seen}` };
}

/**
 * @param {string} label
 * @param {string} sign
 * @param {number} step
 * @param {number} digits
 */
function unit(label, sign, step, digits) {
  const format = (/** @type {number} */ v) => `${fixed(v, digits)} ${sign}`;
  return { label: `${label} [${sign}]`, step, format };
}

/**
 * @param {Plot} plot
 * @param {Handle} handle
 * @param {any} state
 * @param {Recorder} recorder
 */
function drawTrace(plot, handle, state, recorder) {
  const p = paramsOf(state);
  const { v, start, spikes } = recorder;
  const { room } = plot;
  const narrow = room < 340; // then the labels stand above or below the handle
  const margin = narrow ? 72 : 104; // px beside the trace, for threshold and target
  const inner = room - 72;
  const stop = start + (SPAN * inner) / (inner - margin);
  plot.frame({
    x: [start, stop],
    y: [-80, 30],
    xLabel: "time [ms]",
    yLabel: "potential [mV]",
    height: 260,
  });
  const target = p.v_rest + p.resistance * state.current;
  const shown = target < 20 ? target : NaN;
  const times = v.map((_, i) => start + i * DT);
  const end = [Math.max(start, recorder.since * DT), stop];
  plot.line("target", end, [shown, shown], { class: "lf-curve lf-thin lf-dotted" });
  plot.rule("threshold", { y: p.threshold });
  plot.line(
    "spikes",
    spikes.flatMap((t) => [t, t, NaN]),
    spikes.flatMap(() => [p.v_reset, 20, NaN]),
    { class: "lf-curve lf-thin lf-vermilion" },
  );
  plot.line("v", times, v, { class: "lf-curve lf-blue" });
  const last = v.length - 1;
  plot.dots("now", [[times[last], v[last]]], { size: 4 }, { class: "lf-dot lf-blue" });
  // the label of the upper line stands above it, that of the lower line below
  const above = target > p.threshold;
  const label = (/** @type {string} */ name, /** @type {number} */ y, up = false) =>
    plot.text(`${name}-text`, stop, y, name, {
      dx: narrow ? 0 : -28,
      dy: (up ? -6 : 17) + (narrow ? (up ? -7 : 6) : 0),
      "text-anchor": "end",
      class: "lf-text lf-halo",
    });
  label("threshold", p.threshold, !above);
  if (shown === target) label("target", target, above);
  else plot.clear("target-text");
  handle.place(stop - ((stop - start) * 14) / inner, p.threshold, said(p.threshold));
}

/** @param {number} threshold */
const said = (threshold) => `${fixed(threshold, 1)} mV`;

/**
 * @param {Plot} plot
 * @param {Handle} handle
 * @param {any} state
 * @param {Map<number, [number, number]>} counted
 * @param {Recorder} recorder
 */
function drawRates(plot, handle, state, counted, recorder) {
  const { current, curve } = state;
  const p = paramsOf(state);
  const currents = drawnCurrents(p);
  const closed = currents.map((each) => firingRate(each, p));
  const dots = [...counted].map(([each, [spikes, ms]]) => [each, (1000 * spikes) / ms]);
  plot.frame({
    x: [0, MOST],
    y: [0, 1.08 * Math.max(100, ...closed, ...dots.map((dot) => dot[1]))],
    xLabel: "input current [nA]",
    yLabel: "rate [Hz]",
    height: 260,
  });
  const least = rheobase(p);
  const inside = least < MOST;
  plot.rule("rheobase", { x: inside ? least : 0 }, { opacity: inside ? 1 : 0 });
  const room = plot.px(least) - plot.left > 78;
  const text = inside && curve ? "rheobase" : "";
  const side = { dx: room ? -6 : 6, dy: 12, "text-anchor": room ? "end" : "start" };
  plot.text("rheobase-text", least, plot.range.y[1], text, side);
  const style = { class: "lf-curve lf-blue" };
  plot.line("curve", currents, curve ? closed : [], style);
  plot.dots("counted", dots, { size: 4 }, { class: "lf-dot lf-orange" });
  const seen = (1000 * recorder.count) / Math.max(recorder.time, SPAN);
  handle.place(
    current,
    curve ? firingRate(current, p) : seen,
    `${fixed(current, 2)} nA`,
  );
}
