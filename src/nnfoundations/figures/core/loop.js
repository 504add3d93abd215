/** Animation that rests when nobody looks. */
import { watch } from "./sight.js";

/** @typedef {import("./figure.js").View} View */

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
