/** Animation that rests when nobody looks, and begins by itself when somebody does. */

/** @typedef {import("./figure.js").View} View */

/** @typedef {(entry: IntersectionObserverEntry) => void} Act */

/** @type {Map<Element, Set<Act>>} */
const watched = new Map();
/** @type {IntersectionObserver | undefined} made at first need: there is a window then */
let observer;

/** @param {IntersectionObserverEntry[]} entries the newest last */
const tell = (entries) =>
  entries.forEach((entry) => watched.get(entry.target)?.forEach((act) => act(entry)));

/**
 * @param {Element} element
 * @param {Act} act hears how much of it is in view, at once and after each change
 * @param {AbortSignal} signal ends it
 */
function watch(element, act, signal) {
  observer ??= new IntersectionObserver(tell, { threshold: [0, 0.25, 0.5] });
  const acts = watched.get(element) ?? new Set();
  watched.set(element, acts.add(act));
  observer.observe(element);
  const end = () => {
    if (!acts.delete(act) || acts.size) return;
    watched.delete(element);
    if (watched.size) observer?.unobserve(element);
    else observer?.disconnect();
  };
  signal.addEventListener("abort", end, { once: true });
}

const LONGEST = 100; // ms: after a pause, time goes on where it stopped

/**
 * A loop over frames: `step` gets the milliseconds since the last frame and returns
 * false to stop. It rests while the figure is out of view or the page hidden.
 */
export class Loop {
  /**
   * @param {View} view
   * @param {(elapsed: number) => boolean | void} step
   */
  constructor(view, step) {
    this.view = view;
    this.step = step;
    this.running = false;
    this.seen = true;
    this.asked = 0;
    this.last = 0;
    const look = (/** @type {IntersectionObserverEntry} */ { isIntersecting }) => {
      this.seen = isIntersecting;
      this.#ask();
    };
    watch(view.root, look, view.signal);
    view.onRemove(() => this.stop());
  }

  start() {
    this.running = true;
    this.last = 0;
    this.#ask();
    this.view.update();
  }

  stop() {
    this.running = false;
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    if (!this.view.signal.aborted) this.view.update();
  }

  toggle() {
    if (this.running) this.stop();
    else this.start();
  }

  #ask() {
    if (!this.running || !this.seen || this.asked) return;
    this.asked = requestAnimationFrame((now) => this.#frame(now));
  }

  /** @param {number} now */
  #frame(now) {
    this.asked = 0;
    if (!this.running) return;
    const elapsed = this.last ? Math.min(LONGEST, now - this.last) : 16;
    this.last = now;
    if (this.step(elapsed) === false) this.stop();
    else this.#ask();
  }
}

// ---- what a figure does by itself, once, when it is first seen ----

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
 * Play it when the picture is seen; for readers who asked for less motion, show its end.
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
  else watch(view.picture, begin, signal);
}
