/**
 * The state of a figure: what each field may hold, its default, its form in a link.
 * Python's traits say the same; a test holds the two together.
 */

/**
 * @typedef {object} Field
 * @property {any} default
 * @property {string} expected what may come, in words
 * @property {(value: any) => boolean} fits
 * @property {number} [min]
 * @property {number} [max]
 * @property {string[]} [choices]
 */

/** @typedef {Record<string, Field>} Fields */

/**
 * A real number within bounds.
 * @param {number} value the default
 * @param {number} min
 * @param {number} max
 * @returns {Field}
 */
export function number(value, min, max) {
  return {
    default: value,
    min,
    max,
    expected: `a number from ${min} to ${max}`,
    fits: (v) => typeof v === "number" && v >= min && v <= max,
  };
}

/**
 * A whole number within bounds.
 * @param {number} value the default
 * @param {number} min
 * @param {number} max
 * @returns {Field}
 */
export function integer(value, min, max) {
  return {
    default: value,
    min,
    max,
    expected: `a whole number from ${min} to ${max}`,
    fits: (v) => Number.isInteger(v) && v >= min && v <= max,
  };
}

/**
 * One of several words.
 * @param {string} value the default
 * @param {string[]} choices
 * @returns {Field}
 */
export function choice(value, choices) {
  return {
    default: value,
    choices,
    expected: `one of ${choices.join(", ")}`,
    fits: (v) => choices.includes(v),
  };
}

/**
 * Yes or no.
 * @param {boolean} value the default
 * @returns {Field}
 */
export function flag(value) {
  return {
    default: value,
    expected: "true or false",
    fits: (v) => typeof v === "boolean",
  };
}

/**
 * A list, or a list of lists, judged as a whole.
 * @param {any[]} value the default
 * @param {string} expected what may come, in words
 * @param {(value: any[]) => boolean} fits
 * @returns {Field}
 */
export function list(value, expected, fits) {
  return { default: value, expected, fits: (v) => Array.isArray(v) && fits(v) };
}

/**
 * A list of numbers within bounds.
 * @param {any} value
 * @param {number} min
 * @param {number} max
 * @returns {boolean}
 */
export function areNumbers(value, min, max) {
  return (
    Array.isArray(value) &&
    value.every((v) => typeof v === "number" && v >= min && v <= max)
  );
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
