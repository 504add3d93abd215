/** Approximator: one hidden layer of ReLUs or of sigmoids follows a drawn curve. */
import {
  button,
  columns,
  fixed,
  row,
  select,
  slider,
  toggle,
} from "./core/controls.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Plot, short as label } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { originOf } from "./core/state.js";
import { FIELDS } from "./fields/approximator.js";

const STEPS = FIELDS.target.most - 1; // equal steps between the samples of the target
const FINE = 1024; // steps of the grid on which bumps are measured
const WIDEST = FIELDS.num_pieces.max;
const REACH = 25; // beyond it a sigmoid is 0 or 1 to 2e-11
const PER_FRAME = 16; // widths measured between two frames
const EXACT = 1e-9; // an error below is rounding
const GRIPS = 8; // steps between the handles

/** @param {number} steps @returns {number[]} 0, 1 / steps, ..., 1 */
const grid = (steps) => Array.from({ length: steps + 1 }, (_, i) => i / steps);

/**
 * Values of the target, which is straight between its samples.
 * @param {ArrayLike<number>} target equally spaced samples from x = 0 to x = 1
 * @param {number[]} xs within [0, 1]
 * @returns {number[]}
 */
export function polygon(target, xs) {
  const last = target.length - 1;
  return xs.map((x) => {
    const k = Math.min(last - 1, Math.floor(x * last));
    return target[k] + (x * last - k) * (target[k + 1] - target[k]);
  });
}

/**
 * ReLUs that draw the polygon through the target at equally spaced points: unit i is
 * relu(x - knots[i]) and has the output weight weights[i].
 * @param {ArrayLike<number>} target
 * @param {number} num
 * @returns {{ knots: number[], weights: number[], bias: number }}
 */
export function reluNetwork(target, num) {
  const knots = grid(num);
  const y = polygon(target, knots);
  const slopes = knots.slice(1).map((_, i) => (y[i + 1] - y[i]) * num);
  const weights = slopes.map((slope, i) => slope - (i ? slopes[i - 1] : 0));
  return { knots: knots.slice(0, -1), weights, bias: y[0] };
}

/**
 * Sigmoids in pairs, up at left and down at right: a bump on each slice as high as the
 * target in its middle. The outermost edges lie one slice outside.
 * @param {ArrayLike<number>} target
 * @param {number} num
 * @param {number} steepness in units of 1 / slice width
 * @returns {{ left: number[], right: number[], heights: number[], slope: number }}
 */
export function bumpNetwork(target, num, steepness) {
  const slices = Array.from({ length: num }, (_, i) => i);
  const left = slices.map((i) => (i ? i : -1) / num);
  const right = slices.map((i) => (i < num - 1 ? i + 1 : num + 1) / num);
  const heights = polygon(
    target,
    slices.map((i) => (i + 0.5) / num),
  );
  return { left, right, heights, slope: steepness * num };
}

/** @param {number} z */
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** @param {ReturnType<typeof reluNetwork>} network @param {number} x */
function reluOutput({ knots, weights, bias }, x) {
  let sum = bias;
  for (let i = 0; i < knots.length && knots[i] < x; i++)
    sum += weights[i] * (x - knots[i]);
  return sum;
}

/**
 * Neighbouring bumps share an edge, and far edges are 0 or 1: only near ones are
 * computed, or the errors of all widths would take too long.
 * @param {ReturnType<typeof bumpNetwork>} network
 * @param {number} x
 */
function bumpOutput({ left, right, heights, slope }, x) {
  const num = heights.length;
  const near = REACH / slope;
  const first = Math.min(num, Math.max(0, Math.ceil((x - near) * num)));
  const last = Math.min(num, Math.floor((x + near) * num));
  let sum = first ? heights[first - 1] : 0;
  for (let i = first; i <= last; i++) {
    const jump = (heights[i] ?? 0) - (heights[i - 1] ?? 0);
    sum += jump * sigmoid(slope * (x - (i < num ? left[i] : right[num - 1])));
  }
  return sum;
}

/**
 * What the network gives.
 * @param {ArrayLike<number>} target
 * @param {string} basis "relu" or "bumps"
 * @param {number} num pieces or bumps
 * @param {number} steepness
 * @param {number[]} xs within [0, 1]
 * @returns {number[]}
 */
export function outputs(target, basis, num, steepness, xs) {
  if (basis === "relu") {
    const network = reluNetwork(target, num);
    return xs.map((x) => reluOutput(network, x));
  }
  const network = bumpNetwork(target, num, steepness);
  return xs.map((x) => bumpOutput(network, x));
}

