/** Things that are moved by mouse, by touch or by arrow keys. */
import { assign, svg } from "./dom.js";
import { outline } from "./plot.js";

/** @typedef {import("./plot.js").Plot} Plot */

/**
 * @typedef {object} Grip
 * @property {string} name what it is, such as "weight vector"
 * @property {(x: number, y: number) => void} move gets where it was moved to
 * @property {number} [step] how far an arrow key moves it, in the plot's units
 * @property {"x" | "y" | "both"} [along] the directions in which it moves
 * @property {"circle" | "square" | "triangle"} [shape]
 * @property {string} [kind] a class of the stylesheet, such as "lf-blue"
 * @property {() => void} [press] what Enter, Space or a tap without moving does
 * @property {() => void} [remove] what Delete does
 */

const TAP = 4; // px: a smaller move is a tap

/**
 * A movable point of a plot. `place` puts it somewhere and says where that is.
 */
export class Handle {
  /**
   * @param {Plot} plot
   * @param {Grip} grip
   */
  constructor(plot, grip) {
    this.plot = plot;
    this.grip = grip;
    this.where = [0, 0];
    this.dot = svg("path", { class: `lf-dot ${grip.kind ?? ""}` });
    // a finger needs more room than the eye
    this.room = svg("circle", { r: 22, class: "lf-room" });
    this.element = svg(
      "g",
      {
        class: "lf-handle",
        tabindex: 0,
        role: "button",
        "aria-roledescription": "movable point",
      },
      this.room,
      this.dot,
    );
    plot.top.append(this.element);
    const { signal } = plot.view;
    const listen = (/** @type {string} */ event, /** @type {any} */ act) =>
      this.element.addEventListener(event, act, { signal });
    listen("keydown", (/** @type {KeyboardEvent} */ e) => this.#key(e));
    listen("pointerdown", (/** @type {PointerEvent} */ e) => this.#drag(e));
  }

  /**
   * @param {number} x in the plot's units
   * @param {number} y
   * @param {string} [said] the place in words, with units
   */
  place(x, y, said = `${x.toFixed(2)}, ${y.toFixed(2)}`) {
    this.where = [x, y];
    const px = this.plot.px(x);
    const py = this.plot.py(y);
    assign(this.room, { cx: px, cy: py });
    assign(this.dot, { d: outline(this.grip.shape ?? "circle", px, py, 8) });
    assign(this.element, { "aria-label": `${this.grip.name}: ${said}` });
  }

  remove() {
    this.element.remove();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #to(x, y) {
    const { along = "both", move } = this.grip;
    const [px, py] = this.where;
    const within = (/** @type {number} */ v, /** @type {[number, number]} */ ends) =>
      Math.min(Math.max(...ends), Math.max(Math.min(...ends), v));
    const to = {
      x: along === "y" ? px : within(x, this.plot.range.x),
      y: along === "x" ? py : within(y, this.plot.range.y),
    };
    this.where = [to.x, to.y]; // the next key may come before the next redraw
    move(to.x, to.y);
    this.plot.view.update(); // back to where it is, if the figure did not follow
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const [a, b] = this.plot.range.x;
    const size = (this.grip.step ?? Math.abs(b - a) / 50) * (event.shiftKey ? 5 : 1);
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-size, 0],
      ArrowRight: [size, 0],
      ArrowUp: [0, size],
      ArrowDown: [0, -size],
    });
    const by = moves[event.key];
    if (by) this.#to(this.where[0] + by[0], this.where[1] + by[1]);
    else if ((event.key === "Enter" || event.key === " ") && this.grip.press)
      this.grip.press();
    else if (event.key === "Delete" && this.grip.remove) this.grip.remove();
    else return;
    event.preventDefault();
    if (by) this.plot.view.moved = this.element;
  }

  /** @param {PointerEvent} start */
  #drag(start) {
    if (start.button !== 0) return;
    start.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(start.pointerId);
    let moved = false;
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.plot.view.signal]);
    const move = (/** @type {PointerEvent} */ event) => {
      const far = Math.hypot(
        event.clientX - start.clientX,
        event.clientY - start.clientY,
      );
      moved ||= far > TAP;
      if (moved) this.#to(...this.plot.at(event));
    };
    const stop = () => {
      end.abort();
      if (!moved) this.grip.press?.();
    };
    this.element.addEventListener("pointermove", move, { signal });
    this.element.addEventListener("pointerup", stop, { signal });
    this.element.addEventListener("pointercancel", () => end.abort(), { signal });
  }
}
