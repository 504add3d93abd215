// Draws a figure without a browser, and tells what it shows: words, units, axes, marks.
// Does in it what a reader does, and tells what it then holds and says.
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

const FRAME = 50; // ms that pass between two frames
const FRAMES = 40; // after the main button is pressed
const { Event: OurEvent } = globalThis; // node's, before the window has one

/** What a canvas was told, short. */
class Context {
  constructor(canvas) {
    this.canvas = canvas;
    this.told = [];
    const tell = (name) => (...values) => void this.told.push([name, ...values]);
    return new Proxy(this, {
      get: (own, name) => own[name] ?? tell(name),
      set: (own, name, value) => {
        if (name !== "told") own.told.push([name, value]);
        own[name] = value;
        return true;
      },
    });
  }

  createImageData(width, height) {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }

  putImageData({ width, height, data }) {
    const at = (x, y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
    const [x, y] = [width - 1, height - 1];
    const corners = [at(0, 0), at(x, 0), at(0, y), at(x, y)];
    this.told = [["image", width, height, ...corners, mark(data.join())]];
  }
}

const mark = (text) => zlib.crc32(text).toString(16);
const rounded = (text) =>
  text.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1)) + 0));

/** Hears of what is in view from `see` alone. */
class Observer {
  /** @type {Set<Observer>} */
  static all = new Set();

  constructor(act) {
    Object.assign(this, { act, targets: new Set() });
    Observer.all.add(this);
  }

  observe(target) {
    this.targets.add(target);
  }

  unobserve(target) {
    this.targets.delete(target);
  }

  disconnect() {
    this.targets.clear();
  }
}

/** Put a window of happy-dom into the place of a browser's. */
async function furnish(library, style) {
  const { Window } = await import(pathToFileURL(library).href);
  const window = new Window({ url: "https://figures.test/", width: 1280, height: 900 });
  for (const name of Object.getOwnPropertyNames(window))
    if (!(name in globalThis)) globalThis[name] = window[name];
  const colours = [...fs.readFileSync(style, "utf-8").matchAll(/(--lf-\w+): (#\w+);/g)];
  const known = Object.fromEntries(colours.reverse().map(([, name, value]) => [name, value]));
  const look = { getPropertyValue: (name) => known[name] ?? "", gridTemplateColumns: "1fr" };
  const { document, Event, CustomEvent } = window; // its elements take no others
  Object.assign(globalThis, { window: globalThis, document, Event, CustomEvent });
  globalThis.getComputedStyle = () => look;
  globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });
  globalThis.ResizeObserver = class {
    observe() {}
    disconnect() {}
  };
  globalThis.IntersectionObserver = Observer;
  globalThis.Element.prototype.getBoundingClientRect = function () {
    const [width, height] = ["width", "height"].map((x) => Number(this.getAttribute(x)));
    return { left: 0, top: 0, width, height };
  };
  globalThis.HTMLCanvasElement.prototype.getContext = function () {
    return (this.drawn ??= new Context(this));
  };
}

let now = 0;
let waiting = [];

/** Let time pass only when `frames` says so. */
function holdTime() {
  performance.now = () => now;
  globalThis.requestAnimationFrame = (act) => waiting.push(act);
  globalThis.cancelAnimationFrame = (number) => (waiting[number - 1] = () => {});
}

function frames(count, apart = FRAME) {
  for (let i = 0; i < count; i++) {
    now += apart;
    const acts = waiting;
    waiting = [];
    for (const act of acts) act(now);
  }
}

function model(state) {
  const heard = new EventTarget();
  return {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      heard.dispatchEvent(new OurEvent(`change:${name}`));
    },
    on: (name, act) => heard.addEventListener(name, act),
    off: (name, act) => heard.removeEventListener(name, act),
    save_changes() {},
  };
}

/** Without the number of an id, which tells how many figures were drawn before. */
const unnumbered = (value) => value.replace(/\b([a-z]+-[a-z]+)-\d+\b/g, "$1");

const SILENT = ["class", "d", "for", "id", "points", "tabindex", "type"];

/** Attributes that say something, to a reader or of a place. */
const told = (element) =>
  [...element.attributes]
    .filter(({ name }) => !SILENT.includes(name))
    .map(({ name, value }) => `${name}=${rounded(unnumbered(value))}`)
    .join(" ");

const named = (element) =>
  [element.tagName.toLowerCase(), ...(element.getAttribute("class") ?? "").split(" ")]
    .filter(Boolean)
    .join(".");

const drawing = (element) =>
  rounded([element.getAttribute("d"), element.getAttribute("points")].join(" ").trim());

