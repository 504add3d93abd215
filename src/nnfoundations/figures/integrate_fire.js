/** Leaky integrate-and-fire: a current charges a leaky membrane until it fires. */
import { button, row, slider, toggle } from "./core/controls.js";
import { figure } from "./core/figure.js";
import { Loop } from "./core/loop.js";
import { Plot } from "./core/plot.js";
import { flag, number } from "./core/state.js";

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
const SPEED = 0.02; // ms of the neuron's time per ms of the reader's
const COUNT_OVER = 1000; // ms over which spikes are counted for a dot

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
 * Membrane potential and spike times under a current that is constant in each step.
 * @param {ArrayLike<number>} current [nA]
 * @param {Params} p
 * @param {number} dt [ms]
 * @returns {{ v: number[], spikes: number[] }} v at 0, dt, ..., n dt
 */
export function simulate(current, p, dt) {
  let v = p.v_rest;
  let freeAt = 0;
  const trace = [v];
  /** @type {number[]} */
  const spikes = [];
  for (let k = 0; k < current.length; k++) {
    const vInf = p.v_rest + p.resistance * current[k];
    let now = Math.max(dt * k, freeAt);
    const end = dt * (k + 1);
    while (now < end) {
      const crossing = now + timeToThreshold(v, vInf, p);
      if (crossing > end) {
        v = vInf + (v - vInf) * Math.exp((now - end) / p.tau_m);
        now = end;
      } else {
        spikes.push(crossing);
        v = p.v_reset;
        now = crossing + p.t_ref;
      }
    }
    freeAt = now;
    trace.push(v);
  }
  return { v: trace, spikes };
}

/** @param {number} current @param {Params} p @returns {number} counted rate [Hz] */
function countedRate(current, p) {
  const input = new Float64Array(COUNT_OVER / DT).fill(current);
  return (simulate(input, p, DT).spikes.length * 1000) / COUNT_OVER;
}

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => value.toFixed(digits).replace("-", "−");

export default figure({
  title: "Integrate and fire: a current charges a leaky membrane",
  fields: {
    current: number(3, 0, 6),
    resistance: number(10, 4, 20),
    threshold: number(-50, -60, -40),
    t_ref: number(2, 0, 10),
    curve: flag(true),
  },
  presets: {
    silent: { label: "Never fires", state: { current: 1.9 } },
    slow: { label: "Fires slowly", state: { current: 2.1 } },
    fast: { label: "Fires fast", state: { current: 5 } },
  },
  build,
  pose: (view) => view.set({ current: 4 }),
});

/** @param {import("./core/figure.js").View} view */
function build(view) {
  const trace = new Plot(view, "Membrane potential over time");
  const rates = new Plot(view, "Firing rate against current");
  let past = 0; // ms of simulated time that has gone by
  const loop = new Loop(view, (elapsed) => {
    past += elapsed * SPEED * (SPAN / 10);
    view.update();
  });

  const run = row(view, "Time");
  button(
    view,
    () => (loop.running ? "Pause" : "Run"),
    () => loop.toggle(),
    { parent: run },
  ).classList.add("lf-main");
  /** @type {Map<number, number>} counted rates by current, for this membrane */
  const counted = new Map();
  const sweep = () => {
    for (let i = 0; i <= 24; i++) count(i / 4);
    view.update();
  };
  button(view, "Count for all currents", sweep, { parent: run });
  slider(view, "current", unit("Input current I", "nA", 0.05, 2));
  slider(view, "resistance", unit("Resistance R (small: leaky)", "MΩ", 0.5, 1));
  slider(view, "threshold", unit("Threshold", "mV", 0.5, 1));
  slider(view, "t_ref", unit("Refractory period", "ms", 0.1, 1));
  toggle(view, "curve", { label: "Show the closed form of the f-I curve" });
  view.onReset(() => {
    loop.stop();
    past = 0;
    counted.clear();
  });

  let membrane = "";
  /** @param {number} current */
  const count = (current) =>
    counted.set(current, countedRate(current, paramsOf(view.state)));

  return () => {
    const { current } = view.state;
    const p = paramsOf(view.state);
    const key = JSON.stringify(p);
    if (key !== membrane) counted.clear();
    membrane = key;
    count(current);
    drawTrace(trace, view.state, past);
    drawRates(rates, view.state, counted);
    const rate = firingRate(current, p);
    const words =
      rate > 0
        ? `${fixed(rate, 1)} Hz: a spike every ${fixed(1000 / rate, 2)} ms.`
        : `No spike: ${fixed(rheobase(p), 2)} nA are needed.`;
    view.caption(`I = ${fixed(current, 2)} nA, τ = ${fixed(p.tau_m, 1)} ms. ${words}`);
    view.say(words);
  };
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
 * @param {any} state
 * @param {number} past ms that have gone by before the window
 */
function drawTrace(plot, state, past) {
  const p = paramsOf(state);
  const steps = Math.round((SPAN + past) / DT);
  const { v, spikes } = simulate(new Float64Array(steps).fill(state.current), p, DT);
  const first = v.length - 1 - Math.round(SPAN / DT);
  const times = v.slice(first).map((_, i) => (first + i) * DT);
  const start = times[0];
  plot.frame({
    x: [start, start + SPAN],
    y: [-80, 30],
    xLabel: "time [ms]",
    yLabel: "potential [mV]",
    height: 230,
  });
  plot.rule("threshold", { y: p.threshold });
  const label = { dx: 4, dy: -5 };
  plot.text("threshold-text", start, p.threshold, "threshold", label);
  const shown = spikes.filter((t) => t >= start);
  const xs = shown.flatMap((t) => [t, t, NaN]);
  const ys = shown.flatMap(() => [p.threshold, 20, NaN]);
  plot.line("spikes", xs, ys, { class: "lf-curve lf-vermilion" });
  plot.line("v", times, v.slice(first), { class: "lf-curve lf-blue" });
}

/**
 * @param {Plot} plot
 * @param {any} state
 * @param {Map<number, number>} counted
 */
function drawRates(plot, state, counted) {
  const p = paramsOf(state);
  const currents = Array.from({ length: 241 }, (_, i) => i / 40);
  const rates = currents.map((current) => firingRate(current, p));
  const top = Math.max(100, ...rates, ...counted.values());
  plot.frame({
    x: [0, 6],
    y: [0, 1.05 * top],
    xLabel: "input current [nA]",
    yLabel: "rate [Hz]",
    height: 220,
  });
  plot.line("curve", currents, state.curve ? rates : [], { class: "lf-curve lf-blue" });
  plot.dots("counted", [...counted], { size: 4 }, { class: "lf-dot lf-orange" });
  const here = [[state.current, firingRate(state.current, p)]];
  plot.dots(
    "here",
    here,
    { shape: "square", size: 8 },
    { class: "lf-dot lf-vermilion" },
  );
}