/**
 * The largest distance between target and network, and where it is. Of two polygons it
 * lies at a corner of one of them, so for ReLUs it is exact; bumps are compared at
 * 1,025 points and at their edges.
 * @param {ArrayLike<number>} target
 * @param {string} basis
 * @param {number} num
 * @param {number} steepness
 * @returns {{ error: number, at: number }}
 */
export function largestError(target, basis, num, steepness) {
  const corners = grid(basis === "relu" ? target.length - 1 : FINE);
  const xs = corners.concat(grid(num));
  const wanted = polygon(target, xs);
  const found = outputs(target, basis, num, steepness, xs);
  let worst = 0;
  const gap = (/** @type {number} */ i) => Math.abs(wanted[i] - found[i]);
  for (let i = 1; i < xs.length; i++) if (gap(i) > gap(worst)) worst = i;
  return { error: gap(worst), at: xs[worst] };
}

/**
 * The largest slope and the largest bend (first and second divided difference) over
 * some steps between samples.
 * @param {ArrayLike<number>} target
 * @param {number} lag steps
 * @returns {{ slope: number, bend: number }}
 */
export function slopeAndBend(target, lag) {
  const width = lag / (target.length - 1);
  let slope = 0;
  let bend = 0;
  for (let i = 0; i + lag < target.length; i++) {
    const before = (target[i + lag] - target[i]) / width;
    slope = Math.max(slope, Math.abs(before));
    if (i + 2 * lag >= target.length) continue;
    const after = (target[i + 2 * lag] - target[i + lag]) / width;
    bend = Math.max(bend, Math.abs(after - before) / width);
  }
  return { slope, bend };
}

/**
 * Mix each sample with its neighbours 1 : 2 : 1; both ends stay.
 * @param {number[]} target
 * @param {number} times
 * @returns {number[]}
 */
export function smoothed(target, times) {
  let y = target;
  for (let k = 0; k < times; k++)
    y = y.map((v, i) =>
      i && i < y.length - 1 ? (y[i - 1] + 2 * v + y[i + 1]) / 4 : v,
    );
  return y;
}

/**
 * What can be promised for a target. Half the lag doubles the slope at a jump and the
 * bend at a corner; of a smooth curve both stay about the same.
 * @param {ArrayLike<number>} target
 * @returns {"smooth" | "corners" | "jumps"}
 */
function kindOf(target) {
  const fine = slopeAndBend(target, 4);
  const coarse = slopeAndBend(target, 8);
  if (slopeAndBend(target, 1).slope > 1.4 * coarse.slope) return "jumps";
  // a straight line has no bend but for its rounding to 4 decimals, below 0.3
  return fine.bend > 1.4 * coarse.bend + 0.3 ? "corners" : "smooth";
}

/** @param {number} value @returns {number} as kept in links */
const short = (value) => Math.min(1, Math.max(-1, Math.round(value * 1e4) / 1e4)) + 0;

/** @param {(x: number, i: number) => number} f @returns {number[]} */
const sampled = (f) => grid(STEPS).map((x, i) => short(f(x, i)));

/** @param {number} x @returns {number} */
const wave = (x) => 0.9 * Math.sin(2 * Math.PI * x);

/** @returns {number[]} a wave with noise on every sample */
function noisy() {
  const noise = new RandomState(1).normals(STEPS + 1);
  return sampled((x, i) => 0.75 * wave(x) + 0.12 * noise[i]);
}

/** @param {number} x @returns {number} a fold of a fold of a fold, see `sawtooth` */
function tooth(x) {
  let y = x;
  for (let k = 0; k < 3; k++) y = y < 0.5 ? 2 * y : 2 - 2 * y;
  return 1.8 * y - 0.9;
}

export default figure({
  title: "Approximator: one hidden layer follows your curve",
  fields: FIELDS,
  presets: {
    sine: { label: "Sine", state: {} },
    step: {
      label: "Steep step",
      state: { target: sampled((x) => (x < 0.4 ? -0.8 : 0.8)), num_pieces: 16 },
    },
    sawtooth: { label: "Sawtooth", state: { target: sampled(tooth), num_pieces: 7 } },
    noisy: { label: "Noisy", state: { target: noisy(), num_pieces: 24 } },
  },
  build,
  intro: {
    lasts: 4000, // one piece, two, up to as many as there are
    show: (view, part) =>
      view.lend({ num_pieces: Math.max(1, Math.round(view.kept.num_pieces * part)) }),
  },
  pose: (view) => view.set({ num_pieces: 6 }),
});

