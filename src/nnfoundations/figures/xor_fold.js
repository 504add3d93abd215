/** XOR by hand: two hidden half-planes fold the plane until one line is enough. */
import { button, columns, row, select, slider, toggle } from "./core/controls.js";
import { html } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { Handle } from "./core/handle.js";
import { Loop } from "./core/loop.js";
import { Plot } from "./core/plot.js";
import { FIELDS } from "./fields/xor_fold.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {number[]} Line a point on it and its weight vector: p1, p2, w1, w2 */

const X = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const Y = [0, 1, 1, 0];
const NEAR = 1e-9; // hidden points that are nearer coincide

/** @param {Line} line @param {number[]} at @returns {number} 0 on the line */
function sum([p1, p2, w1, w2], at) {
  return w1 * at[0] + w2 * (at[1] ?? 0) - (w1 * p1 + w2 * p2);
}

/**
 * What the hidden units show at one point.
 * @param {Line[]} units
 * @param {string} activation "heaviside" or "relu"
 * @param {number[]} x
 * @returns {number[]}
 */
function hiddenAt(units, activation, x) {
  const step = activation === "heaviside";
  return units.map((unit) => {
    const z = sum(unit, x);
    return step ? Number(z >= 0) : Math.max(z, 0);
  });
}

/**
 * What every layer hands on, for several points.
 * @param {Line[]} units one or two hidden units
 * @param {Line} output in the plane of h1 and h2
 * @param {string} activation
 * @param {number[][]} points
 * @returns {{ hidden: number[][], scores: number[] }} a score of 0 or more fires
 */
export function forward(units, output, activation, points) {
  const hidden = points.map((x) => hiddenAt(units, activation, x));
  return { hidden, scores: hidden.map((h) => sum(output, h)) };
}

/**
 * Places on the straight way from what the inputs are to what the hidden units show.
 * @param {Line[]} units
 * @param {string} activation
 * @param {number} part of the way, 0 to 1
 * @param {number[][]} points
 * @returns {number[][]}
 */
export function onTheWay(units, activation, part, points) {
  return points.map((x) => {
    const h = hiddenAt(units, activation, x);
    return x.map((v, k) => (1 - part) * v + part * (h[k] ?? 0));
  });
}

/**
 * Whether a line separates the hidden points of class 0, first and last, from those of
 * class 1: whether the two segments between points of one class stay apart.
 * @param {number[][]} hidden of the four points of XOR
 * @returns {boolean}
 */
export function separable(hidden) {
  const [a, b, c, d] = hidden.map(([h1, h2 = 0]) => [h1, h2]);
  return !meet(a, d, b, c);
}

/**
 * @param {number[]} a @param {number[]} b @param {number[]} c
 * @returns {number} above 0 if a, b, c turn left, 0 if they lie on one line
 */
function turn(a, b, c) {
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  return Math.abs(area) < NEAR ? 0 : Math.sign(area);
}

/**
 * Whether the segments from a to b and from c to d have a point in common.
 * @param {number[]} a @param {number[]} b @param {number[]} c @param {number[]} d
 */
function meet(a, b, c, d) {
  const over = [0, 1].every(
    (k) =>
      Math.max(a[k], b[k]) >= Math.min(c[k], d[k]) - NEAR &&
      Math.max(c[k], d[k]) >= Math.min(a[k], b[k]) - NEAR,
  );
  return (
    over && turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0
  );
}

/**
 * Points that have become one.
 * @param {number[][]} hidden
 * @returns {number[][]} groups of two or more, by number
 */
export function coinciding(hidden) {
  /** @type {number[][]} */
  const groups = [];
  hidden.forEach((h, i) => {
    const same = (/** @type {number} */ j) =>
      h.every((v, k) => Math.abs(v - hidden[j][k]) < NEAR);
    const found = groups.find(([first]) => same(first));
    if (found) found.push(i);
    else groups.push([i]);
  });
  return groups.filter((group) => group.length > 1);
}

/** @typedef {ReturnType<typeof seen>} Seen */

/** @param {any} state */
function seen(state) {
  const units = state.two ? [state.first, state.second] : [state.first];
  const { hidden, scores } = forward(units, state.output, state.activation, X);
  const outputs = scores.map((score) => Number(score >= 0));
  const right = outputs.map((label, i) => label === Y[i]);
  const solved = right.filter(Boolean).length;
  return { state, units, hidden, scores, outputs, right, solved };
}

// ---- in words ----

