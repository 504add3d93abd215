/** The perceptron: Rosenblatt's rule one mistake at a time, counted against the bound. */
import { button, columns, row, toggle } from "./core/controls.js";
import { html, svg } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Loop } from "./core/loop.js";
import { Plot } from "./core/plot.js";
import { RandomState } from "./core/random.js";
import { narrowed, originOf } from "./core/state.js";
import { FIELDS } from "./fields/perceptron_rule.js";

/** @typedef {import("./core/figure.js").View} View */

/**
 * A point [x1, x2, label], the label -1 or +1.
 * @typedef {number[]} Point
 */

/**
 * Weights and bias.
 * @typedef {{ w: number[], b: number }} Line
 */

/**
 * One correction: the rule looked at `looked` points, the last of them was wrong.
 * @typedef {{ index: number, looked: number, yz: number, before: Line, after: Line }}
 * Step
 */

/**
 * What the rule has done: from `start` on, always beginning with the first point.
 * @typedef {{ start: Line, steps: Step[], looks: number }} Run
 */

const REACH = FIELDS.points.of.of.max; // the inputs' largest size
const FAR = FIELDS.b.max; // that of weights and bias
const EDGE = 2.7; // how far the plot reaches
const MOST_POINTS = FIELDS.points.most;
const MOST_STEPS = 1000; // of one run
const TINY = 1e-12; // an area below is rounding
const NARROW = 1e-9; // a margin below is rounding
const CLOUDS = { count: 16, noise: 0.3, spread: 1.2, middle: [0.9, -0.5] };
/** @type {Line} */
const ZERO = { w: [0, 0], b: 0 };

/* ---- the rule ---- */

/** @param {Point} point @param {Line} line @returns {number} w . x + b */
const z = (point, { w, b }) => w[0] * point[0] + w[1] * point[1] + b;

/** @param {Line} line @returns {number} the length of (w, b) */
const length = ({ w, b }) => Math.hypot(w[0], w[1], b);

/** @param {Line} p @param {Line} q */
const dot = (p, q) => p.w[0] * q.w[0] + p.w[1] * q.w[1] + p.b * q.b;

/** @param {Line} p @param {Line} q */
const same = (p, q) => p.b === q.b && p.w[0] === q.w[0] && p.w[1] === q.w[1];

/**
 * Look for the next mistake, once round all points, and correct it.
 * @param {Point[]} points
 * @param {Line} line
 * @param {number} from index of the first point to look at
 * @returns {Step | null} null if all points are right
 */
export function correction(points, line, from) {
  for (let looked = 1; looked <= points.length; looked++) {
    const index = (from + looked - 1) % points.length;
    const [x1, x2, y] = points[index];
    const yz = y * z(points[index], line);
    if (yz > 0) continue;
    const after = { w: [line.w[0] + y * x1, line.w[1] + y * x2], b: line.b + y };
    return { index, looked, yz, before: line, after };
  }
  return null;
}

/** @param {Line} start @returns {Run} */
const begin = (start) => ({ start, steps: [], looks: 0 });

/** @param {Run} run @returns {Line} */
const lineOf = ({ start, steps }) => steps[steps.length - 1]?.after ?? start;

/** @param {Point[]} points @param {Run} run */
const nextOf = (points, run) =>
  correction(points, lineOf(run), run.looks % points.length);

/** @param {Run} run @param {Step} step */
function advance(run, step) {
  run.steps.push(step);
  run.looks += step.looked;
}

/**
 * Rosenblatt's rule from w = 0, b = 0, without shuffling.
 * @param {Point[]} points
 * @param {number} maxEpochs
 * @returns {Line & { indices: number[], epochs: number, converged: boolean }}
 */
export function errorCorrection(points, maxEpochs) {
  const run = begin(ZERO);
  const most = maxEpochs * points.length;
  let step = nextOf(points, run);
  for (; step && run.looks + step.looked <= most; step = nextOf(points, run))
    advance(run, step);
  const needed = Math.ceil(run.looks / points.length) + 1; // the last one is clean
  const converged = !step && needed <= maxEpochs;
  const indices = run.steps.map(({ index }) => index);
  return { ...lineOf(run), indices, epochs: converged ? needed : maxEpochs, converged };
}

/* ---- the bound ---- */

/** @param {Point[]} points @returns {number} the longest example with its bias input */
export function radius(points) {
  return Math.sqrt(Math.max(...points.map(([x1, x2]) => x1 * x1 + x2 * x2)) + 1);
}

/** @param {Point[]} points @param {Line} line @returns {number} smallest y z / |(w, b)| */
export function margin(points, line) {
  const sizes = points.map((point) => point[2] * z(point, line));
  return Math.min(...sizes) / length(line);
}

/** @param {Point[]} points @param {Line} line one that separates @returns {number} */
export function mistakeBound(points, line) {
  return (radius(points) / margin(points, line)) ** 2;
}

/**
 * The boundary with the widest margin, the bias counted as an input: it points to the
 * place nearest to 0 in the convex hull of all y (x1, x2, 1). That place lies on a
 * corner, an edge or a triangle of points, so all of these are tried.
 * @param {Point[]} points
 * @returns {Line | null} scaled so that the smallest y z is 1; null if none separates
 */
