/**
 * Exercises in which one writes Python: an editor in place of the printed stub, and
 * MicroPython in a worker that begins with the first *Run* or *Check*.
 *
 * A page opened from disk may read classic scripts alone, so everywhere the interpreter
 * and the checkers' sources come as two of them, and the worker is made from their text.
 * What is typed is kept in this browser and goes nowhere.
 */
(() => {
  const here = document.currentScript;
  const { src = location.href, dataset = {} } =
    here instanceof HTMLScriptElement ? here : {};
  const LIMIT = 5000; // ms that an answer may take
  const MOST = 8000; // letters of output that are shown
  const STEP = "    ";
  const MODULES =
    "Here is plain Python with math, without NumPy: take lists, or the chapter's notebook.";

  /** Runs inside the worker, after the interpreter's own text. */
  const serve = async (
    /** @type {any} */ scope,
    /** @type {(options: object) => Promise<any>} */ load,
    /** @type {Record<string, string>} */ sources,
    /** @type {string} */ packed,
    /** @type {string} */ runner,
  ) => {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const wasm = new Blob([bytes])
      .stream()
      .pipeThrough(new DecompressionStream("gzip"));
    const headers = { "Content-Type": "application/wasm" };
    scope.fetch = async () => new Response(wasm, { headers });
    let room = 0;
    const stdout = (/** @type {string} */ line) => {
      if (room > 0) scope.postMessage({ line: line.slice(0, room - 1) });
      room -= line.length + 1;
    };
    const python = await load({ stdout, heapsize: 16 << 20, pystack: 16 << 10 });
    const base = "/lib/nnfoundations/exercises";
    for (const folder of ["/lib", "/lib/nnfoundations", base, `${base}/plain`])
      if (!python.FS.analyzePath(folder).exists) python.FS.mkdir(folder);
    for (const folder of ["/lib/nnfoundations", base])
      python.FS.writeFile(`${folder}/__init__.py`, "");
    for (const [place, text] of Object.entries(sources))
      python.FS.writeFile(`${base}/${place}`, text);
    python.runPython(runner);
    scope.onmessage = (/** @type {MessageEvent} */ { data }) => {
      room = data.room;
      const answer = python.globals.get("answer_of");
      scope.postMessage({ done: answer(data.code, data.name, data.module) });
    };
    scope.postMessage({ ready: true });
  };

  // What runs an answer, in Python: returns JSON, since it is the simplest bridge.
  const RUNNER = `
import io, json, random, sys
from nnfoundations.exercises.judging import judge

def answer_of(code, name, module):
    told = {}
    names = {"__name__": "__main__"}
    try:
        exec(compile(code, "answer", "exec"), names)
        if module:
            place = "nnfoundations.exercises.plain." + module
            known = __import__(place, None, None, ["EXERCISES"]).EXERCISES
            exercise = [x for x in known if x.name == name][0]
            if name in names:
                verdict = judge(exercise, names[name], random)
                told["text"] = verdict.text
                told["right"] = verdict.right
            else:
                told["text"] = "There is no function called " + name + " here: keep its name."
    except BaseException as error:
        text = io.StringIO()
        sys.print_exception(error, text)
        told["error"] = text.getvalue()
    return json.dumps(told)
`;

  /** @type {Worker | undefined} */
  let worker;
  /** @type {Promise<Worker> | undefined} */
  let starting;

  /**
   * @param {string} file below ``_static``
   * @returns {Promise<void>}
   */
  const script = (file) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(`${file}?v=${dataset.version ?? ""}`, src).href;
      element.onload = () => resolve();
      element.onerror = () => {
        element.remove();
        reject(new Error(`${file} could not be read`));
      };
      document.head.append(element);
    });

  /** @returns {Promise<Worker>} one that is ready to answer */
  const begin = async () => {
    const needs = ["coursePython", "courseSources"].filter((n) => !(n in window));
    const files = {
      coursePython: "python/micropython.js",
      courseSources: "python/sources.js",
    };
    await Promise.all(needs.map((name) => script(Reflect.get(files, name))));
    const { loader, wasm } = Reflect.get(window, "coursePython");
    const given = [Reflect.get(window, "courseSources"), wasm, RUNNER];
    const text = `(async () => {${loader}
return loadMicroPython})().then((load) => (${serve})(self, load, ...${JSON.stringify(given)}));`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    return new Promise((resolve, reject) => {
      const fresh = new Worker(address);
      fresh.onmessage = () => {
        URL.revokeObjectURL(address);
        resolve(fresh);
      };
      fresh.onerror = (event) => reject(new Error(event.message));
    });
  };

  /**
   * @param {object} question for the worker
   * @param {(line: string) => void} print
   * @returns {Promise<Record<string, any>>} the answer, or {late: true}
   */
  const ask = async (question, print) => {
    try {
      worker ??= await (starting ??= begin());
    } finally {
      starting = undefined;
    }
    const asked = worker;
    return new Promise((resolve) => {
      const end = (/** @type {Record<string, any>} */ answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      const stop = (/** @type {Record<string, any>} */ why) => {
        asked.terminate();
        worker = undefined;
        end(why);
      };
      const timer = setTimeout(() => stop({ late: true }), LIMIT);
      asked.onmessage = ({ data }) =>
        data.done ? end(JSON.parse(data.done)) : print(data.line);
      asked.onerror = (event) => {
        event.preventDefault();
        stop({ error: "MemoryError: there is no more room" });
      };
      asked.postMessage(question);
    });
  };

  const store = {
    /** @param {string} key */
    get(key) {
      try {
        return localStorage.getItem(`course.${key}`);
      } catch {
        return null; // storage is forbidden here
      }
    },
    /** @param {string} key @param {string | null} value */
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem(`course.${key}`);
        else localStorage.setItem(`course.${key}`, value);
      } catch {
        // it is full or forbidden: the page works all the same
      }
    },
  };

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, any>} set
   * @returns {HTMLElementTagNameMap[T]}
   */
  const make = (tag, set = {}) => Object.assign(document.createElement(tag), set);

  /** @param {HTMLTextAreaElement} area @param {string} text in place of the selection */
  const insert = (area, text) => {
    // the old command alone leaves undo whole
    if (!document.execCommand("insertText", false, text))
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  };

  /** @param {HTMLTextAreaElement} area @param {KeyboardEvent} event */
  const type = (area, event) => {
    const { value, selectionStart: at, selectionEnd: to } = area;
    const first = value.lastIndexOf("\n", at - 1) + 1;
    const line = value.slice(first, at);
    if (event.key === "Tab" && area.dataset.leave === undefined) {
      event.preventDefault();
      if (!event.shiftKey && at === to)
        insert(area, STEP.slice(line.length % STEP.length));
      else {
        const end = value.indexOf("\n", Math.max(to - 1, at));
        area.setSelectionRange(first, end < 0 ? value.length : end);
        const block = value.slice(first, end < 0 ? value.length : end);
        const moved = event.shiftKey
          ? block.replace(/^ {1,4}/gm, "")
          : block.replace(/^(?=.)/gm, STEP);
        insert(area, moved);
        area.setSelectionRange(first, first + moved.length);
      }
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const indent = /^ */.exec(line)?.[0] ?? "";
      insert(area, `\n${indent}${/:\s*(#.*)?$/.test(line) ? STEP : ""}`);
    } else if (event.key === "Backspace" && at === to && /^ +$/.test(line)) {
      event.preventDefault();
      const start = at - (((line.length - 1) % STEP.length) + 1);
      area.setSelectionRange(start, at);
      insert(area, "");
      // Chromium leaves an empty last line for the one above
      area.setSelectionRange(start, start);
    } else if (event.key === "Escape") area.dataset.leave = "";
  };

  // as a phone or a page writes them
  const SIGNS = /[“”„‘’–—−×·²≤≥≠\u00a0]/;
  const KEYBOARD =
    "Python knows a keyboard's signs alone, such as \" ' - * ** <= and !=.";
  /** @type {[RegExp, string][]} what a line that is no Python shows, and what helps */
  const SLIPS = [
    [SIGNS, KEYBOARD],
    [/=[<>]/, "The = comes last: >= and <=."],
    [/^\s*else\s+if\b/, "else if is written elif."],
    [/\b(then|do)\s*:/, "The colon is enough: there is no then and no do."],
    [
      /^\s*(lambda|class|from|in|is|pass)\s*=/,
      "Python uses this word: take another name.",
    ],
    [/^\s*(if|elif|while)\b.*=/, "To compare is ==; a single = gives a name a value."],
    [/^\s*\w+\/\w+\s*=/, "A name has letters, digits and _ alone; / divides."],
    [/^\s*print\s+[^(]/, "What is printed stands in brackets."],
    [/(\+\+|--)\s*$/, "To count up is x += 1."],
    [/(^|[^\w.])\d+(\.\d*)?(?!e[-+]?\d)[a-z_]/i, "A product needs its sign, *."],
    [
      /^\s*(if|elif|else|for|while|def)\b.*[^:\s]\s*$/,
      "Such a line ends with a colon.",
    ],
    [/[-+*/=<>]\s*$/, "The line stops before its end."],
  ];
  /**
   * @param {string} error @param {string[]} lines up to the one that is wrong
   * @returns {string} what mostly causes it, or ""
   */
  const slip = (error, lines) => {
    if (error.startsWith("IndentationError"))
      return "The lines of a block begin at the same place.";
    if (SIGNS.test(error)) return KEYBOARD; // they can stand in a name
    if (!error.startsWith("SyntaxError")) return "";
    const last = (lines.at(-1) ?? "").replace(/#.*|[=!<>]=/g, "");
    const known = SLIPS.find(([sign]) => sign.test(last));
    const count = (/** @type {RegExp} */ sign) => lines.join().split(sign).length;
    const open = count(/[([{]/) - count(/[)\]}]/);
    if (known) return known[1];
    if (open > 0) return "A bracket is still open, here or above.";
    if (open < 0) return "A bracket is closed that was not opened.";
    return last.split('"').length % 2 ? "" : "A quotation mark is still open.";
  };

  /**
   * @param {string} traceback
   * @param {string} code
   * @returns {{text: string, line: number}} the error, and the learner's line
   */
  const readable = (traceback, code) => {
    const lines = traceback.trim().split("\n");
    const own = lines.filter((line) => line.includes('File "answer"'));
    const found = /line (\d+)/.exec(own.at(-1) ?? "");
    const line = found ? Number(found[1]) : 0;
    const text = lines.at(-1) ?? "";
    const told = line ? `Line ${line}: ${text}` : text;
    const more = text.startsWith("ImportError")
      ? MODULES
      : slip(text, code.split("\n").slice(0, line));
    return { text: more ? `${told}. ${more}` : told, line };
  };

  /** @param {HTMLElement} exercise */
  const enliven = (exercise) => {
    const { exercise: name = "", module = "" } = exercise.dataset;
    const stub = exercise.querySelector(".code-stub");
    const given = stub?.textContent ?? "";
    const title = exercise.querySelector(".code-title")?.textContent ?? name;
    const label = `${title} (Python; Escape, then Tab leaves the editor)`;
    const area = make("textarea", {
      spellcheck: false,
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      value: store.get(`code.${name}`) ?? given,
    });
    area.setAttribute("aria-label", label);
    area.setAttribute("autocorrect", "off");
    const numbers = make("pre", { className: "code-lines", ariaHidden: "true" });
    const editor = make("div", { className: "code-editor" });
    const output = make("pre", { className: "code-output" });
    const verdict = make("p", { className: "code-verdict" });
    const note = make("p", { className: "code-note" });
    for (const live of [output, verdict, note]) live.setAttribute("role", "status");
    const buttons = make("div", { className: "code-buttons" });
    const run = make("button", { type: "button", textContent: "Run" });
    const check = make("button", { type: "button", textContent: "Check" });
    const again = make("button", { type: "button", textContent: "Start again" });
    check.className = "first";
    editor.append(numbers, area);
    buttons.append(run, check, again);
    stub?.replaceWith(editor, buttons, note, output, verdict);
    exercise.classList.toggle("solved", store.get(`solved.${name}`) !== null);

    const number = (wrong = 0) => {
      const count = area.value.split("\n").length;
      numbers.replaceChildren(
        ...Array.from({ length: count }, (_, i) =>
          i + 1 === wrong
            ? make("span", { className: "wrong", textContent: `${wrong}` })
            : `${i + 1}${i + 2 === wrong ? "" : "\n"}`,
        ),
      );
      area.rows = Math.max(4, count);
    };
    number();
    area.addEventListener("scroll", () => (numbers.scrollTop = area.scrollTop));
    area.addEventListener("input", () => {
      number();
      store.set(`code.${name}`, area.value === given ? null : area.value);
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) act(true);
      else type(area, event);
    });
    area.addEventListener("focus", () => delete area.dataset.leave);
    again.addEventListener("click", () => {
      area.focus();
      area.select();
      insert(area, given);
      output.textContent = verdict.textContent = note.textContent = "";
    });

    let busy = false;
    const occupy = (/** @type {boolean} */ now) => {
      busy = now;
      // not disabled: that would take the focus away from who pressed the button
      for (const button of [run, check]) button.ariaDisabled = `${now}`;
    };
    const act = async (/** @type {boolean} */ judged) => {
      if (busy) return;
      occupy(true);
      output.textContent = verdict.textContent = "";
      note.textContent = worker ? "Running ..." : "Python is starting ...";
      number();
      const question = { code: area.value, name, room: MOST, module: judged && module };
      let printed = "";
      const print = (/** @type {string} */ line) => {
        printed += `${line}\n`;
      };
      try {
        const told = await ask(question, print);
        show(told, printed, judged);
      } catch (error) {
        note.textContent = `Python did not start: ${error instanceof Error ? error.message : error}. Load the page again, or use the chapter's notebook.`;
      }
      occupy(false);
    };

    const show = (
      /** @type {Record<string, any>} */ told,
      /** @type {string} */ printed,
      /** @type {boolean} */ judged,
    ) => {
      note.textContent = printed.length >= MOST ? "Only the beginning is shown." : "";
      output.textContent = printed.slice(0, MOST);
      if (told.late)
        verdict.textContent = `Stopped after ${LIMIT / 1000} seconds: is there a loop whose condition stays true?`;
      else if (told.error) {
        const { text, line } = readable(told.error, area.value);
        verdict.textContent = text;
        number(line);
      } else if (judged) {
        verdict.textContent = told.text;
        if (told.right) store.set(`solved.${name}`, "1");
        exercise.classList.toggle("solved", Boolean(told.right));
      } else if (area.value === given)
        verdict.textContent =
          "The function has no body yet, so None comes back. Write it below the text.";
      else if (!printed)
        verdict.textContent =
          "It ran and printed nothing. A line such as print(...) shows a value.";
    };
    run.addEventListener("click", () => act(false));
    check.addEventListener("click", () => act(true));
  };

  for (const exercise of document.querySelectorAll(".code-exercise"))
    if (exercise instanceof HTMLElement) enliven(exercise);
})();