/** @param {number} value @returns {string} short, with a true minus sign */
const short = (value) => String(Number(value.toFixed(2))).replace("-", "−");
/** @param {number[]} at */
const pair = ([a, b]) => `(${short(a)}, ${short(b ?? 0)})`;
/** @param {number[]} group @returns {string} such as "(0, 1) and (1, 0)" */
const named = (group) => {
  const names = group.map((i) => pair(X[i]));
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** @param {number} fold @returns {string} */
const percent = (fold) => `${Math.round(100 * fold)} %`;

/** @param {Seen} now @returns {string} */
function sentence(now) {
  const { fold, activation } = now.state;
  if (fold === 1) return result(now);
  const how =
    activation === "relu"
      ? "Behind the line of a unit its h is 0, so that side is pressed flat against an axis."
      : "Each piece between the lines shrinks to the one place that the steps give it.";
  return fold
    ? `${percent(fold)} of the way from x to h. ${how}`
    : "Not folded yet: on the right the inputs themselves, with their grid. Fold!";
}

/** @param {Seen} now @returns {string} what the fold has led to */
function result(now) {
  const { hidden, right, solved, state } = now;
  const two = state.two ? "" : " One line is never enough for XOR.";
  const groups = coinciding(hidden);
  const mixed = groups.find((group) => new Set(group.map((i) => Y[i])).size > 1);
  const wrong = right.flatMap((good, i) => (good ? [] : [i]));
  const names = wrong.length > 1 ? named(wrong) : wrong.map((i) => pair(X[i])).join("");
  const count =
    solved === 4 ? "Solved, 4 of 4." : `${solved} of 4 right; wrong: ${names}.`;
  if (mixed)
    return `${count} ${named(mixed)} coincide at h = ${pair(hidden[mixed[0]])}, yet they have different targets: no output can tell them apart.${two}`;
  const together = groups.map(
    (group) => `${named(group)} coincide at h = ${pair(hidden[group[0]])}`,
  );
  const fold = together.length
    ? ` ${together.join("; ")}.`
    : " No two points coincide.";
  if (solved === 4)
    return `${count}${fold} ${together.length ? "The fold has put together what belongs together: one line is enough." : "Still, in the plane of h₁ and h₂ one line is enough."}`;
  return separable(hidden)
    ? `${count}${fold} Now one line is enough: move the output line.`
    : `${count}${fold} No output line can do it${state.two ? ": move a hidden line." : `.${two}`}`;
}

// ---- the figure ----

const STEPS = {
  first: [-0.1, 0.6, 1, 1],
  second: [1.1, 0.4, 1, 1],
  output: [1, 0.5, 1, -1],
};

const PRESETS = {
  steps: { label: "Two steps", state: STEPS },
  relus: {
    label: "Two ReLUs",
    state: {
      activation: "relu",
      first: [-0.3, 0.3, 1, 1],
      second: [0.7, 0.3, 1, 1],
      output: [1.3, 0.4, 1, -2],
    },
  },
  one: {
    label: "One line only",
    state: { two: false, first: [-0.1, 0.6, 1, 1], output: [0.5, 0.5, 1, 0] },
  },
};

export default figure({
  title: "XOR by hand: two half-planes fold the plane",
  fields: FIELDS,
  presets: PRESETS,
  build,
  intro: {
    lasts: 3000, // half a second before the fold, and half a second behind it
    show: (view, part) => view.lend(part < 1 ? { fold: eased(part) } : undefined),
  },
  pose: (view) => view.set(STEPS),
});

const SLOW = 2000; // ms for a whole fold

/** @param {number} part of the intro's time @returns {number} of the way */
function eased(part) {
  const t = Math.min(1, Math.max(0, 1.5 * part - 0.25));
  return t * t * (3 - 2 * t);
}

/** The looks of the three lines; the dash tells them apart without colour. */
const LOOKS = {
  first: { sign: "1", name: "hidden unit 1", ink: "lf-green", dash: "" },
  second: { sign: "2", name: "hidden unit 2", ink: "lf-purple", dash: "lf-dashed" },
  output: { sign: "out", name: "output", ink: "", dash: "" },
};
/** @typedef {keyof typeof LOOKS} Name */

/** @param {View} view */
function build(view) {
  const [left, right] = columns(view);
  left.append(html("p", { class: "xf-head" }, "The inputs"));
  const head = html("p", { class: "xf-head" });
  right.append(head);
  const before = new Plot(view, "Plane of the inputs x1 and x2", left);
  const after = new Plot(view, "Plane of the hidden units h1 and h2", right);
  view.keep(after.element);
  const table = html("table", { class: "lf-table xf-table" });
  const note = html("p", { class: "lf-small xf-note" });
  view.stage.append(note, table);
  const lines = {
    first: movable(view, before, "first"),
    second: movable(view, before, "second"),
    output: movable(view, after, "output"),
  };
  const names = { heaviside: "step", relu: "ReLU" };
  select(view, "activation", { label: "Activation of the hidden units", names });
  toggle(view, "two", { label: "Second hidden unit" });
  folding(view, right);

  return () => {
    const now = seen(view.state);
    drawBefore(view, before, now);
    drawAfter(view, after, now);
    lines.first.show();
    lines.second.show(now.state.two);
    lines.output.show(now.state.fold === 1);
    const { activation, fold } = now.state;
    const way = fold ? `Folding: ${percent(fold)} of the way` : "The inputs, unfolded";
    head.textContent = fold < 1 ? way : "What the hidden units show";
    const sheet = fold < 1 || activation === "relu" ? SHEET : "";
    if (note.textContent !== LEGEND + sheet) note.textContent = LEGEND + sheet;
    fillTable(table, now);
    const words = sentence(now);
    view.caption(words);
    view.say(words);
  };
}

const LEGEND =
  "Circle: target 0; triangle: target 1; with a cross: wrong. Striped: the output is 1." +
  " A square moves a line, the round end of its arrow turns it.";
const SHEET = " Fine grid: where the plane of the inputs goes.";

/**
 * A slider from plane to plane, and a button that moves it.
 * @param {View} view
 * @param {HTMLElement} parent
 */
function folding(view, parent) {
  let by = 0; // towards the fold, or back
  const to = (/** @type {number} */ fold) => view.set({ fold });
  const loop = new Loop(view, (elapsed) => {
    const fold = view.state.fold + (by * elapsed) / SLOW;
    to(Math.min(1, Math.max(0, fold)));
    return fold > 0 && fold < 1;
  });
  view.onReset(() => loop.stop());
  const press = () => {
    const { fold } = view.state;
    by = loop.running ? -by : fold < 1 ? 1 : -1;
    if (view.still) to(by > 0 ? 1 : 0);
    else loop.start();
  };
  const word = () =>
    (loop.running ? by < 0 : view.state.fold < 1) ? "Fold" : "Unfold";
  const place = html("div", { class: "lf-live-only" });
  parent.append(place);
  button(view, word, press, { parent: row(view, "", place) });
  const label = "From the inputs to the hidden units";
  const input = slider(view, "fold", {
    label,
    step: 0.01,
    format: percent,
    parent: place,
  });
  input.addEventListener("input", () => loop.stop(), { signal: view.signal });
}

const GRID = 0.05; // what a drag snaps to
/** @param {number} v */
const snapped = (v) => Number((Math.round(v / GRID) * GRID).toFixed(4));
/** @param {number} v */
const bounded = (v) => Math.min(4, Math.max(-4, v));

/**
 * A line with two handles: the square moves it, the tip of its arrow turns it. The
 * arrow is half the weight vector, so that it stays within the plot.
 * @param {View} view
 * @param {Plot} plot
 * @param {Name} name of the field
 */
function movable(view, plot, name) {
  const look = LOOKS[name];
  const set = (/** @type {Line} */ to) =>
    view.set({ [name]: to.map((v) => bounded(snapped(v))) });
  const square = new Handle(plot, {
    name: `Point on the line of ${look.name}`,
    step: GRID,
    shape: "square",
    kind: look.ink,
    move: (x, y) => set([x, y, view.state[name][2], view.state[name][3]]),
  });
  const tip = new Handle(plot, {
    name: `Arrow of ${look.name}, half its weight vector`,
    step: GRID,
    shape: "circle",
    kind: look.ink,
    move: (x, y) => {
      const [p1, p2] = view.state[name];
      set([p1, p2, 2 * (snapped(x) - p1), 2 * (snapped(y) - p2)]);
    },
  });
  const show = (shown = true) => {
    for (const handle of [square, tip])
      handle.element.setAttribute("visibility", shown ? "visible" : "hidden");
    drawLine(plot, name, shown ? view.state[name] : null);
    const [p1, p2, w1, w2] = view.state[name];
    const [x, y] = within(plot, [p1 + w1 / 2, p2 + w2 / 2]);
    square.place(...within(plot, [p1, p2]), pair([p1, p2]));
    tip.place(x, y, `weights ${pair([w1, w2])}`);
  };
  return { show };
}

/** @param {Plot} plot @param {[number, number]} at @returns {[number, number]} */
function within(plot, at) {
  const ranges = [plot.range.x, plot.range.y];
  const inside = at.map((v, k) => Math.min(ranges[k][1], Math.max(ranges[k][0], v)));
  return [inside[0], inside[1]];
}

/** @param {Plot} plot @param {Name} name @param {Line | null} at the line and its arrow */
function drawLine(plot, name, at) {
  const { ink, dash, sign } = LOOKS[name];
  const [p1, p2, w1, w2] = at ?? [0, 0, 0, 0];
  const [xs, ys] = crossing(plot, [p1, p2], [-w2, w1]);
  plot.line(`${name} edge`, xs, ys, { class: `lf-curve ${ink} ${dash}` });
  const end = [p1 + w1 / 2, p2 + w2 / 2];
  const arrow = at
    ? [
        [p1, end[0]],
        [p2, end[1]],
      ]
    : [[], []];
  plot.line(`${name} arrow`, arrow[0], arrow[1], { class: `lf-curve ${ink} lf-thin` });
  const [x, y] = within(plot, [end[0], end[1]]);
  const below = plot.py(y) < plot.upper + 26;
  const place = { dy: below ? 24 : -13, "text-anchor": "middle" };
  plot.text(`${name} sign`, x, y, at ? sign : "", {
    ...place,
    class: `lf-halo xf-sign ${ink}`,
  });
}

/**
 * The part of a line that lies within a plot.
 * @param {Plot} plot
 * @param {number[]} point
 * @param {number[]} along its direction
 * @returns {[number[], number[]]} both ends; none where the line has no direction
 */
function crossing({ range }, point, along) {
  let [from, to] = [-Infinity, Infinity];
  [range.x, range.y].forEach(([low, high], k) => {
    if (along[k] === 0) {
      if (point[k] < low || point[k] > high) to = -Infinity;
      return;
    }
    const ends = [(low - point[k]) / along[k], (high - point[k]) / along[k]];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  });
  if (!(from < to) || !Number.isFinite(to - from)) return [[], []];
  const ends = (/** @type {number} */ k) =>
    [from, to].map((t) => point[k] + t * along[k]);
  return [ends(0), ends(1)];
}

/** @param {string} text such as "#a0b1c2" @returns {[number, number, number]} */
function rgb(text) {
  const number = parseInt(text.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/**
 * Colour a plane by the output; where it fires there are stripes as well.
 * @param {View} view
 * @param {Plot} plot
 * @param {(x: number, y: number) => number} score
 */
function surface(view, plot, score) {
  const low = rgb(view.colour("low"));
  const high = rgb(view.colour("high"));
  const edge = rgb(view.colour("ground"));
  const count = Math.round((plot.right - plot.left) / 2);
  const [x0, x1] = plot.range.x;
  const [y0, y1] = plot.range.y;
  plot.heat((column, row) => {
    const x = x0 + ((column + 0.5) / count) * (x1 - x0);
    const y = y1 - ((row + 0.5) / count) * (y1 - y0);
    if (score(x, y) < 0) return low;
    return (column + row) % 7 === 0 ? edge : high;
  }, count);
}

/** @type {[number, number]} */
const INPUTS = [-0.75, 1.75];

/** @param {View} view @param {Plot} plot @param {Seen} now */
function drawBefore(view, plot, now) {
  plot.frame({ x: INPUTS, y: INPUTS, xLabel: "x₁", yLabel: "x₂", square: true });
  const { units, state } = now;
  surface(view, plot, (x, y) =>
    sum(state.output, hiddenAt(units, state.activation, [x, y])),
  );
  drawPoints(plot, X, now, units);
}

/** @param {View} view @param {Plot} plot @param {Seen} now */
function drawAfter(view, plot, now) {
  const { units, hidden, state } = now;
  const relu = state.activation === "relu";
  const top = relu ? Math.max(...hidden.flat(), ...state.output.slice(0, 2)) : 1;
  /** @type {[number, number]} */
  const range = [-0.75, Math.max(1.75, Math.ceil(2 * top + 1) / 2)];
  const { fold, activation } = state;
  const [xLabel, yLabel] = ["₁", "₂"].map((k) =>
    fold === 1 ? `h${k}` : fold ? `x${k} → h${k}` : `x${k}`,
  );
  plot.frame({ x: range, y: range, xLabel, yLabel, square: true, clip: true });
  // the output looks at what the hidden units show, and at nothing before
  if (fold === 1) surface(view, plot, (x, y) => sum(state.output, [x, y]));
  else plot.canvas.width = 0;
  drawSheet(plot, fold === 1 && !relu ? [] : units, activation, fold);
  const lines = fold === 1 ? [state.output] : [];
  drawPoints(plot, onTheWay(units, activation, fold, X), now, lines);
}

const LINES = Array.from({ length: 9 }, (_, i) => (i - 2) / 4); // of the grid
const ALONG = Array.from({ length: 101 }, (_, i) => i / 50 - 0.5);

/**
 * Where the grid of the inputs has gone. A step tears a line of it.
 * @param {Plot} plot
 * @param {Line[]} units none for no sheet
 * @param {string} activation
 * @param {number} fold
 */
function drawSheet(plot, units, activation, fold) {
  const all = LINES.flatMap((v) => [
    ALONG.map((t) => [t, v]),
    ALONG.map((t) => [v, t]),
  ]);
  const path = (units.length ? all : []).flatMap((line) => {
    const places = onTheWay(units, activation, fold, line);
    if (activation === "heaviside")
      line.forEach((x, i) => {
        const [a, b] = [line[i - 1] ?? x, x].map((p) => hiddenAt(units, activation, p));
        if (a.join() !== b.join()) places[i] = [NaN, NaN];
      });
    return [...places, [NaN, NaN]];
  });
  const [xs, ys] = [0, 1].map((k) => path.map((place) => place[k]));
  plot.line("sheet", xs, ys, { class: "lf-curve xf-sheet" });
}

/**
 * The four points: a circle for target 0, a triangle for 1, a cross where it is wrong.
 * Points that coincide stand side by side.
 * @param {Plot} plot
 * @param {number[][]} places
 * @param {Seen} now
 * @param {Line[]} lines that no label should stand on
 */
function drawPoints(plot, places, now, lines) {
  const groups = coinciding(places);
  const scale = 16 / (plot.px(1) - plot.px(0)); // 16 px in the plot's units
  places.forEach(([x, y], i) => {
    const group = groups.find((members) => members.includes(i)) ?? [i];
    const at = x + (group.indexOf(i) - (group.length - 1) / 2) * scale;
    const shape = Y[i] ? "triangle" : "circle";
    const ink = Y[i] ? "lf-vermilion" : "lf-blue";
    const attributes = { class: `lf-dot ${ink}` };
    plot.dots(`point ${i}`, [[at, y]], { shape, size: 8 }, attributes);
    const cross = now.right[i] ? "" : "×";
    const sign = { dy: 6, "text-anchor": "middle", class: "xf-cross" };
    plot.text(`cross ${i}`, at, y, cross, sign);
    const text = group[0] === i ? group.map((k) => X[k].join(",")).join("  ") : "";
    const [below, above] = [21, -19].map((by) => roomAt(plot, lines, x, y, by));
    const dy = below < 14 && above > below ? -14 : 26;
    const label = { dy, "text-anchor": "middle", class: "lf-halo xf-label" };
    plot.text(`label ${i}`, x, y, text, label);
  });
}

/**
 * How far the nearest line is from a place below a point [px].
 * @param {Plot} plot
 * @param {Line[]} lines
 * @param {number} x of the point
 * @param {number} y
 * @param {number} by how far below [px]
 * @returns {number}
 */
function roomAt(plot, lines, x, y, by) {
  const scale = plot.px(1) - plot.px(0);
  const at = [x, y - by / scale];
  const away = lines.map((line) => sum(line, at) / Math.hypot(line[2], line[3]));
  return scale * Math.min(...away.map(Math.abs));
}

/** @param {HTMLTableElement} table @param {Seen} now */
function fillTable(table, now) {
  const head = ["x₁, x₂", "h₁", "h₂", "score", "output", "target"];
  const cells = X.map((x, i) => [
    x.join(", "),
    short(now.hidden[i][0]),
    now.units.length > 1 ? short(now.hidden[i][1]) : "–",
    short(now.scores[i]),
    String(now.outputs[i]),
    `${Y[i]} ${now.right[i] ? "right" : "wrong"}`,
  ]);
  const key = JSON.stringify(cells);
  if (table.dataset.key === key) return;
  table.dataset.key = key;
  const top = head.map((text) => html("th", { scope: "col" }, text));
  const rows = cells.map(([name, ...rest], i) =>
    html(
      "tr",
      { class: now.right[i] ? "" : "xf-wrong" },
      html("th", { scope: "row" }, name),
      ...rest.map((text) => html("td", {}, text)),
    ),
  );
  table.replaceChildren(
    html(
      "caption",
      {},
      `${now.solved} of 4 right; a score of 0 or more gives output 1`,
    ),
    html("thead", {}, html("tr", {}, ...top)),
    html("tbody", {}, ...rows),
  );
}