export function widestBoundary(points) {
  const rows = points.map(([x1, x2, y]) => ({ w: [y * x1, y * x2], b: y }));
  let best = rows[0];
  /** @param {Line | null} place */
  const offer = (place) => {
    if (place && dot(place, place) < dot(best, best)) best = place;
  };
  rows.forEach((p, i) => {
    offer(p);
    for (let j = 0; j < i; j++) {
      offer(nearestOnEdge(p, rows[j]));
      for (let k = 0; k < j; k++) offer(nearestOnTriangle(p, rows[j], rows[k]));
    }
  });
  const size = dot(best, best);
  if (size === 0 || margin(points, best) < NARROW) return null;
  return { w: best.w.map((v) => v / size), b: best.b / size };
}

/** @param {Line} p @param {Line} q @param {number} s @returns {Line} p + s q */
const plus = (p, q, s) => ({
  w: [p.w[0] + s * q.w[0], p.w[1] + s * q.w[1]],
  b: p.b + s * q.b,
});

/** @param {Line} p @param {Line} q @returns {Line | null} null if it lies outside */
function nearestOnEdge(p, q) {
  const along = plus(q, p, -1);
  const part = -dot(p, along) / dot(along, along);
  return part > 0 && part < 1 ? plus(p, along, part) : null;
}

/** @param {Line} p @param {Line} q @param {Line} r @returns {Line | null} */
function nearestOnTriangle(p, q, r) {
  const e = plus(q, p, -1);
  const f = plus(r, p, -1);
  const [ee, ef, ff] = [dot(e, e), dot(e, f), dot(f, f)];
  const det = ee * ff - ef * ef;
  if (det <= 1e-12 * ee * ff) return null; // in one line: the edges will do
  const s = (dot(p, f) * ef - dot(p, e) * ff) / det;
  const t = (dot(p, e) * ef - dot(p, f) * ee) / det;
  return s > 0 && t > 0 && s + t < 1 ? plus(plus(p, e, s), f, t) : null;
}

// They have no class and get no weight: for points that all lie in one line.
const HELPERS = [
  [9, 0, 0],
  [0, 9, 0],
  [9, 9, 0],
];

/**
 * A place that is an average of either class: the witness that no line separates
 * them. At most four points take part (two segments that cross, or one point within a
 * triangle), so all fours are tried. Of all places, that of points near the middle.
 * @param {Point[]} points
 * @returns {{ place: number[], weights: number[], cost: number } | null} weights of
 *   the points, which sum to 1 in each class
 */
export function sharedAverage(points) {
  const best = balanced(points) ?? balanced([...points, ...HELPERS]);
  if (!best) return null;
  const weights = points.map((_, i) => best.parts[best.at.indexOf(i)] ?? 0);
  const place = [0, 1].map((k) =>
    points.reduce((sum, p, i) => sum + (p[2] > 0 ? weights[i] * p[k] : 0), 0),
  );
  return { place, weights, cost: best.cost };
}

/** @param {Point[]} points those without a class do not count */
function balanced(points) {
  const own = points.filter((p) => p[2]);
  const mean = [0, 1].map((k) => own.reduce((sum, p) => sum + p[k], 0) / own.length);
  const costs = points.map((p) => (p[0] - mean[0]) ** 2 + (p[1] - mean[1]) ** 2);
  let best = null;
  for (let i = 3; i < points.length; i++)
    for (let j = 2; j < i; j++)
      for (let k = 1; k < j; k++)
        for (let l = 0; l < k; l++) {
          const parts = balance(points[i], points[j], points[k], points[l]);
          if (!parts) continue;
          const at = [i, j, k, l];
          const cost = parts.reduce((sum, part, m) => sum + part * costs[at[m]], 0);
          if (!best || cost < best.cost) best = { at, parts, cost };
        }
  return best;
}

/** @param {Point} o @param {Point} p @param {Point} q twice the triangle's area, signed */
const area = (o, p, q) => (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);

/**
 * Four points not in one line have one affine dependence (Radon 1921): each times the
 * area of the triangle of the others, with alternating signs, sums to 0.
 * @param {Point} p @param {Point} q @param {Point} r @param {Point} s
 * @returns {number[] | null} their weights if the signs part the classes
 */
function balance(p, q, r, s) {
  const [a, b, c, d] = [area(q, r, s), -area(p, r, s), area(p, q, s), -area(p, q, r)];
  const [e, f, g, h] = [a * p[2], b * q[2], c * r[2], d * s[2]];
  if (Math.min(e, f, g, h) < -TINY && Math.max(e, f, g, h) > TINY) return null;
  const sum = Math.abs(e) + Math.abs(f) + Math.abs(g) + Math.abs(h);
  const parts = [a, b, c, d].map((size) => (2 * Math.abs(size)) / sum);
  const sizeless = [p, q, r, s].some((point, i) => !point[2] && parts[i] > TINY);
  return sum < TINY || sizeless ? null : parts;
}

/**
 * Two clouds, as `clouds` in Python draws them.
 * @param {number} seed
 * @returns {Point[]}
 */
