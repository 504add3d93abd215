/** What a figure does by itself, once, when it is first seen. */
import { Loop } from "./loop.js";
import { watch } from "./sight.js";

/** @typedef {import("./figure.js").View} View */

/**
 * It trains, or lends fields other values (`view.lend`): it sets none. How it ends is
 * shown until the reader does something.
 * @typedef {object} Intro
 * @property {number} lasts [ms]
 * @property {(view: View, part: number) => void} show a moment of it, from 0 to 1
 * @property {(view: View) => void} [end] the reader has taken over
 */

/** A touch that scrolls the page is none of them. */
const TOUCHES = ["click", "focusin", "input", "keydown", "lf-reset"];

/** @param {IntersectionObserverEntry} entry @returns {boolean} half, or half a window */
const isSeen = ({ intersectionRatio, intersectionRect }) =>
  intersectionRatio >= 0.5 || intersectionRect.height > innerHeight / 2;

/**
 * Play it when the stage is seen; for readers who asked for less motion, show its end.
 * @param {View} view
 * @param {Intro} intro
 */
export function introduce(view, { lasts, show, end }) {
  const untouched = new AbortController();
  const signal = AbortSignal.any([untouched.signal, view.signal]);
  let passed = 0; // ms
  const loop = new Loop(view, (elapsed) => {
    passed += elapsed;
    view.moves = passed < lasts;
    show(view, Math.min(1, passed / lasts));
    return view.moves;
  });
  const over = () => {
    untouched.abort();
    view.takeOver = () => {};
    loop.stop();
    view.moves = false;
    view.lend();
    end?.(view);
  };
  view.takeOver = over;
  for (const touch of TOUCHES)
    view.root.addEventListener(touch, over, { capture: true, signal });
  const begin = (/** @type {IntersectionObserverEntry} */ entry) => {
    if (!passed && isSeen(entry)) loop.start();
  };
  if (view.still) show(view, 1);
  else watch(view.stage, begin, signal);
}
