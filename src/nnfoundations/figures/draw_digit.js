/** Draw a digit: the network of the notebook mlp_scratch reads it in the page. */
import { button, fixed, row, slider, toggle } from "./core/controls.js";
import { html } from "./core/dom.js";
import { figure } from "./core/figure.js";
import { narrowed } from "./core/state.js";
import { FIELDS } from "./fields/draw_digit.js";
import { network as stored } from "./digit_network.js";
import {
  entropy,
  heldOut,
  misread,
  named,
  predict,
  pushes,
  ranked,
} from "./digit_reader.js";
import { Paper, onPaper } from "./digit_paper.js";
import {
  boxOf,
  choosable,
  picture,
  scoreTable,
  showHidden,
  showSeen,
  showWeights,
  spoken,
  words,
} from "./digit_views.js";
import { PAPER, amount, drawing, drawnUpTo, followed, seen } from "./handwriting.js";

/** @typedef {import("./core/figure.js").View} View */

/** @param {number[]} rows @returns {boolean} */
const isWholePaper = (rows) => rows.length === 0 || rows.length === PAPER;

export default figure({
  title: "Draw a digit: the trained network reads it",
  fields: { ...FIELDS, ink: narrowed(FIELDS.ink, isWholePaper) },
  presets: {
    three: { label: "A held-out 3", state: { image: 18 } },
    wrong: { label: "One it gets wrong", state: { image: 272 } },
    foot: {
      label: "A 1 with a foot",
      state: { ink: drawing([[15, 14], [24, 6], [24, 42]], [[12, 42], [36, 42]]) }, // prettier-ignore
    },
    letter: {
      label: "The letter W",
      state: { ink: drawing([[6, 8], [15, 40], [24, 16], [33, 40], [42, 8]]) }, // prettier-ignore
    },
  },
  build,
  intro: { lasts: 5000, show: write },
  pose: (view) => view.set({ image: 18 }),
});

/** A four in two strokes; after the first the network takes it for a six. */
const FOUR = [[[19, 6], [10, 28], [39, 28]], [[31, 10], [29, 43]]]; // prettier-ignore

/** @param {View} view @param {number} part written of what is on the paper, or a four */
function write(view, part) {
  const ink = onPaper(view.kept);
  if (!amount(ink)) view.lend({ ink: drawnUpTo(part, FOUR) });
  else view.lend(part < 1 ? { image: -1, ink: followed(ink, part) } : undefined);
}

/** @param {View} view */
function build(view) {
  const paper = new Paper(view);
  view.keep(paper.box);
  const show = { seen: picture(), hidden: picture(), weights: picture() };
  const maps = html("div", { class: "dd-maps" }, ...Object.values(show).map(boxOf));
  const scores = scoreTable();
  const spread = html("p", { class: "lf-small dd-small" });
  const right = html("div", { class: "dd-right" }, scores.table, spread, maps);
  view.stage.append(html("div", { class: "dd" }, paper.box, right));
  const units = choosable(view, show.hidden.canvas);
  tools(view, paper);
  const honesty = html("p", { class: "lf-small dd-small" }, record());
  view.panel.append(honesty);

  return () => {
    const ink = onPaper(view.state);
    const counts = seen(ink);
    const answer = predict(counts);
    const blank = !amount(ink);
    const [digit] = ranked(answer.probabilities);
    const pushed = pushes(answer.hidden, digit);
    const unit = view.state.unit < 0 ? ranked(pushed)[0] : view.state.unit;
    paper.draw(ink);
    showSeen(view, show.seen, counts);
    showHidden(view, show.hidden, answer.hidden, unit);
    units.at(unit, answer.hidden[unit], pushed[unit], digit);
    showWeights(view, show.weights, unit, pushed[unit], digit);
    scores.show(answer, blank ? -1 : digit);
    spread.textContent =
      `Entropy ${fixed(entropy(answer.probabilities))} bit: 0 is sure,` +
      ` ${fixed(Math.log2(10))} undecided among ten.`;
    const said = sentence(view.state, answer.probabilities, blank);
    view.caption(said);
    view.say(paper.where, said);
  };
}

/**
 * @param {any} state
 * @param {number[]} p
 * @param {boolean} blank
 */
function sentence({ image }, p, blank) {
  const [first] = ranked(p);
  if (blank)
    return (
      "The paper is empty, so this page gives no answer. The network itself always" +
      ` has one: ${first} with probability ${spoken(p[first])}.`
    );
  if (image < 0) return words(p);
  const label = stored.labels[image];
  const right = String(first) === label ? "right" : "wrong";
  const direct = named(heldOut(image));
  const other =
    direct === String(first) ? "" : ` From its own 64 pixels it says ${direct}.`;
  return `Held-out image ${image}, labelled ${label}. ${words(p)} That is ${right}.${other}`;
}

/** @returns {string} how far the network can be trusted */
function record() {
  const { tested, correct, laid: read, confusions, wrong_but_sure: sure } = stored;
  const [label, answer, times] = confusions[0];
  const wrong = tested - correct;
  return (
    `How far to trust it: of ${tested} held-out images it reads ${correct} rightly` +
    ` (${fixed((100 * correct) / tested, 1)} %), and ${read} when they are laid on this` +
    ` paper and read from there. ${sure} of its ${wrong} errors come with a probability` +
    ` above 0.9; the most frequent is a ${label} read as ${answer} (${times} times).` +
    " It knows ten digits and nothing else: whatever is drawn, it names one of them."
  );
}

/** @param {View} view @param {Paper} paper */
function tools(view, paper) {
  const drawn = row(view, "Paper");
  const none = () => !paper.before.length;
  button(view, "Undo", () => paper.undo(), { parent: drawn, disabled: none });
  button(view, "Clear", () => paper.put({}), { parent: drawn });
  toggle(view, "eraser", { label: "Eraser", parent: drawn });
  const samples = row(view, "Held-out digits");
  const lay = (/** @type {number} */ image) => paper.put({ image });
  const next = () => (view.state.image + 1) % stored.tested;
  button(view, "Next held-out digit", () => lay(next()), { parent: samples });
  const wrong = () => {
    let image = next();
    while (!misread(image)) image = (image + 1) % stored.tested;
    lay(image);
  };
  button(view, "Next one it gets wrong", wrong, { parent: samples });
  const strongest = () => {
    view.set({ unit: -1 });
    view.tell("Shown is the unit that does most for the answer.");
  };
  const free = () => view.state.unit < 0;
  button(view, "Follow the strongest unit", strongest, {
    parent: samples,
    disabled: free,
  });
  const format = (/** @type {number} */ v) => `${v} points`;
  slider(view, "pen", { label: "Pen width [points of 48]", step: 1, format });
}