export function clouds(seed) {
  const { count, noise, spread, middle } = CLOUDS;
  const random = new RandomState(seed);
  const normals = random.normals(2 * count);
  return random.permutation(count).map((i) => {
    const y = i % 2;
    const at = [0, 1].map((k) => {
      const x = spread * (y - 0.5 + noise * normals[2 * i + k]) + middle[k];
      return Math.min(REACH, Math.max(-REACH, Math.round(100 * x) / 100)) + 0;
    });
    return [at[0], at[1], 2 * y - 1];
  });
}

/* ---- words ---- */

/** @param {number} value @returns {string} short, at most two digits after the point */
const short = (value) => String(Number(value.toFixed(2)) + 0).replace("-", "−");

/** @param {number[]} w @returns {string} */
const pair = (w) => `(${short(w[0])}, ${short(w[1])})`;

/** @param {number} y @returns {string} */
const sign = (y) => (y > 0 ? "+1" : "−1");

/** @param {Facts} facts @returns {string} what has happened */
function sentence(facts) {
  const { points, line, run, next, round, wrong } = facts;
  const k = run.steps.length;
  const last = run.steps[k - 1];
  const state = `w = ${pair(line.w)}, b = ${short(line.b)}`;
  const left = `mistakes left: ${wrong} of ${points.length}.`;
  let text = `${state}; ${left}`;
  if (last) {
    const y = points[last.index][2];
    text =
      `Correction ${k}: point ${last.index + 1} (class ${sign(y)}) had` +
      ` y z = ${short(last.yz)}. ${y > 0 ? "Adding" : "Subtracting"} it gives` +
      ` ${state}; ${left}`;
  } else if (same(line, ZERO))
    text = "w = (0, 0), b = 0: z = 0 everywhere, so each point counts as a mistake.";
  if (!next) text += " The rule stops.";
  else if (round)
    text +=
      ` These weights were there ${round} corrections ago:` +
      " the rule goes round for ever.";
  return text;
}

/** @param {Facts} facts @returns {string} what it means */
function boundWords({ run, found }) {
  const { bound } = found;
  if (bound === null)
    return "No line separates the classes, so no bound: the cross is an average of triangles and of circles.";
  if (!same(run.start, ZERO))
    return `The bound of ${short(bound)} is for a start at 0.`;
  const most = Math.floor(bound + 1e-6); // 26.9999… means 27
  return `Novikoff's bound is ${short(bound)}: at most ${most} corrections in all.`;
}

/* ---- the state of a run ---- */

/** @param {Point[]} points */
function known(points) {
  const widest = widestBoundary(points);
  const bound = widest && mistakeBound(points, widest);
  return {
    radius: radius(points),
    widest,
    bound,
    shared: widest ? null : sharedAverage(points),
  };
}

/**
 * The run that led to a line, if a run from 0 does; a link thus brings it back.
 * @param {Point[]} points
 * @param {Line} line
 * @returns {Run}
 */
function recovered(points, line) {
  const run = begin(ZERO);
  while (!same(lineOf(run), line)) {
    const step = nextOf(points, run);
    if (!step || run.steps.length >= MOST_STEPS) return begin(line);
    advance(run, step);
  }
  return run;
}

/**
 * @param {Point[]} points
 * @param {Run} run
 * @param {ReturnType<typeof known>} found
 */
function factsOf(points, run, found) {
  const line = lineOf(run);
  const next = nextOf(points, run);
  const { steps } = run;
  const before = next
    ? steps.findLastIndex((s) => s.index === next.index && same(s.before, line))
    : -1;
  const round = before < 0 ? 0 : steps.length - before;
  const wrong = points.filter((p) => p[2] * z(p, line) <= 0).length;
  return { points, line, run, next, round, wrong, found };
}

/** @typedef {ReturnType<typeof factsOf>} Facts */

/** @param {Line} line */
const fits = ({ w, b }) => Math.max(...w.map(Math.abs), Math.abs(b)) <= FAR;

/** @param {Point[]} points @returns {boolean} */
const areLabelled = (points) => points.every((p) => Math.abs(p[2]) === 1);

/** @param {number[]} labels of the corners (0, 0), (0, 1), (1, 0), (1, 1) */
const gate = (labels) => ({
  points: labels.map((y, i) => [i >> 1, i & 1, y]),
});

export default figure({
  title: "The perceptron: one mistake at a time",
  fields: { ...FIELDS, points: narrowed(FIELDS.points, areLabelled) },
  presets: {
    and: { label: "AND", state: gate([-1, -1, -1, 1]) },
    or: { label: "OR", state: gate([-1, 1, 1, 1]) },
    nand: { label: "NAND", state: gate([1, 1, 1, -1]) },
    xor: { label: "XOR", state: gate([-1, 1, 1, -1]) },
    clouds: { label: "Two clouds", state: {} },
  },
  build,
  intro: { lasts: 6000, show: correctSome },
  pose: (view) => {
    const next = view.root.querySelector(".lf-main");
    for (let k = 0; k < 5; k++) next?.dispatchEvent(new Event("click"));
  },
});

/**
 * Lend the line after the first corrections, from 0 on.
 * @param {View} view
 * @param {number} part of eight of them
 */
function correctSome(view, part) {
  const { points, w, b } = view.kept;
  if (!same({ w, b }, ZERO)) return;
  const run = begin(ZERO);
  for (let left = Math.floor(8 * part); left > 0; left--) {
    const step = nextOf(points, run);
    if (!step) break;
    advance(run, step);
  }
  view.lend(lineOf(run));
}