/**
 * The errors at all widths, for both kinds of network; kept until the target changes.
 * @typedef {{ relu: number[], bumps: number[] }} Errors
 */

/** @param {import("./core/figure.js").View} view */
function build(view) {
  const [left, right] = columns(view);
  const plot = new Plot(view, "Target and network: draw here", left);
  const chart = new Plot(view, "Largest error against hidden units", right);
  view.keep(plot.element);
  plot.svg.classList.add("lf-ap-paper");
  drawable(view, plot);
  const handles = gripsOf(view, plot);

  const num = (/** @type {number} */ v) => String(v);
  slider(view, "num_pieces", { label: "Pieces or bumps", step: 1, format: num });
  const names = { relu: "ReLUs", bumps: "bumps of sigmoids" };
  select(view, "basis", { label: "Hidden units", names });
  slider(view, "steepness", {
    label: "Steepness of the sigmoids [1 / slice width]",
    step: 1,
    format: num,
  });
  toggle(view, "parts", { label: "Show what each ReLU or bump adds" });
  const smooth = () => view.set({ target: smoothed(view.state.target, 4).map(short) });
  button(view, "Smooth the target", smooth, { parent: row(view) });

  const errors = measured(view);
  return () => {
    errors.follow();
    const { target, basis, num_pieces, steepness } = view.state;
    const worst = largestError(target, basis, num_pieces, steepness);
    drawPaper(plot, view.state, worst.at);
    for (const { at, handle } of handles) {
      const y = target[at];
      handle.place(at / STEPS, y, fixed(y));
    }
    drawErrors(chart, view.state, errors);
    const words = sentence(view.state, worst);
    view.caption(words);
    view.say(words);
  };
}

/**
 * The errors at all widths: after a change a few per frame, or drawing would stutter.
 * @param {import("./core/figure.js").View} view
 * @returns {Errors & { follow: () => void }}
 */
function measured(view) {
  /** @type {Errors} */
  const errors = { relu: [], bumps: [] };
  let key = "";
  let stale = 0; // widths still to be measured
  let width = 0;
  const follow = () => {
    const { target, steepness } = view.state;
    const now = originOf(FIELDS, view.state);
    if (now !== key) stale = WIDEST;
    const most = key ? PER_FRAME : WIDEST;
    key = now;
    for (let k = 0; k < most && stale; k++, stale--) {
      width = (width % WIDEST) + 1;
      for (const basis of /** @type {const} */ (["relu", "bumps"]))
        errors[basis][width - 1] = largestError(target, basis, width, steepness).error;
    }
    if (stale) view.update();
  };
  return { ...errors, follow };
}

/**
 * Points that bend the target around them, smoothly, by mouse, touch or arrow keys.
 * @param {import("./core/figure.js").View} view
 * @param {Plot} plot
 */
function gripsOf(view, plot) {
  const gap = STEPS / GRIPS;
  return Array.from({ length: GRIPS + 1 }, (_, k) => {
    const at = k * gap;
    const handle = new Handle(plot, {
      name: `target at x = ${label(at / STEPS)}`,
      along: "y",
      step: 0.05,
      shape: "square",
      kind: "lf-ap-grip",
      move: (_x, y) => view.set({ target: bent(view.state.target, at, gap, y) }),
    });
    handle.room.setAttribute("r", "13"); // nine stand side by side on a phone
    return { at, handle };
  });
}

/**
 * @param {number[]} target
 * @param {number} at the sample that goes to y
 * @param {number} gap samples as far away stay; those between follow a raised cosine
 * @param {number} y
 */
function bent(target, at, gap, y) {
  const by = y - target[at];
  return target.map((v, i) => {
    const part = Math.min(1, Math.abs(i - at) / gap);
    return short(v + (by * (1 + Math.cos(Math.PI * part))) / 2);
  });
}

/**
 * Let a pointer draw the target; where it moves fast, a straight line joins the places.
 * @param {import("./core/figure.js").View} view
 * @param {Plot} plot
 */
function drawable(view, plot) {
  /** @type {[number, number] | null} */
  let last = null;
  const paper = plot.svg;
  const { signal } = view;
  const stroke = (/** @type {PointerEvent} */ event) => {
    const next = plot.at(event);
    view.set({ target: stroked(view.state.target, last ?? next, next) });
    last = next;
  };
  const start = (/** @type {PointerEvent} */ event) => {
    const onGrip = /** @type {Element} */ (event.target).closest(".lf-handle");
    if (event.button !== 0 || onGrip) return;
    event.preventDefault();
    paper.setPointerCapture(event.pointerId);
    stroke(event);
  };
  const move = (/** @type {PointerEvent} */ event) => last && stroke(event);
  const stop = () => (last = null);
  paper.addEventListener("pointerdown", start, { signal });
  paper.addEventListener("pointermove", move, { signal });
  for (const end of ["pointerup", "pointercancel"])
    paper.addEventListener(end, stop, { signal });
}

