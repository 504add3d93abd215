/**
 * What every live figure does: keep its state, draw when it changes, say what
 * happened, reset, share, and leave nothing behind. A figure is
 * `export default figure({ ... })` of a `Spec`; the result is what anywidget
 * and the site's loader mount.
 */
import { html } from "./dom.js";
import { introduce } from "./loop.js";
import { checked, defaults, fromLink, toLink } from "./state.js";

/** @typedef {import("./state.js").Fields} Fields */
/** @typedef {import("./controls.js").Control} Control */

/**
 * The part of a model that figures use: anywidget's, or the site's stand-in.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {(event: string, callback: () => void) => void} on
 * @property {(event: string, callback: () => void) => void} off
 * @property {() => void} save_changes
 * @property {(query: string) => string} [link] the address that opens a state
 * @property {string} [query] the state that a shared link asks for; none if no link
 *   leads to the figure
 */

/**
 * @typedef {object} Spec
 * @property {string} title
 * @property {Fields} fields
 * @property {Record<string, { label: string, state: Record<string, any> }>} presets
 * @property {(view: View) => () => void} build makes the elements, returns what
 *   redraws them; called again after each change of state, width or colours
 * @property {import("./loop.js").Intro} intro what moves once, when it is first seen
 * @property {(view: View) => void} [pose] brings about the moment of the still picture,
 *   if that is not the end of the intro
 */

const SAVE_EVERY = 60; // ms between messages to the kernel during a drag

/** @param {string[]} problems @returns {string} nothing, if there are none */
const apology = (problems) =>
  problems.length ? `Set to the default. ${problems.join(" ")}` : "";