/* ---- the page ---- */

let count = 0; // of figures

/** @param {View} view */
function build(view) {
  const [left, right] = columns(view);
  const steps = row(view, "The rule", left); // before the many points, for the Tab key
  const plane = new Plot(view, "Points, weights and boundary in the plane", left);
  const proof = new Plot(view, "Length of the weights against corrections", right);
  view.keep(plane.element);
  const note = html("p", { class: "lf-small pr-note" });
  const table = makeTable();
  right.append(note, table.element);
  const hatch = `pr-hatch-${count}`;
  plane.svg.prepend(svg("defs", {}, hatching(hatch)));

  const rule = new Rule(view);
  const hand = new Hand(view, plane, rule, `pr-keys-${count++}`);
  controls(view, rule, hand, steps);
  // right below the plane: on a phone it is then seen together with the buttons
  const help = html(
    "div",
    { class: "lf-small pr-note pr-help" },
    html("p", {}, LEGEND),
    html("p", { class: "lf-live-only" }, TAPS),
    html("p", { class: "lf-live-only", id: hand.help }, KEYS),
  );
  left.append(view.words, help);
  return () => {
    const facts = rule.facts();
    drawPlane(plane, facts, hand, view.state.widest, hatch);
    drawProof(proof, facts);
    note.textContent = proofWords(facts);
    table.show(facts);
    const words = [sentence(facts), boundWords(facts)];
    view.caption(words.join(" "));
    view.say(...words);
  };
}

const LEGEND = "▲ class +1, ● class −1; hollow: a mistake.";
const TAPS = "Tap a point to flip its class, an empty place to add one.";
const KEYS =
  "Page Up, Page Down: other points. Arrow keys move this one, Enter flips it, Delete removes it.";

/** Keeps the run that belongs to the state. */
class Rule {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.found = known(view.state.points);
    this.run = begin(ZERO);
    this.origin = ""; // of the run
    this.taken = 0; // corrections since "Run to the end"
    view.onReset(() => this.forget());
  }

  forget() {
    this.origin = "";
  }

  facts() {
    const { points, w, b } = this.view.state;
    const origin = originOf(FIELDS, this.view.state);
    const moved = this.origin !== origin;
    if (moved) this.found = known(points);
    if (moved || !same(lineOf(this.run), { w, b }))
      this.run = recovered(points, { w, b });
    this.origin = origin;
    return factsOf(points, this.run, this.found);
  }

  /** @returns {string} why no further correction can be made, empty if one can */
  stuck() {
    const { next, run } = this.facts();
    if (!next) return "No mistake is left.";
    const far = run.steps.length >= MOST_STEPS || !fits(next.after);
    return far ? "The figure goes no further." : "";
  }

  /**
   * @param {number} most corrections
   * @returns {boolean} whether a run should go on: not at an end, nor come round
   */
  correct(most) {
    let more = true;
    for (let k = 0; k < most && more; k++) {
      const { points, next, run } = this.facts();
      if (this.stuck() || !next) return false;
      advance(run, next);
      const { round } = factsOf(points, run, this.found);
      this.taken++;
      more = !round || this.taken < round;
      this.view.set(next.after);
    }
    return more && !this.stuck();
  }
}

/** What can be moved. */
class Hand {
  /**
   * @param {View} view
   * @param {Plot} plane
   * @param {Rule} rule
   * @param {string} help where the page tells what the keys do
   */
  constructor(view, plane, rule, help) {
    this.view = view;
    this.help = help;
    this.plane = plane;
    this.rule = rule;
    /** @type {Handle[]} */
    this.handles = [];
    this.chosen = -1;
    this.scale = 1; // the arrow is w / scale, so that long weights stay in view
    view.onReset(() => {
      this.scale = 1;
      this.chosen = -1;
    });
    this.tip = new Handle(plane, {
      name: "Tip of w",
      move: (x, y) => view.set({ w: [x, y].map((v) => rounded(v * this.scale, FAR)) }),
      step: 0.1,
      kind: "lf-purple",
    });
    this.bias = new Handle(plane, {
      name: "Boundary",
      move: (x, y) => {
        const { w } = view.state;
        view.set({ b: rounded(-w[0] * x - w[1] * y, FAR) });
      },
      step: 0.1,
      shape: "square",
      kind: "lf-grey",
    });
    this.#listen();
  }