/** One line for each element that says or draws something; like marks share a line. */
function* lines(element) {
  let run = [];
  const flush = function* () {
    const [first] = run;
    const all = run.map((each) => `${told(each)} ${drawing(each)}`).join("\n");
    if (first)
      yield `${named(first)} ×${run.length} ${told(first)} ${drawing(first).slice(0, 60)} ${mark(all)}`;
    run = [];
  };
  for (const child of element.children) {
    const silent = !child.children.length && !child.textContent.trim();
    const drawn = child.drawn?.told ?? [];
    if (silent && !drawn.length) {
      if (run.length && named(run[0]) !== named(child)) yield* flush();
      run.push(child);
      continue;
    }
    yield* flush();
    const own = [...child.childNodes].filter((node) => node.nodeType === 3);
    const text = own.map((node) => node.textContent).join("").trim();
    const canvas = drawn.length ? JSON.stringify(drawn) : "";
    const shown = canvas.length > 300 ? `${drawn.length} strokes ${mark(canvas)}` : canvas;
    yield `${named(child)} ${told(child)} ${text} ${rounded(shown)}`.trim();
    yield* lines(child);
  }
  yield* flush();
}

const SPOKEN = ["aria-label", "aria-roledescription", "aria-valuetext", "alt", "title"];

/** What a reader sees or hears: each text, and each attribute that is read out. */
function* texts(element) {
  for (const name of SPOKEN)
    if (element.hasAttribute(name)) yield element.getAttribute(name);
  for (const child of element.childNodes)
    if (child.nodeType === 3) yield child.textContent;
    else if (child.nodeType === 1) yield* texts(child);
}

/**
 * Render a figure in a state, and press a button if asked to.
 * @returns {string[]} what it shows, as `tell` has it
 */
async function shown(figure, state, press, tell) {
  const el = document.createElement("div");
  document.body.append(el);
  const remove = figure.render({ model: model({ ...state }), el });
  frames(3);
  if (press) {
    el.querySelector(press)?.click();
    frames(FRAMES);
  }
  const all = [...tell(el)];
  remove();
  el.remove();
  waiting = [];
  return all;
}

let ready;

/** What a figure shows: by default, in each preset, when it runs, in more states. */
export const show = (...files) => visit(lines, ...files);

/** What it says there. */
export const say = (...files) => visit(texts, ...files);

async function opened(file, library, style) {
  await (ready ??= furnish(library, style));
  holdTime();
  const { default: figure } = await import(pathToFileURL(file).href);
  return figure;
}

async function visit(tell, file, library, style, more = {}) {
  const figure = await opened(file, library, style);
  const states = Object.entries(figure.spec.presets).map(([k, p]) => [k, p.state]);
  const found = { default: await shown(figure, {}, "", tell) };
  for (const [name, state] of states) found[name] = await shown(figure, state, "", tell);
  found.running = await shown(figure, {}, ".lf-main", tell);
  for (const [name, state] of Object.entries(more))
    found[name] = await shown(figure, state, "", tell);
  return found;
}

const buttonOf = (el, label) =>
  [...el.querySelectorAll("button")].find((each) => each.textContent === label);

/** What a reader may do: the name of the deed, then what it needs. */
const DEEDS = {
  press(el, label, times = 1) {
    for (let i = 0; i < times; i++) buttonOf(el, label).click();
  },
  key(el, selector, key, more = {}) {
    const at = selector ? el.querySelector(selector) : document.activeElement;
    at.focus();
    at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
  },
  stroke(el, selector, ...places) {
    const at = el.querySelector(selector);
    const send = (type, [clientX, clientY]) =>
      at.dispatchEvent(new PointerEvent(type, { clientX, clientY, bubbles: true }));
    send("pointerdown", places[0]);
    for (const place of places) send("pointermove", place);
    send("pointerup", places.at(-1));
  },
  see(_, isIntersecting) {
    for (const { act, targets } of Observer.all)
      act([...targets].map((target) => ({ target, isIntersecting })));
  },
  set: (el, changes) => el.liveFigure.set(changes),
  wait: (_, ...time) => frames(...time),
};

/**
 * Open a figure in a state by a link, and do something there.
 * @returns {object} what it holds then, what stands below it and where the focus is,
 *   and its marks of a class as they are drawn
 */
export async function act(file, library, style, state, deeds, marks) {
  const figure = await opened(file, library, style);
  const el = document.createElement("div");
  document.body.append(el);
  const link = (query) => `#${query}`;
  const remove = figure.render({ model: { ...model({ ...state }), query: "", link }, el });
  frames(3);
  for (const [deed, ...needs] of deeds) {
    DEEDS[deed](el, ...needs);
    if (deed !== "wait") frames(3);
  }
  const { kept, words, notice } = el.liveFigure;
  const found = {
    state: { ...kept },
    caption: words.textContent,
    notice: notice.textContent,
    focus: document.activeElement?.getAttribute("aria-label"),
    texts: [...texts(el)],
    drawn: [...el.querySelectorAll(marks || "none")].map((x) => x.getAttribute("d")),
  };
  remove();
  el.remove();
  waiting = [];
  return found;
}
