/** Labelled controls that are bound to one field of a figure's state. */
import { html } from "./dom.js";

/** @typedef {import("./figure.js").View} View */

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {() => void} show makes it agree with the state
 */

let count = 0;

/** @returns {string} an id that no other control has */
function newId() {
  return `lf-${Date.now().toString(36)}-${count++}`;
}

/**
 * @param {View} view
 * @param {HTMLElement} element
 * @param {() => void} show
 * @param {HTMLElement} [parent]
 */
function add(view, element, show, parent = view.panel) {
  parent.append(element);
  view.controls.push({ element, show });
  show();
}

/** @param {number} value @param {number} [digits] after the point */
export const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−");

/**
 * A slider for a number.
 * @param {View} view
 * @param {string} name of the field
 * @param {object} options
 * @param {string} options.label with its unit, such as "Current I [nA]"
 * @param {number} options.step
 * @param {(value: number) => string} [options.format] shown and read aloud
 * @param {boolean} [options.log] equal factors take equal room; `step` is then a
 *   factor such as 1.1
 * @param {HTMLElement} [options.parent]
 * @returns {HTMLInputElement}
 */
export function slider(view, name, { label, step, format = String, log, parent }) {
  const { min = 0, max = 1 } = view.spec.fields[name];
  const whole = log ? Math.round(Math.log(max / min) / Math.log(step)) : 0;
  const toValue = (/** @type {number} */ at) =>
    Number((log ? min * (max / min) ** (at / whole) : at).toPrecision(log ? 3 : 12));
  const toPlace = (/** @type {number} */ value) =>
    log ? Math.round((Math.log(value / min) / Math.log(max / min)) * whole) : value;
  const id = newId();
  const input = html("input", {
    id,
    type: "range",
    min: log ? 0 : min,
    max: log ? whole : max,
    step: log ? 1 : step,
    "data-field": name,
    oninput: () => {
      const value = toValue(input.valueAsNumber);
      view.set({ [name]: Math.min(max, Math.max(min, value)) });
    },
  });
  // the slider itself says its value
  const output = html("output", { for: id, "aria-live": "off" });
  const show = () => {
    const value = view.state[name];
    if (toPlace(value) !== input.valueAsNumber) input.value = String(toPlace(value));
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", format(value));
  };
  const box = html("div", { class: "lf-control" });
  box.append(html("label", { for: id }, label), input, output);
  add(view, box, show, parent);
  return input;
}

/**
 * A choice among words.
 * @param {View} view
 * @param {string} name of the field
 * @param {object} options
 * @param {string} options.label
 * @param {Record<string, string>} [options.names] what to show for each choice
 * @param {HTMLElement} [options.parent]
 * @returns {HTMLSelectElement}
 */
export function select(view, name, { label, names = {}, parent }) {
  const id = newId();
  const choices = view.spec.fields[name].choices ?? [];
  const input = html(
    "select",
    {
      id,
      "data-field": name,
      onchange: () => view.set({ [name]: input.value }),
    },
    ...choices.map((value) => html("option", { value }, names[value] ?? value)),
  );
  const box = html("div", { class: "lf-control" });
  box.append(html("label", { for: id }, label), input);
  add(view, box, () => void (input.value = view.state[name]), parent);
  return input;
}

/**
 * A box to tick.
 * @param {View} view
 * @param {string} name of the field
 * @param {object} options
 * @param {string} options.label
 * @param {HTMLElement} [options.parent]
 * @returns {HTMLInputElement}
 */
export function toggle(view, name, { label, parent }) {
  const input = html("input", {
    type: "checkbox",
    "data-field": name,
    onchange: () => view.set({ [name]: input.checked }),
  });
  const box = html("label", { class: "lf-control lf-toggle" });
  box.append(input, label);
  add(view, box, () => void (input.checked = view.state[name]), parent);
  return input;
}

/**
 * A button; its label may follow the state.
 * @param {View} view
 * @param {string | (() => string)} label
 * @param {() => void} press
 * @param {{ parent?: HTMLElement, disabled?: () => boolean }} [options]
 * @returns {HTMLButtonElement}
 */
export function button(view, label, press, { parent, disabled } = {}) {
  const input = html("button", { type: "button", onclick: press });
  const show = () => {
    const text = typeof label === "string" ? label : label();
    if (input.textContent !== text) input.textContent = text;
    // not the attribute "disabled": it would throw the focus away
    if (disabled) input.setAttribute("aria-disabled", String(disabled()));
  };
  add(view, input, show, parent);
  return input;
}

/**
 * A row that keeps controls together.
 * @param {View} view
 * @param {string} label read aloud; empty for none
 * @param {HTMLElement} [parent]
 * @returns {HTMLElement}
 */
export function row(view, label = "", parent = view.panel) {
  const role = label ? { role: "group", "aria-label": label } : {};
  const element = html("div", { class: "lf-row", ...role });
  parent.append(element);
  return element;
}

/**
 * Two places of the stage: side by side where there is room.
 * @param {View} view
 * @returns {[HTMLElement, HTMLElement]}
 */
export function columns(view) {
  const [left, right] = [html("div"), html("div")];
  view.stage.append(html("div", { class: "lf-columns" }, left, right));
  return [left, right];
}

/**
 * A whole number that is typed.
 * @param {View} view
 * @param {string} name of the field
 * @param {string} label
 * @param {HTMLElement} [parent]
 * @returns {HTMLInputElement}
 */
export function entry(view, name, label, parent) {
  const { min, max, fits, expected } = view.spec.fields[name];
  const show = () => void (input.value = view.state[name]);
  const onchange = () => {
    const value = input.valueAsNumber;
    if (fits(value)) return view.set({ [name]: value });
    view.tell(`${label}: expected ${expected}.`);
    show();
  };
  const input = html("input", { type: "number", min, max, onchange });
  input.dataset.field = name;
  const box = html("label", { class: "lf-control lf-entry" }, label, input);
  add(view, box, show, parent);
  return input;
}

/**
 * A part of the panel that opens.
 * @param {View} view
 * @param {string} name
 * @returns {HTMLElement} where its controls go
 */
export function group(view, name) {
  const inside = html("div", { class: "lf-panel" });
  const summary = html("summary", {}, name);
  view.panel.append(html("details", { class: "lf-group" }, summary, inside));
  return inside;
}