  /** A tap on an empty place adds a point; the end of a drag does not. */
  #listen() {
    const { plane, view } = this;
    /** @type {MouseEvent | null} */
    let down = null;
    /** @param {MouseEvent} event */
    const listen = (event) => {
      const { clientX: x, clientY: y, target, type } = event;
      const away = !(/** @type {Element} */ (target).closest(".lf-handle"));
      if (type === "pointerdown") down = away ? event : null;
      else if (down && away && Math.hypot(x - down.clientX, y - down.clientY) < 6) {
        const at = plane.at(event);
        if (Math.max(...at.map(Math.abs)) <= EDGE) this.add(...at);
      }
    };
    for (const type of /** @type {const} */ (["pointerdown", "click"]))
      plane.svg.addEventListener(type, listen, { signal: view.signal });
  }

  /** @param {number} index */
  #handle(index) {
    const handle = new Handle(this.plane, {
      name: "",
      step: 0.1,
      move: (x, y) => this.#change(index, [rounded(x, REACH), rounded(y, REACH)]),
      press: () => {
        const [x, y, label] = this.view.state.points[index];
        this.#change(index, [x, y, -label]);
      },
      remove: () => this.removePoint(index),
    });
    const choose = () => {
      this.chosen = index;
      this.view.update();
    };
    const { signal } = this.view;
    const listen = (/** @type {string} */ event, /** @type {any} */ act) =>
      handle.element.addEventListener(event, act, { signal });
    listen("focus", choose);
    listen("keydown", (/** @type {KeyboardEvent} */ event) => this.#walk(event, index));
    handle.element.setAttribute("aria-describedby", this.help);
    return handle;
  }

  /**
   * The points are one stop of the Tab key; these keys lead from one to another.
   * @param {KeyboardEvent} event
   * @param {number} index
   */
  #walk(event, index) {
    const { length } = this.handles;
    const ways = { PageDown: index + 1, PageUp: index - 1, Home: 0, End: length - 1 };
    const to = /** @type {Record<string, number>} */ (ways)[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.handles[(to + length) % length].element.focus({ preventScroll: true });
  }

  /** @param {number} index @param {number[]} values */
  #change(index, values) {
    const { points } = this.view.state;
    const rest = points[index].slice(values.length);
    this.view.set({ points: points.with(index, [...values, ...rest]) });
  }

  /** @param {number} x @param {number} y */
  add(x, y) {
    const { points } = this.view.state;
    if (points.length >= MOST_POINTS) return this.view.tell("There is no more room.");
    const point = [rounded(x, REACH), rounded(y, REACH), 1];
    this.view.set({ points: [...points, point] });
    this.chosen = points.length;
    this.view.tell(`Point ${points.length + 1} added at ${pair(point)}, class +1.`);
  }

  /** Add a point low down, for those who cannot tap. */
  addSomewhere() {
    this.add(((this.view.state.points.length * 5) % 9) / 2 - 2, -2);
  }

  /** The point to remove: the last one touched. */
  get candidate() {
    const last = this.view.state.points.length - 1;
    return this.chosen >= 0 && this.chosen <= last ? this.chosen : last;
  }

  /** @param {number} index */
  removePoint(index) {
    const { points } = this.view.state;
    if (points.length === 1) return this.view.tell("The last point stays.");
    const left = points.toSpliced(index, 1);
    const here = this.handles[index].element === document.activeElement;
    this.view.set({ points: left });
    this.chosen = Math.min(index, left.length - 1);
    if (here) this.handles[this.chosen].element.focus({ preventScroll: true });
    this.view.tell(`Point ${index + 1} removed.`);
  }

  /**
   * Put all handles where the state has them.
   * @param {Point[]} points
   * @param {Line} line
   */
  place(points, line) {
    while (this.handles.length > points.length) this.handles.pop()?.remove();
    while (this.handles.length < points.length)
      this.handles.push(this.#handle(this.handles.length));
    const stop = this.chosen >= 0 && this.chosen < points.length ? this.chosen : 0;
    points.forEach((point, i) => {
      const { element, grip, dot: mark } = this.handles[i];
      element.setAttribute("tabindex", i === stop ? "0" : "-1");
      const up = point[2] > 0;
      const wrong = point[2] * z(point, line) <= 0;
      grip.name = `Point ${i + 1}, class ${sign(point[2])}, ${wrong ? "wrong" : "right"}`;
      grip.shape = up ? "triangle" : "circle";
      const look = `lf-dot pr-point ${up ? "lf-vermilion" : "lf-blue"}`;
      mark.setAttribute("class", wrong ? `${look} pr-wrong` : look);
      this.handles[i].place(point[0], point[1], pair(point));
    });
    this.#placeLine(points, line);
  }

  /** @param {Point[]} points @param {Line} line */
  #placeLine(points, line) {
    const size = Math.max(...line.w.map(Math.abs));
    while (size / this.scale > 2.45) this.scale *= 2;
    this.tip.place(line.w[0] / this.scale, line.w[1] / this.scale, pair(line.w));
    const ends = segment(line);
    const { element } = this.bias;
    if (!ends) return element.remove();
    if (!element.isConnected) this.tip.element.after(element);
    const [p, q] = ends; // the handle sits at the end with more room
    const places = [0.12, 0.88].map((s) => [0, 1].map((i) => p[i] + s * (q[i] - p[i])));
    const [one, two] = places.map(([x, y]) =>
      Math.min(...points.map((v) => Math.hypot(v[0] - x, v[1] - y))),
    );
    const at = places[one > two ? 0 : 1];
    this.bias.place(at[0], at[1], `b = ${short(line.b)}`);
  }
}

/** @param {number} value @param {number} most @returns {number} in hundredths */
const rounded = (value, most) =>
  Math.min(most, Math.max(-most, Math.round(100 * value) / 100)) + 0;

/**
 * @param {View} view
 * @param {Rule} rule
 * @param {Hand} hand
 * @param {HTMLElement} steps the row above the plane
 */