/**
 * @param {number[]} target
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function stroked(target, from, to) {
  const [[a, ya], [b, yb]] = from[0] <= to[0] ? [from, to] : [to, from];
  const first = Math.round(a * STEPS);
  const last = Math.round(b * STEPS);
  return target.map((v, i) => {
    if (i < first || i > last) return v;
    if (first === last) return short(to[1]);
    return short(ya + ((yb - ya) * (i - first)) / (last - first));
  });
}

/** @param {any} state @returns {{ kind: string, units: number }} */
function look({ basis, num_pieces }) {
  return basis === "relu"
    ? { kind: "lf-blue", units: num_pieces }
    : { kind: "lf-vermilion", units: 2 * num_pieces };
}

/**
 * @param {Plot} plot
 * @param {any} state
 * @param {number} worst where the error is largest
 */
function drawPaper(plot, state, worst) {
  const { target, basis, num_pieces, steepness, parts } = state;
  const { kind } = look(state);
  plot.frame({ x: [0, 1], y: [-1.3, 1.3], xLabel: "x", height: 320 });
  const [px, py] = parts ? addends(state) : [[], []];
  plot.line("parts", px, py, { class: `lf-curve lf-ap-part ${kind}` });
  const xs = basis === "relu" ? grid(num_pieces) : grid(FINE / 2);
  const ys = outputs(target, basis, num_pieces, steepness, xs);
  plot.line("network", xs, ys, { class: `lf-curve ${kind}` });
  plot.line("target", grid(STEPS), target, { class: "lf-curve lf-thin lf-dashed" });
  const [wanted] = polygon(target, [worst]);
  const [found] = outputs(target, basis, num_pieces, steepness, [worst]);
  const gap = { class: "lf-curve lf-ap-gap" };
  plot.line("gap", [worst, worst], [wanted, found], gap);
  plot.text("legend", 0, 1.3, "dashed: target, solid: network", {
    class: "lf-text lf-halo",
    dx: 6,
    dy: 13,
  });
}

/**
 * What each ReLU or bump adds, as one broken line.
 * @param {any} state
 * @returns {[number[], number[]]}
 */
function addends({ target, basis, num_pieces, steepness }) {
  /** @type {[number, number][]} */
  const points = [];
  if (basis === "relu") {
    const { knots, weights } = reluNetwork(target, num_pieces);
    knots.forEach((knot, i) => {
      // up to the end of the plot, at its right or beyond its top
      const far = Math.min(1 - knot, 1.3 / Math.max(1e-12, Math.abs(weights[i])));
      points.push([knot, 0], [knot + far, weights[i] * far], [NaN, NaN]);
    });
  } else {
    const { left, right, heights, slope } = bumpNetwork(target, num_pieces, steepness);
    heights.forEach((height, i) => {
      const low = Math.max(0, left[i] - 6 / slope);
      const high = Math.min(1, right[i] + 6 / slope);
      for (const part of grid(30)) {
        const x = low + part * (high - low);
        const up = sigmoid(slope * (x - left[i])) - sigmoid(slope * (x - right[i]));
        points.push([x, height * up]);
      }
      points.push([NaN, NaN]);
    });
  }
  return [points.map(([x]) => x), points.map(([, y]) => y)];
}

/**
 * @param {Plot} chart
 * @param {any} state
 * @param {Errors} errors
 */
