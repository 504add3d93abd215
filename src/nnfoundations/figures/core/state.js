/**
 * The state of a figure: what each field may hold, its default, its form in a link.
 * The fields are declared in Python; `fields/NAME.js` holds what the traits say.
 */

/**
 * What Python declares of a field. Of a list: what it holds, how many at least and at
 * most, and what may come, in words.
 * @typedef {object} Kind
 * @property {keyof typeof KINDS} kind
 * @property {number} [min]
 * @property {number} [max]
 * @property {string[]} [choices]
 * @property {Kind} [of]
 * @property {number} [least]
 * @property {number} [most]
 * @property {string} [expected]
 */

/** @typedef {Kind & { default: any, restarts?: boolean }} Declared */

/**
 * A field that is declared so, with what may come in words, and whether a value fits.
 * @typedef {Declared & { expected: string, fits: (value: any) => boolean }} Field
 */

/** @typedef {Record<string, Field>} Fields */

/** What each kind of field expects, and what fits. */
const KINDS = {
  number: (/** @type {any} */ { min, max }) => ({
    expected: `a number from ${min} to ${max}`,
    fits: (/** @type {any} */ v) => typeof v === "number" && v >= min && v <= max,
  }),
  integer: (/** @type {any} */ { min, max }) => ({
    expected: `a whole number from ${min} to ${max}`,
    fits: (/** @type {any} */ v) => Number.isInteger(v) && v >= min && v <= max,
  }),
  choice: (/** @type {any} */ { choices }) => ({
    expected: `one of ${choices.join(", ")}`,
    fits: (/** @type {any} */ v) => choices.includes(v),
  }),
  flag: () => ({
    expected: "true or false",
    fits: (/** @type {any} */ v) => typeof v === "boolean",
  }),
  list: (/** @type {any} */ { expected, of, least, most }) => {
    const { fits } = ruleOf(of);
    const sized = (/** @type {any} */ v) => v.length >= least && v.length <= most;
    return {
      expected,
      fits: (/** @type {any} */ v) => Array.isArray(v) && sized(v) && v.every(fits),
    };
  },
};

/**
 * @param {Kind} declared
 * @returns {{ expected: string, fits: (value: any) => boolean }}
 */
const ruleOf = (declared) => KINDS[declared.kind](declared);

/**
 * The fields that are declared so.
 * @template {Record<string, Declared>} T
 * @param {T} declared
 * @returns {{ [K in keyof T]: T[K] & Field }}
 */
export function fieldsOf(declared) {
  const all = Object.entries(declared).map(([k, d]) => [k, { ...d, ...ruleOf(d) }]);
  return Object.fromEntries(all);
}

/**
 * A field that holds less than is declared: Python's figure refuses the same.
 * @param {Field} field
 * @param {(value: any) => boolean} holds
 * @returns {Field}
 */
export function narrowed(field, holds) {
  return { ...field, fits: (v) => field.fits(v) && holds(v) };
}

/**
 * What a figure's training or count starts from: when it changes, they start anew.
 * @param {Fields} fields
 * @param {Record<string, any>} state
 * @returns {string}
 */
export function originOf(fields, state) {
  const names = Object.keys(fields).filter((name) => fields[name].restarts);
  return JSON.stringify(names.map((name) => state[name]));
}

/**
 * @param {Fields} fields
 * @returns {Record<string, any>} the default state
 */
export function defaults(fields) {
  return Object.fromEntries(Object.entries(fields).map(([k, f]) => [k, f.default]));
}

/**
 * Keep what fits of a state; say what did not.
 * @param {Fields} fields
 * @param {Record<string, any>} given
 * @returns {{ state: Record<string, any>, problems: string[] }} a whole state
 */
export function checked(fields, given) {
  const state = defaults(fields);
  const problems = [];
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) && fields[name];
    if (!field) problems.push(`“${cut(name)}” is not a setting of this figure.`);
    else if (field.fits(value)) state[name] = value;
    else problems.push(`${name}: expected ${field.expected}, got ${shown(value)}.`);
  }
  const more = problems.length - 3;
  if (more > 0) problems.splice(3, more, `And ${more} more.`);
  return { state, problems };
}

/** @param {string} text @returns {string} short enough for a sentence */
function cut(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** @param {any} value @returns {string} */
function shown(value) {
  try {
    return cut(typeof value === "number" ? `${value}` : JSON.stringify(value));
  } catch {
    return "a value nested too deep";
  }
}

/**
 * Write a state as the end of a link; fields that stand at their default are left out.
 * @param {Fields} fields
 * @param {Record<string, any>} state
 * @returns {string} such as `current=4&noise=true`
 */
export function toLink(fields, state) {
  const parts = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    const text = JSON.stringify(state[name]);
    if (text !== JSON.stringify(field.default)) parts.set(name, text);
  }
  return parts.toString();
}

/**
 * Read a state from the end of a link. What is not JSON stays text: no field of
 * another kind accepts it, and the reader is told.
 * @param {string} text
 * @returns {Record<string, any>}
 */
export function fromLink(text) {
  /** @type {Record<string, any>} */
  const given = Object.create(null); // "__proto__" is a name like any other
  for (const [name, value] of new URLSearchParams(text)) {
    try {
      given[name] = JSON.parse(value);
    } catch {
      given[name] = value;
    }
  }
  return given;
}