function controls(view, rule, hand, steps) {
  let pause = 0; // ms between corrections; they come faster and faster
  let wait = 0;
  const loop = new Loop(view, (elapsed) => {
    wait -= elapsed;
    if (wait > 0) return true;
    pause = Math.max(8, 0.9 * pause);
    wait = pause;
    return rule.correct(1);
  });
  view.onReset(() => loop.stop());
  const one = () => {
    loop.stop();
    if (rule.stuck()) view.tell(rule.stuck());
    else rule.correct(1);
  };
  const run = () => {
    if (loop.running) return loop.stop();
    if (rule.stuck()) return view.tell(rule.stuck());
    rule.taken = 0;
    if (view.still) return void rule.correct(MOST_STEPS);
    [pause, wait] = [450, 0];
    loop.start();
  };
  const stuck = { parent: steps, disabled: () => rule.stuck() !== "" };
  button(view, "Next mistake", one, stuck).classList.add("lf-main");
  button(view, () => (loop.running ? "Pause" : "Run to the end"), run, stuck);
  const zero = () => {
    loop.stop();
    rule.forget();
    view.set({ w: [0, 0], b: 0 });
    view.update();
  };
  button(view, "Start at 0", zero, { parent: steps });
  ["Weight w₁", "Weight w₂", "Bias b"].forEach((text, i) => part(view, text, i));
  toggle(view, "widest", { label: "Show the boundary with the widest margin" });
  pointButtons(view, hand);
}

/** @param {View} view @param {Hand} hand */
function pointButtons(view, hand) {
  const parent = row(view, "The points");
  button(view, "Add a point", () => hand.addSomewhere(), { parent });
  button(
    view,
    () => `Remove point ${hand.candidate + 1}`,
    () => hand.removePoint(hand.candidate),
    { parent, disabled: () => view.state.points.length === 1 },
  );
  const fresh = () => {
    const seed = (view.state.seed + 1) % 10000;
    view.set({ seed, points: clouds(seed), w: [0, 0], b: 0 });
    view.root.dispatchEvent(new CustomEvent("lf-reset"));
    view.tell(`Clouds drawn with seed ${seed}.`);
  };
  button(view, "New clouds", fresh, { parent });
}

/**
 * A slider for one number of the line; it grows where the rule has gone beyond it.
 * @param {View} view
 * @param {string} text
 * @param {number} index of w1, w2, b
 */
function part(view, text, index) {
  const all = () => [...view.state.w, view.state.b];
  const input = html("input", { type: "range", step: 0.05, "aria-label": text });
  const output = html("output", { "aria-live": "off" }); // the slider says it
  input.oninput = () => {
    const [w1, w2, b] = all().with(index, input.valueAsNumber);
    view.set({ w: [w1, w2], b });
  };
  const box = html(
    "div",
    { class: "lf-control" },
    html("span", {}, text),
    output,
    input,
  );
  const show = () => {
    const value = all()[index];
    let reach = 5;
    while (reach < Math.min(FAR, Math.abs(value))) reach *= 2;
    reach = Math.min(FAR, reach);
    Object.assign(input, { min: -reach, max: reach, value });
    output.textContent = short(value);
    input.setAttribute("aria-valuetext", short(value));
  };
  view.panel.append(box);
  view.controls.push({ element: box, show });
}

/* ---- drawing ---- */

/** @param {string} id */
function hatching(id) {
  const size = { width: 9, height: 9, patternUnits: "userSpaceOnUse" };
  const turned = { patternTransform: "rotate(45)" };
  const line = svg("line", { x1: 0, x2: 0, y1: 0, y2: 9, class: "pr-hatch" });
  return svg("pattern", { id, ...size, ...turned }, line);
}

const CORNERS = [
  [-EDGE, -EDGE],
  [EDGE, -EDGE],
  [EDGE, EDGE],
  [-EDGE, EDGE],
];

/**
 * Walk round the plot's border and note the corners that fire and where z is 0.
 * @param {Line} line
 * @returns {{ corner: boolean, at: number[] }[]}
 */
function around(line) {
  return CORNERS.flatMap((p, i) => {
    const q = CORNERS[(i + 1) % 4];
    const [zp, zq] = [z(p, line), z(q, line)];
    const found = zp >= 0 ? [{ corner: true, at: p }] : [];
    if (zp >= 0 === zq >= 0) return found;
    const s = zp / (zp - zq);
    const at = [0, 1].map((k) => p[k] + s * (q[k] - p[k]));
    return [...found, { corner: false, at }];
  });
}

/** @param {Line} line @returns {number[][] | null} the visible part of the boundary */
function segment(line) {
  const ends = around(line).filter(({ corner }) => !corner);
  return ends.length === 2 ? ends.map(({ at }) => at) : null;
}

/**
 * @param {Plot} plot
 * @param {string} name
 * @param {number[][] | null} places
 * @param {import("./core/dom.js").Attributes} attributes
 */
function path(plot, name, places, attributes) {
  const corners = (places ?? []).map(([x, y]) => `${plot.px(x)} ${plot.py(y)}`);
  plot.mark(name, "path", {
    d: corners.length ? `M${corners.join("L")}` : "",
    ...attributes,
  });
}

/**
 * An arrow; it ends before the tip where a handle sits.
 * @param {Plot} plot
 * @param {string} name
 * @param {number[]} from
 * @param {number[]} to
 * @param {string} kind
 * @param {number} gap [px]
 */