/** One view of a figure: its elements, and what a figure's own code calls. */
export class View {
  /**
   * @param {Spec} spec
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(spec, model, el) {
    this.spec = spec;
    this.model = model;
    this.stop = new AbortController();
    /** Ends when the figure is removed: hand it to every addEventListener. */
    this.signal = this.stop.signal;
    /** @type {Control[]} they show the state again at every redraw */
    this.controls = [];
    /** @type {() => void} */
    this.redraw = () => {};
    this.asked = 0;
    this.saving = 0;
    this.speaking = 0;
    /** What was said last. @type {string[]} */
    this.said = [];
    /** Says where it is, if a key has moved it and there is no other news. @type {Element=} */
    this.moved = undefined;
    /** @type {Readonly<Record<string, any>>} */
    this.kept = {};
    /** What is shown in its place for a while. @type {typeof this.kept | undefined} */
    this.lent = undefined;
    /** Whether the figure moves by itself. */
    this.moves = false;
    /** Ends that: the reader or Python does something. */
    this.takeOver = () => {};
    /** Where the figure draws. */
    this.stage = html("div", { class: "lf-stage" });
    /** What readers look at first; see `keep`. @type {HTMLElement} */
    this.picture = this.stage;
    /** Where its controls stand. */
    this.panel = html("div", { class: "lf-panel" });
    /** Preset, reset, share. */
    this.bar = html("div", { class: "lf-bar" });
    this.words = html("p", { class: "lf-words" });
    this.voice = html("div", { class: "lf-voice", "aria-live": "polite" });
    this.notice = html("p", { class: "lf-notice", role: "status" });
    this.root = html(
      "div",
      { class: "lf", role: "group", "aria-label": spec.title },
      html("p", { class: "lf-title", "aria-hidden": "true" }, spec.title),
      this.bar,
      this.stage,
      this.words,
      this.panel,
      this.notice,
      this.voice,
    );
    el.append(this.root);
    this.#read();
  }

  /** The state that is shown, always whole and valid. @returns {any} */
  get state() {
    return this.lent ?? this.kept;
  }

  /**
   * Show other values of some fields; what is saved and shared stays.
   * @param {Record<string, any>} [values] none to show the state itself again
   */
  lend(values) {
    this.lent = values && Object.freeze({ ...this.kept, ...values });
    this.update();
  }

  #read() {
    const { fields } = this.spec;
    const given = Object.keys(fields).map((name) => [name, this.model.get(name)]);
    const known = given.filter(([, value]) => value !== undefined);
    const { state, problems } = checked(fields, Object.fromEntries(known));
    this.kept = Object.freeze(state);
    if (problems.length) this.tell(apology(problems));
  }

  /** Take over the state that a shared link asks for, as far as it can be read. */
  openLink() {
    if (!this.model.query) return;
    const { state, problems } = checked(this.spec.fields, fromLink(this.model.query));
    this.set(state);
    this.root.dispatchEvent(new CustomEvent("lf-reset"));
    this.tell(apology(problems) || "This is the state that the link asks for.");
  }

  /**
   * Change some fields; views redraw, the kernel is told.
   * @param {Record<string, any>} changes
   */
  set(changes) {
    const { fields } = this.spec;
    for (const [name, value] of Object.entries(changes)) {
      if (!fields[name]?.fits(value))
        throw new RangeError(`${name}: expected ${fields[name]?.expected}`);
      this.model.set(name, value);
    }
    if (this.saving) return;
    this.model.save_changes();
    this.saving = window.setTimeout(() => {
      this.saving = 0;
      if (!this.signal.aborted) this.model.save_changes();
    }, SAVE_EVERY);
  }

  /** Back to the default state. */
  reset() {
    this.set(defaults(this.spec.fields));
    this.root.dispatchEvent(new CustomEvent("lf-reset"));
    this.tell("Reset.");
  }

  /** Ask for a redraw; many calls before the next frame are one. */
  update() {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      if (this.signal.aborted) return;
      this.controls.forEach((control) => control.show());
      this.redraw();
    });
  }

  /** Width of the stage [px]: draw to it, so that text keeps its size on a phone. */
  get width() {
    // where a picture is kept the stage has no box: the bar is as wide
    const room = this.stage.clientWidth || this.bar.clientWidth;
    return Math.max(280, Math.round(room) || 640);
  }

  /**
   * Keep a picture in view on a phone while the figure's controls are used.
   * @param {HTMLElement} picture one of the figure's
   */
  keep(picture) {
    picture.classList.add("lf-kept");
    this.picture = picture;
  }

  /** Whether the reader asked for less motion. */
  get still() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  /**
   * A colour of the stylesheet as the page has it now, for canvases.
   * @param {string} name such as "blue", "vermilion", "ink", "ground", "line"
   * @returns {string}
   */
  colour(name) {
    return getComputedStyle(this.root).getPropertyValue(`--lf-${name}`).trim();
  }

  /**
   * Show the sentence below the stage: what the figure shows now, in words and numbers.
   * @param {string} text
   */
  caption(text) {
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  /**
   * Say to screen readers, once the reader has paused, what was not said just before.
   * @param {...string} sentences
   */
  say(...sentences) {
    clearTimeout(this.speaking);
    if (this.moves) return; // nobody has asked for it
    this.speaking = window.setTimeout(() => {
      const news = sentences.filter((text) => text && !this.said.includes(text));
      const text = news.join(" ") || this.moved?.getAttribute("aria-label");
      this.said = sentences;
      this.moved = undefined;
      if (text) this.voice.textContent = text;
    }, 400);
  }

  /**
   * Show a note (a preset chosen, a link copied, a bad value); read aloud as well.
   * @param {string} text
   */
  tell(text) {
    this.notice.textContent = text;
  }

  /** @param {(...args: any[]) => void} callback runs when "Reset" is pressed */
  onReset(callback) {
    this.root.addEventListener("lf-reset", callback, { signal: this.signal });
  }

  /** @param {() => void} callback runs when the figure is removed */
  onRemove(callback) {
    this.signal.addEventListener("abort", callback, { once: true });
  }

  /** Watch the model, the width and the colours. */
  follow() {
    const change = () => {
      this.#read();
      this.takeOver();
      this.update();
    };
    const open = () => this.openLink();
    const names = Object.keys(this.spec.fields);
    names.forEach((name) => this.model.on(`change:${name}`, change));
    this.model.on("link", open);
    this.onRemove(() => {
      names.forEach((name) => this.model.off(`change:${name}`, change));
      this.model.off("link", open);
    });
    const update = () => this.update();
    const size = new ResizeObserver(update);
    size.observe(this.stage);
    size.observe(this.bar);
    const theme = new MutationObserver(update);
    for (const place of [document.documentElement, document.body])
      theme.observe(place, { attributes: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update, {
      signal: this.signal,
    });
    this.onRemove(() => [size, theme].forEach((observer) => observer.disconnect()));
  }

  remove() {
    this.stop.abort();
    cancelAnimationFrame(this.asked);
    clearTimeout(this.saving);
    clearTimeout(this.speaking);
    this.root.remove();
  }
}

/** @param {View} view presets, reset and share, as far as the figure has them */
function furnish(view) {
  const { spec, model, bar } = view;
  for (const { label, state } of Object.values(spec.presets)) {
    const press = () => {
      view.set({ ...defaults(spec.fields), ...state });
      view.root.dispatchEvent(new CustomEvent("lf-reset"));
      view.tell(`${label}.`);
    };
    bar.append(
      html("button", { type: "button", "data-preset": "", onclick: press }, label),
    );
  }
  const reset = () => view.reset();
  bar.append(
    html("button", { type: "button", "data-reset": "", onclick: reset }, "Reset"),
  );
  const { link } = model;
  if (link) {
    const share = () => copy(view, link(toLink(spec.fields, view.kept)));
    bar.append(
      html("button", { type: "button", "data-share": "", onclick: share }, "Share"),
    );
  }
  enlargeable(view);
}

/** A wider screen shows the figure as one of this width would, only larger [px]. */
const LAID_OUT = 1200;

/**
 * A button that lifts the figure out of the page, and puts it back. A dialog keeps the
 * focus and closes on Escape; the figure fills the screen where a browser lets it.
 * @param {View} view
 */
function enlargeable(view) {
  const { root, signal } = view;
  const dialog = html("dialog", { class: "lf-dialog", "aria-label": view.spec.title });
  const place = /** @type {HTMLElement} */ (root.parentElement);
  const press = () => (dialog.open ? dialog.close() : open());
  const button = html("button", { type: "button", "data-enlarge": "", onclick: press });
  const fit = () => {
    button.textContent = dialog.open ? "Close" : "Enlarge";
    root.style.zoom = dialog.open ? String(Math.max(1, innerWidth / LAID_OUT)) : "";
  };
  const open = () => {
    place.style.minHeight = `${place.offsetHeight}px`; // what is below stays there
    place.append(dialog);
    dialog.append(root);
    dialog.showModal();
    // a frame of another page may not: then the figure fills the frame
    root.requestFullscreen?.().catch(() => {});
    fit();
    button.focus();
  };
  const close = () => {
    if (document.fullscreenElement === root) document.exitFullscreen();
    place.append(root);
    dialog.remove();
    place.style.minHeight = "";
    fit();
    button.focus();
  };
  const left = () => {
    if (dialog.open && !document.fullscreenElement) dialog.close();
  };
  dialog.addEventListener("close", close);
  root.addEventListener("fullscreenchange", left);
  window.addEventListener("resize", fit, { signal });
  view.onRemove(() => dialog.remove());
  view.bar.append(button);
  fit();
}

/**
 * Offer a link: in a field that can be selected, and on the clipboard where allowed.
 * @param {View} view
 * @param {string} address
 */
async function copy(view, address) {
  view.bar.querySelector(".lf-link")?.remove();
  const field = html("input", {
    class: "lf-link",
    readonly: true,
    value: address,
    "aria-label": "Link to this state of the figure",
  });
  view.bar.append(field);
  field.select();
  try {
    await navigator.clipboard.writeText(address);
    view.tell("The link to this state is copied.");
  } catch {
    view.tell("Copy the link to this state from the field.");
  }
}

/**
 * Make the module's export of a figure.
 * @param {Spec} spec
 * @returns {{ spec: Spec, render: (context: { model: Model, el: HTMLElement }) => () =>
 * void }}
 */
export function figure(spec) {
  return {
    spec,
    render({ model, el }) {
      const view = new View(spec, model, el);
      // JupyterLab would take arrow keys and letters for its own
      view.root.addEventListener("keydown", (event) => event.stopPropagation());
      furnish(view);
      view.redraw = spec.build(view);
      view.follow();
      view.controls.forEach((control) => control.show());
      view.redraw();
      view.openLink();
      if (model.query === undefined) introduce(view, spec.intro);
      Object.assign(el, { liveFigure: view }); // a handle for tests and timings
      return () => view.remove();
    },
  };
}
