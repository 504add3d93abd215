/**
 * A quiz: brings the questions of `pages.py` to life, in a page and in a notebook.
 *
 * The HTML has every question with its answers folded below. Here it gets something to
 * choose, move or type in, a button, and a verdict that says at once why an answer is
 * wrong; it may be tried again. Which questions are right stays in this browser; a
 * notebook's kernel keeps it in a file, too.
 */

const VERSION = 1;

/** What a browser remembers of a quiz; none of it leaves the browser. */
const memory = {
  /** @param {string} name @returns {string[]} the questions that were answered */
  read(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(`course.quiz.${name}`) ?? "null");
      const right = kept?.version === VERSION ? kept.right : [];
      return Array.isArray(right) ? right.filter((x) => typeof x === "string") : [];
    } catch {
      return []; // storage is forbidden, or holds something else
    }
  },
  /** @param {string} name @param {string[]} right */
  write(name, right) {
    try {
      const kept = JSON.stringify({ version: VERSION, right });
      localStorage.setItem(`course.quiz.${name}`, kept);
    } catch {
      // it is full or forbidden: the quiz works all the same
    }
  },
};

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} set
 * @returns {HTMLElementTagNameMap[T]}
 */
const make = (tag, set = {}) => Object.assign(document.createElement(tag), set);

/**
 * @param {ParentNode} root @param {string} selector
 * @returns {HTMLElement[]}
 */
const all = (root, selector) => [...root.querySelectorAll(selector)].filter(isHtml);

/** @param {Element} x @returns {x is HTMLElement} */
const isHtml = (x) => x instanceof HTMLElement;

/**
 * What there is to say of an answer.
 * @typedef {{right: boolean, because: string[], words?: string}} Verdict
 * `because` names the explanations, `words` stands in their place.
 */

/**
 * Radio buttons, or boxes, in place of the options; places of a picture choose them.
 * @param {HTMLElement} question @param {string} id
 * @returns {() => Verdict}
 */
const choosing = (question, id) => {
  const several = question.dataset.kind === "several";
  const inputs = all(question, ".quiz-options > li").map((item) => {
    const label = make("label");
    const input = make("input", {
      type: several ? "checkbox" : "radio",
      name: id,
      value: item.dataset.choice ?? "",
    });
    const words = make("span");
    words.append(...item.childNodes);
    label.append(input, words);
    item.append(label);
    return { input, right: "right" in item.dataset };
  });
  const places = [...question.querySelectorAll("[data-place]")];
  const mark = () => {
    for (const place of places) {
      const chosen = inputs.find(({ input }) => input.checked)?.input.value;
      const here = place.getAttribute("data-place") === chosen;
      place.classList.toggle("chosen", here);
    }
  };
  for (const place of places)
    place.addEventListener("click", () => {
      const wanted = place.getAttribute("data-place");
      const input = inputs.find(({ input }) => input.value === wanted)?.input;
      input?.focus({ preventScroll: true });
      input?.click();
    });
  for (const { input } of inputs) input.addEventListener("change", mark);
  return () => {
    const chosen = inputs.filter(({ input }) => input.checked);
    if (!chosen.length)
      return { right: false, because: [], words: "Choose an answer first." };
    const wrong = inputs.filter(({ input, right }) =>
      several ? input.checked !== right : input.checked && !right,
    );
    if (!wrong.length)
      return { right: true, because: chosen.map(({ input }) => input.value) };
    // what was chosen in error is explained first, and one thing at a time
    const [first] = [...wrong.filter(({ input }) => input.checked), ...wrong];
    const missing = several && !first.input.checked;
    return missing
      ? {
          right: false,
          because: [],
          words:
            "What you chose is right, but something is missing. Which of the others might also hold, and why?",
        }
      : { right: false, because: [first.input.value] };
  };
};

/**
 * Buttons that move each line of a program.
 * @param {HTMLElement} question
 * @param {(text: string) => void} say
 * @returns {() => Verdict}
 */
const ordering = (question, say) => {
  const list = all(question, ".quiz-lines")[0];
  const lines = () => all(list, ":scope > li");
  const name = () => {
    lines().forEach((line, i, { length }) => {
      const code = line.querySelector("code")?.textContent?.trim();
      for (const button of all(line, "button")) {
        const up = button.dataset.move === "up";
        button.ariaLabel = `Move line ${i + 1} ${button.dataset.move}: ${code}`;
        // not disabled: that would take the focus away from who is moving the line
        button.setAttribute("aria-disabled", `${i === (up ? 0 : length - 1)}`);
      }
    });
  };
  for (const line of lines()) {
    const moves = make("span", { className: "quiz-moves" });
    for (const move of ["up", "down"]) {
      const button = make("button", {
        type: "button",
        textContent: move === "up" ? "↑" : "↓",
      });
      button.dataset.move = move;
      button.addEventListener("click", () => {
        const other =
          move === "up" ? line.previousElementSibling : line.nextElementSibling;
        if (!other) return;
        if (move === "up") other.before(line);
        else other.after(line);
        button.focus();
        name();
        say(`Now line ${lines().indexOf(line) + 1} of ${lines().length}.`);
      });
      moves.append(button);
    }
    line.prepend(moves);
  }
  name();
  return () => {
    const order = lines().map((line) => Number(line.dataset.choice));
    // the first line, in the right order, that stands above the one it must follow
    const early = order
      .map((_, k) => k)
      .find((k) => k > 0 && order.indexOf(k) < order.indexOf(k - 1));
    return early === undefined
      ? { right: true, because: [], words: "The program does what it should." }
      : { right: false, because: [`${early}`] };
  };
};

