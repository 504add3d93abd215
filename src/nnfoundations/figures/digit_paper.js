/** The paper of the figure draw_digit: drawn on by mouse, by touch, by arrow keys. */
import { html } from "./core/dom.js";
import { heldOut } from "./digit_reader.js";
import { MOVES, cells, placeIn } from "./digit_views.js";
import { PAPER, fromRows, laid, stroke, toRows } from "./handwriting.js";

/** @typedef {import("./core/figure.js").View} View */
/** @typedef {import("./handwriting.js").Bitmap} Bitmap */

/** @param {{ image?: number, ink?: number[] }} state @returns {Bitmap} */
export const onPaper = ({ image = -1, ink = [] }) =>
  image < 0 ? fromRows(ink) : laid(heldOut(image));

/** What is drawn on: by mouse, by touch, or by arrow keys with the pen lowered. */
export class Paper {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.pen = [24, 24];
    this.lowered = false;
    this.keyed = false;
    this.where = "";
    /** @type {{ image: number, ink: number[] }[]} */
    this.before = [];
    this.canvas = html("canvas", { width: 480, height: 480, "aria-hidden": "true" });
    const name =
      "Paper, 48 by 48 points. Arrow keys move the pen, with Shift by one point; Space lowers or lifts it.";
    this.sheet = html(
      "div",
      { class: "dd-paper", tabindex: 0, role: "application", "aria-label": name },
      this.canvas,
    );
    const hint =
      "Draw one digit here. Keyboard: arrow keys move the pen, Space lowers it.";
    const finer = html("span", { class: "lf-live-only" }, " Shift: by one point.");
    this.box = html(
      "div",
      {},
      this.sheet,
      html("p", { class: "lf-small dd-small" }, hint, finer),
    );
    const { signal } = view;
    this.sheet.addEventListener("pointerdown", (event) => this.#begin(event), {
      signal,
    });
    this.sheet.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.sheet.addEventListener("blur", () => this.#lift(), { signal });
    view.onReset(() => {
      this.before = [];
      this.pen = [24, 24];
      this.#lift();
    });
  }

  #lift() {
    this.lowered = this.keyed = false;
    this.where = "";
    this.view.update();
  }

  /** Remember what is on the paper, for Undo. */
  keep() {
    const { image, ink } = this.view.state;
    this.before.push({ image, ink });
    if (this.before.length > 100) this.before.shift();
  }

  /** @param {{ image?: number, ink?: number[] }} state that takes the paper's place */
  put({ image = -1, ink = [] }) {
    this.where = "";
    this.keep();
    this.view.set({ image, ink });
  }

  undo() {
    const last = this.before.pop();
    if (last) this.view.set(last);
  }

  /** @param {number[]} from @param {number[]} to */
  #line(from, to) {
    const { pen, eraser } = this.view.state;
    const ink = onPaper(this.view.state);
    stroke(ink, from, to, pen, eraser ? 0 : 1);
    this.view.set({ image: -1, ink: toRows(ink) });
  }

  /** @param {PointerEvent} start */
  #begin(start) {
    if (start.button !== 0) return;
    start.preventDefault();
    this.sheet.focus({ preventScroll: true });
    this.sheet.setPointerCapture(start.pointerId);
    this.#lift();
    this.keep();
    let last = placeIn(this.canvas, start, PAPER);
    this.#line(last, last);
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.view.signal]);
    const move = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== start.pointerId) return;
      const next = placeIn(this.canvas, event, PAPER);
      this.#line(last, next);
      last = next;
    };
    this.sheet.addEventListener("pointermove", move, { signal });
    for (const over of ["pointerup", "pointercancel"])
      this.sheet.addEventListener(over, () => end.abort(), { signal });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = MOVES[event.key];
    if (!by && event.key !== " ") return;
    event.preventDefault();
    this.keyed = true;
    const from = this.pen;
    if (by) {
      const step = event.shiftKey ? 1 : 3;
      const [x, y] = from.map((v, i) => v + step * by[i]);
      this.pen = [x, y].map((v) => Math.min(PAPER, Math.max(0, v)));
    } else {
      this.lowered = !this.lowered;
      if (this.lowered) this.keep();
    }
    if (this.lowered) this.#line(from, this.pen);
    const [x, y] = this.pen;
    this.where = `Pen ${this.lowered ? "down" : "up"} at ${x} across, ${y} down.`;
    this.view.update();
  }

  /** @param {Bitmap} ink */
  draw(ink) {
    const flat = ink.flat();
    const context = cells(this.view, this.canvas, PAPER, (i) => ({ alpha: flat[i] }));
    if (!context || !this.keyed) return;
    const scale = this.canvas.width / PAPER;
    const [x, y] = this.pen.map((v) => v * scale);
    context.strokeStyle = this.view.colour("vermilion");
    context.lineWidth = 4;
    context.setLineDash(this.lowered ? [] : [6, 5]);
    context.beginPath();
    context.arc(x, y, (this.view.state.pen / 2 + 1) * scale, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
}