function arrow(plot, name, from, to, kind, gap) {
  const [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map((v, i) =>
    i % 2 ? plot.py(v) : plot.px(v),
  );
  const turn = Math.atan2(y2 - y1, x2 - x1);
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const end = Math.hypot(x2 - x1, y2 - y1) - gap;
  const at = (/** @type {number} */ on, /** @type {number} */ off) =>
    `${x1 + on * c - off * s} ${y1 + on * s + off * c}`;
  const tip = `M${at(end - 9, 5)}L${at(end, 0)}L${at(end - 9, -5)}`;
  const d = end > 4 ? `M${x1} ${y1}L${at(end, 0)}${tip}` : "";
  plot.mark(name, "path", { d, class: `lf-curve ${kind}` });
}

/**
 * @param {Plot} plot
 * @param {Facts} facts
 * @param {Hand} hand
 * @param {boolean} widest
 * @param {string} hatch
 */
function drawPlane(plot, facts, hand, widest, hatch) {
  const { points, line, run, found } = facts;
  plot.frame({
    x: [-EDGE, EDGE],
    y: [-EDGE, EDGE],
    xLabel: "input x₁",
    yLabel: "input x₂",
    square: true,
  });
  const fires = around(line).map(({ at }) => at);
  path(plot, "silent", CORNERS, { class: "pr-silent" });
  path(plot, "fires", fires, { class: "pr-fires" });
  path(plot, "hatched", fires, { fill: `url(#${hatch})` });
  const last = run.steps[run.steps.length - 1];
  const old = last ? segment(last.before) : null;
  path(plot, "before", old, { class: "lf-curve lf-grey lf-dashed" });
  const wide = widest && found.widest ? segment(found.widest) : null;
  path(plot, "widest", wide, { class: "lf-curve lf-green lf-dotted" });
  path(plot, "line", segment(line), { class: "lf-curve" });
  hand.place(points, line);
  drawWitness(plot, points, found.shared);
  drawVectors(plot, line, last, points, hand.scale);
  drawNames(plot, points, last?.index);
  sideNames(plot, line);
}

const HALO = "lf-text lf-halo";

/**
 * The answers of the unit, in the corners that are deepest within each side.
 * @param {Plot} plot
 * @param {Line} line
 */
function sideNames(plot, line) {
  for (const side of [1, -1]) {
    const [[x, y]] = [...CORNERS].sort((p, q) => side * (z(q, line) - z(p, line)));
    const shown = z([x, y], line) >= 0 === side > 0;
    const text = side > 0 ? "fires: H = 1" : "silent: H = 0";
    plot.text(`side${side}`, x, y, shown ? text : "", {
      dx: x < 0 ? 7 : -7,
      dy: y < 0 ? -9 : 19,
      "text-anchor": x < 0 ? "start" : "end",
      class: HALO,
    });
  }
}

/**
 * @param {Plot} plot
 * @param {Point[]} points
 * @param {ReturnType<typeof sharedAverage>} shared
 */
function drawWitness(plot, points, shared) {
  const used = shared ? points.filter((_, i) => shared.weights[i] > 0) : [];
  const [x, y] = shared?.place ?? [NaN, NaN];
  const xs = used.flatMap((p) => [x, p[0], NaN]);
  const ys = used.flatMap((p) => [y, p[1], NaN]);
  plot.line("witness", xs, ys, { class: "lf-curve lf-thin lf-dotted" });
  const [px, py] = [plot.px(x), plot.py(y)];
  const d = shared ? `M${px - 7} ${py - 7}l14 14m0-14l-14 14` : "";
  plot.mark("cross", "path", { d, class: "lf-curve pr-cross" });
}

/**
 * @param {Plot} plot
 * @param {Line} line
 * @param {Step | undefined} last
 * @param {Point[]} points
 * @param {number} scale
 */
function drawVectors(plot, line, last, points, scale) {
  const tip = line.w.map((v) => v / scale);
  const old = last ? last.before.w.map((v) => v / scale) : tip;
  arrow(plot, "old", [0, 0], old, "lf-grey lf-thin lf-dashed", 0);
  arrow(plot, "added", old, tip, "lf-orange pr-added", 9);
  arrow(plot, "w", [0, 0], tip, "lf-purple", 9);
  const name = scale > 1 ? `w / ${scale}` : line.w.some(Boolean) ? "w" : "";
  const right = tip[0] < 1.6;
  plot.text("w-name", tip[0], tip[1], name, {
    dx: right ? 13 : -13,
    dy: tip[1] < 0 ? 18 : -9,
    "text-anchor": right ? "start" : "end",
    class: `${HALO} lf-purple lf-strong`,
  });
  const ring = last ? points[last.index] : [NaN, NaN];
  const [cx, cy] = last ? [plot.px(ring[0]), plot.py(ring[1])] : [-99, -99];
  plot.mark("ring", "circle", { cx, cy, r: 15, class: "lf-curve lf-orange" });
}

/**
 * Numbers of the points: all if they are few, else that of the one corrected.
 * @param {Plot} plot
 * @param {Point[]} points
 * @param {number | undefined} last
 */
function drawNames(plot, points, last) {
  for (let i = 0; i < MOST_POINTS; i++) {
    const shown = i < points.length && (points.length <= 8 || i === last);
    if (!shown && !plot.marks.has(`name-${i}`)) continue;
    const [x, y] = shown ? points[i] : [0, 0];
    plot.text(`name-${i}`, x, y, shown ? String(i + 1) : "", {
      dx: x > 2 ? -16 : 16,
      dy: y < -2 ? -12 : 20,
      "text-anchor": x > 2 ? "end" : "start",
      class: i === last ? `${HALO} lf-strong` : HALO,
    });
  }
}

/**
 * The proof as a picture: two numbers after each correction, and what they must keep
 * to. @param {Plot} plot @param {Facts} facts
 */
function drawProof(plot, { run, found }) {
  const lines = [run.start, ...run.steps.map(({ after }) => after)];
  const done = run.steps.length;
  const { widest, bound, radius: R } = found;
  const promised = same(run.start, ZERO);
  const limit = promised && bound !== null ? bound : 0;
  const end = limit ? 1.06 * limit : Math.max(12, 1.15 * done);
  const longest = Math.max(...lines.map(length));
  const top = promised ? R * Math.sqrt(end) : 1.2 * Math.max(1, longest);
  plot.frame({
    x: [0, end],
    y: [0, 1.05 * top],
    xLabel: "corrections k",
    yLabel: "length",
    height: 230,
  });
  const ks = Array.from({ length: 101 }, (_, i) => (promised ? (i / 100) * end : NaN));
  const roots = ks.map((k) => R * Math.sqrt(k));
  plot.line("root", ks, roots, { class: "lf-curve lf-thin" });
  const gamma = widest && promised ? 1 / length(widest) : NaN;
  plot.line("straight", [0, end], [0, gamma * end], {
    class: "lf-curve lf-thin lf-dashed",
  });
  plot.rule("bound", { x: limit || NaN }, limit ? {} : { x1: -9, x2: -9 });
  proofNames(plot, { end, R, gamma, limit, promised });
  const along = widest && promised ? lines.map((l) => dot(l, widest) * gamma) : [];
  series(plot, "length", lines.map(length), "circle", "lf-purple");
  series(plot, "along", along, "triangle", "lf-green");
}

/**
 * @param {Plot} plot
 * @param {string} name
 * @param {number[]} ys after 0, 1, ... corrections
 * @param {"circle" | "triangle"} shape
 * @param {string} kind
 */
function series(plot, name, ys, shape, kind) {
  const all = ys.map((y, k) => [k, y]);
  plot.line(name, [...ys.keys()], ys, { class: `lf-curve lf-thin ${kind}` });
  const shown = all.length > 30 ? all.slice(-1) : all;
  const size = shape === "circle" ? 6.5 : 4;
  plot.dots(`${name}-dots`, shown, { shape, size }, { class: `lf-dot ${kind}` });
}

/**
 * @param {Plot} plot
 * @param {{ end: number, R: number, gamma: number, limit: number, promised: boolean }}
 * at
 */
function proofNames(plot, { end, R, gamma, limit, promised }) {
  const before = { "text-anchor": "end", dx: -5, dy: -7, class: HALO };
  const root = R * Math.sqrt(0.42 * end);
  plot.text("root-name", 0.42 * end, root, promised ? "√k R" : "", before);
  const straight = 0.6 * gamma * end;
  plot.text("straight-name", 0.6 * end, straight || 0, straight ? "k γ" : "", {
    dx: 6,
    dy: 16,
    class: HALO,
  });
  plot.text("bound-name", limit, 0, limit ? `bound ${short(limit)}` : "", before);
}

/** @param {Facts} facts @returns {string} how to read the chart */
function proofWords({ run, found }) {
  const { bound, radius: R, widest } = found;
  const promised = same(run.start, ZERO);
  if (!promised) return "● length of (w, b). “Start at 0” brings the bound back.";
  if (bound === null || !widest)
    return `● length of (w, b), at most √k R with R = ${short(R)}. Without a margin no line rises from below.`;
  return `● length of (w, b), at most √k R; ▲ its part along the widest boundary, at least k γ. With R = ${short(R)} and γ = ${Number((1 / length(widest)).toPrecision(3))} there is no room left beyond k = (R/γ)² = ${short(bound)}.`;
}

const ROWS = 4;

function makeTable() {
  const names = ["k", "point", "y z", "w after", "b after"];
  const head = html("tr", {}, ...names.map((n) => html("th", { scope: "col" }, n)));
  const body = html("tbody");
  const element = html(
    "table",
    { class: "lf-table pr-table" },
    html("caption", {}, "The last corrections"),
    html("thead", {}, head),
    body,
  );
  /** @param {Facts} facts */
  const show = ({ run: { steps }, points }) => {
    const first = Math.max(0, steps.length - ROWS);
    const rows = Array.from({ length: ROWS }, (_, i) => {
      const step = steps[first + i];
      const cells = step ? cellsOf(step, first + i + 1, points) : ["–", "", "", "", ""];
      return html("tr", {}, ...cells.map((text) => html("td", {}, text)));
    });
    body.replaceChildren(...rows);
  };
  return { element, show };
}

/** @param {Step} step @param {number} k @param {Point[]} points @returns {string[]} */
function cellsOf({ index, yz, after }, k, points) {
  const shape = points[index][2] > 0 ? "▲" : "●";
  return [String(k), `${index + 1} ${shape}`, short(yz), pair(after.w), short(after.b)];
}