/**
 * What a text may mean: a comma is a point to some, and parts thousands to others.
 * @param {string} text @param {string} unit which may stand behind the number
 * @returns {number[]} none if it is no number
 */
const readings = (text, unit) => {
  let plain = text
    .trim()
    .replaceAll("−", "-")
    .replace(/^[=≈]\s*/, "");
  if (unit && plain.endsWith(unit)) plain = plain.slice(0, -unit.length).trim();
  const parted = /^[-+]?\d{1,3}([,\s]\d{3})+(\.\d*)?$/.test(plain);
  return [plain.replace(",", "."), ...(parted ? [plain.replace(/[,\s]/g, "")] : [])]
    .map((each) => each.split("/"))
    .filter((parts) => parts.length < 3 && parts.every((x) => x.trim()))
    .map((parts) => parts.map(Number).reduce((a, b) => a / b))
    .filter((x) => !Number.isNaN(x));
};

/**
 * A field for a number.
 * @param {HTMLElement} question @param {string} id @param {() => void} check
 * @returns {() => Verdict}
 */
const typing = (question, id, check) => {
  const place = all(question, ".quiz-field")[0];
  const { answer = "", tolerance = "", unit = "" } = place.dataset;
  const label = make("label", { htmlFor: id, textContent: place.textContent });
  const input = make("input", {
    id,
    type: "text",
    inputMode: "text", // a keyboard that has minus and the stroke of a fraction
    autocomplete: "off",
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") check();
  });
  place.replaceChildren(label, input);
  return () => {
    const given = readings(input.value, unit);
    if (!given.length)
      return {
        right: false,
        because: [],
        words: "Type a number first, such as -2.5 or 3/4.",
      };
    // a hair more, since a decimal is not exact in binary
    const near = (/** @type {number} */ x) =>
      given.some((y) => Math.abs(y - x) <= Number(tolerance) * (1 + 1e-9));
    if (near(Number(answer))) return { right: true, because: ["right"] };
    const mistake = all(question, "[data-value]").find((x) =>
      near(Number(x.dataset.value)),
    );
    return { right: false, because: [mistake?.dataset.for ?? "otherwise"] };
  };
};

/**
 * @param {HTMLElement} question @param {string} id
 * @param {boolean} before whether it was answered on an earlier visit
 * @param {() => void} solved
 */
const enliven = (question, id, before, solved) => {
  const answer = all(question, ".quiz-answer")[0];
  const verdict = make("p", { className: "quiz-verdict" });
  const button = make("button", {
    type: "button",
    className: "quiz-check",
    textContent: "Check",
  });
  verdict.setAttribute("role", "status");
  const say = (/** @type {string} */ text) => {
    verdict.textContent = text;
  };
  const show = (/** @type {boolean} */ right) => {
    question.classList.toggle("right", right);
    answer.hidden = !right;
  };
  /** @type {() => Verdict} */
  let judge;
  const check = () => {
    const { right, because, words } = judge();
    const lead = right ? "Right. " : because.length ? "Not yet. " : "";
    const told = because.flatMap((/** @type {string} */ i) => {
      const found = all(question, `.quiz-answer [data-for="${i}"]`)[0];
      const why = (found?.querySelector(".quiz-why") ?? found)?.cloneNode(true);
      if (!(why instanceof HTMLElement)) return [];
      if (right) why.querySelector(".quiz-again")?.remove();
      return [...why.childNodes, " "];
    });
    verdict.replaceChildren(lead, ...(words ? [words] : told));
    show(right);
    if (right) solved();
  };
  const { kind } = question.dataset;
  if (kind === "number") judge = typing(question, id, check);
  else if (kind === "order") judge = ordering(question, say);
  else judge = choosing(question, id);
  button.addEventListener("click", check);
  answer.before(button, verdict);
  show(before);
};

let count = 0; // two quizzes of one page must not share a group of buttons

/**
 * What a notebook's kernel knows of a quiz, and keeps in a file (`widget.py`).
 * @typedef {{get: (name: string) => any, set: (name: string, value: any) => void,
 *   save_changes: () => void, on: (name: string, act: () => void) => void}} Model
 */

/** @param {HTMLElement} quiz @param {Model} [model] */
const start = (quiz, model) => {
  const name = quiz.dataset.quiz ?? "";
  const questions = all(quiz, ".quiz-question");
  const names = questions.map((x) => x.dataset.question ?? "");
  const given = [...memory.read(name), ...(model?.get("right") ?? [])];
  const right = new Set(given.filter((x) => names.includes(x)));
  const tally = make("p", { className: "quiz-tally" });
  tally.setAttribute("role", "status");
  const tell = () => {
    const trouble = model?.get("trouble") ?? "";
    tally.textContent = `${right.size} of ${names.length} right ${trouble}`.trim();
  };
  const keep = () => {
    memory.write(name, [...right]);
    model?.set("right", [...right]);
    model?.save_changes();
    tell();
  };
  questions.forEach((question, i) => {
    enliven(question, `quiz-answer-${(count += 1)}`, right.has(names[i]), () => {
      right.add(names[i]);
      keep();
    });
  });
  quiz.append(tally);
  model?.on("change:trouble", tell);
  tell();
  if (right.size) keep(); // what the browser and the file know of each other
};

/** @param {ParentNode} root @param {Model} [model] */
const startAll = (root, model) =>
  all(root, ".quiz").forEach((quiz) => start(quiz, model));

export default {
  /** @param {{model: Model, el: HTMLElement}} place */
  render({ model, el }) {
    el.innerHTML = model.get("html");
    startAll(el, model);
  },
};