function drawErrors(chart, state, errors) {
  const seen = [...errors.relu, ...errors.bumps].filter((e) => e > EXACT);
  const low = Math.min(1e-3, 10 ** Math.floor(Math.log10(Math.min(1, ...seen))));
  chart.frame({
    x: [1, 2 * WIDEST],
    y: [low, 4],
    xLog: true,
    yLog: true,
    xLabel: "hidden units",
    yLabel: "largest error",
    height: 320,
  });
  const kind = kindOf(state.target);
  guide(chart, "bumps", errors.bumps, kind === "jumps" ? 0 : -1);
  guide(chart, "relu", errors.relu, kind === "smooth" ? -2 : 0);
  curve(chart, "relu", errors.relu, "lf-blue", state);
  curve(chart, "bumps", errors.bumps, "lf-vermilion lf-dashed", state);
  const above = { dy: -9, "text-anchor": "middle", class: "lf-text lf-vermilion" };
  chart.text("bumps-name", 4, Math.max(low, errors.bumps[1]), "bumps", above);
  const below = { dx: -8, dy: 16, "text-anchor": "end", class: "lf-text lf-blue" };
  chart.text("relu-name", 4, Math.max(low, errors.relu[3]), "ReLUs", below);
  const { num_pieces, basis } = state;
  const { kind: colour, units } = look(state);
  const now = errors[/** @type {"relu" | "bumps"} */ (basis)][num_pieces - 1];
  const shape = basis === "relu" ? "circle" : "square";
  const here = [[units, Math.max(low, now)]];
  chart.dots("here", here, { shape, size: 8 }, { class: `lf-dot ${colour}` });
}

/**
 * A dotted line of the slope that theory promises, a little above the errors.
 * @param {Plot} chart
 * @param {"relu" | "bumps"} basis
 * @param {number[]} errors
 * @param {number} slope 0 where nothing is promised
 */
function guide(chart, basis, errors, slope) {
  const per = basis === "relu" ? 1 : 2;
  const ends = [8, WIDEST];
  const above = Math.max(...ends.map((n) => errors[n - 1] / n ** slope));
  // above the plot, the width at which the law begins is not reached
  const shown = slope && above > EXACT && 1.5 * above * 8 ** slope < chart.range.y[1];
  const ys = shown ? ends.map((n) => 1.5 * above * n ** slope) : [];
  const xs = shown ? ends.map((n) => per * n) : [];
  chart.line(`${basis}-guide`, xs, ys, { class: "lf-curve lf-thin lf-dotted lf-grey" });
  const words = shown ? `slope −${-slope}` : "";
  const side =
    basis === "relu" ? { dx: -8, dy: 20, "text-anchor": "end" } : { dx: 8, dy: -6 };
  const middle = basis === "relu" ? 20 : 9;
  const y = shown ? (basis === "relu" ? 0.55 : 1.5) * above * middle ** slope : 1;
  chart.text(`${basis}-slope`, per * middle, y, words, side);
}

/**
 * @param {Plot} chart
 * @param {"relu" | "bumps"} basis
 * @param {number[]} errors
 * @param {string} kind
 * @param {any} state
 */
function curve(chart, basis, errors, kind, state) {
  const per = basis === "relu" ? 1 : 2;
  const xs = errors.map((_, i) => per * (i + 1));
  const thin = state.basis === basis ? "" : "lf-thin";
  const ys = errors.map((e) => (e > EXACT ? e : NaN));
  chart.line(basis, xs, ys, { class: `lf-curve ${kind} ${thin}` });
  const [low] = chart.range.y;
  const exact = xs.filter((_, i) => errors[i] <= EXACT).map((x) => [x, low]);
  chart.dots(
    `${basis}-exact`,
    exact,
    { shape: "triangle", size: 5 },
    {
      class: `lf-dot ${kind}`,
    },
  );
}

/**
 * @param {any} state
 * @param {{ error: number, at: number }} worst
 * @returns {string}
 */
function sentence(state, worst) {
  const { num_pieces: n, basis, target, steepness } = state;
  const relu = basis === "relu";
  const s = n === 1 ? "" : "s";
  const made = relu
    ? `${n} ReLU${s} draw${n === 1 ? "s" : ""} ${n} straight piece${s}.`
    : `${2 * n} sigmoids make ${n} bump${s}.`;
  if (worst.error <= EXACT) return `${made} The error is 0: each corner is met.`;
  const error = ` Largest error ${label(worst.error)}, at x = ${label(worst.at)}.`;
  const half = n % 2 ? 0 : largestError(target, basis, n / 2, steepness).error;
  const times =
    half > EXACT
      ? ` Half as many: ${label(half)}, ${(half / worst.error).toFixed(1)} times this.`
      : "";
  return `${made}${error}${times} ${outlook(kindOf(target), relu)}`;
}

/**
 * What more units promise.
 * @param {"smooth" | "corners" | "jumps"} kind
 * @param {boolean} relu
 */
function outlook(kind, relu) {
  if (kind === "jumps")
    return "The target jumps, or is noisy from sample to sample: no slope is promised.";
  if (!relu) return "Twice as many about halve the error, once there are enough.";
  if (kind === "smooth")
    return "Twice as many leave about a quarter of the error, once there are enough.";
  return "The target has sharp corners: no slope −2 is promised.";
}
