/**
 * What a reader has read, answered and solved, chapter by chapter, and where they were.
 *
 * A chapter's page notes when its end has been seen; quizzes and exercises note for
 * themselves what is right; the page read last notes the heading. The landing page shows
 * all of it beside the map. It stays in this browser: as a file it leaves it only where
 * the reader puts it.
 */
(() => {
  const here = document.currentScript;
  const { dataset = {} } = here instanceof HTMLScriptElement ? here : {};
  const VERSION = 1;
  const READ = "course.progress";
  const PLACE = "course.place";
  const OURS = /^course\.((progress|place)$|quiz\.|solved\.|code\.)/;
  const PAGE = /^(chapters|notebooks)\/[\w-]+\.html(#[\w.-]+)?$/; // a place's address
  const MOST = 1_000_000; // letters of a file that is taken in

  /**
   * @typedef {{name: string, label: string, href: string, counted: boolean,
   *   questions: string[], exercises: string[]}} Chapter
   * @typedef {{read: boolean, right: number, solved: number, done: boolean}} State
   */

  /** @param {string} key @returns {string | null} */
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is forbidden here
    }
  };

  /** @param {string} key @param {string} value */
  const keep = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // it is full or forbidden: the page works all the same
    }
  };

  /** @param {unknown} found @returns {string[]} */
  const texts = (found) =>
    Array.isArray(found) ? found.filter((x) => typeof x === "string") : [];

  /**
   * A list that is kept below a key; whatever else lies there counts as none.
   * @param {string} key @param {string} field
   */
  const list = (key, field) => {
    try {
      const found = JSON.parse(kept(key) ?? "null");
      return found?.version === VERSION ? texts(found[field]) : [];
    } catch {
      return [];
    }
  };

  /** @param {string} key @param {string} field @param {string[]} more */
  const add = (key, field, more) => {
    const all = [...new Set([...list(key, field), ...more])];
    keep(key, JSON.stringify({ version: VERSION, [field]: all }));
  };

  /** @param {Chapter} chapter @returns {State} */
  const stateOf = ({ name, questions, exercises }) => {
    const answered = list(`course.quiz.${name}`, "right");
    const right = questions.filter((x) => answered.includes(x)).length;
    const solved = exercises.filter((x) => kept(`course.solved.${x}`) !== null).length;
    const read = list(READ, "read").includes(name);
    const done = read && right === questions.length && solved === exercises.length;
    return { read, right, solved, done };
  };

  /** Note that the page's end has been seen. @param {string} chapter */
  const watchEnd = (chapter) => {
    const article = document.querySelector(".bd-article");
    const end = document.createElement("span");
    const watch = new IntersectionObserver((entries) => {
      // a page that is shorter than the window, or has just been opened, is not read
      if (!entries.some((x) => x.isIntersecting) || !scrollY) return;
      add(READ, "read", [chapter]);
      watch.disconnect();
    });
    article?.append(end);
    watch.observe(end);
  };

  /** Note the heading that was passed last. @param {string} page */
  const watchPlace = (page) => {
    const words = (/** @type {Element | null | undefined} */ heading) => {
      const copy = /** @type {Element | undefined} */ (heading?.cloneNode(true));
      copy?.querySelectorAll(".headerlink, .katex-mathml").forEach((x) => x.remove());
      return copy?.textContent?.trim() ?? "";
    };
    const TOP = 120; // px below which a heading is still ahead
    const note = () => {
      if (!scrollY) return;
      const sections = [...document.querySelectorAll(".bd-article section[id]")];
      const passed = sections.filter(
        ({ firstElementChild: heading }) =>
          heading?.matches("h2, h3") && heading.getBoundingClientRect().top < TOP,
      );
      const last = passed[passed.length - 1];
      const title = words(document.querySelector(".bd-article h1"));
      const label = last ? `${title}: ${words(last.firstElementChild)}` : title;
      const address = page + (last ? `#${last.id}` : "");
      keep(PLACE, JSON.stringify({ version: VERSION, address, label }));
    };
    let waiting = 0;
    const soon = () => {
      waiting ||= window.setTimeout(() => {
        waiting = 0;
        note();
      }, 500);
    };
    addEventListener("scroll", soon, { passive: true });
  };

  /** @returns {HTMLElement | undefined} a link to where the reader was */
  const wayBack = () => {
    try {
      const { version, address, label } = JSON.parse(kept(PLACE) ?? "null");
      if (version !== VERSION || !PAGE.test(address) || typeof label !== "string")
        return;
      const root = document.documentElement.dataset.content_root ?? "./";
      return make("a", { href: root + address, textContent: label });
    } catch {
      return; // nothing is kept, or nothing that is ours
    }
  };

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, any>} set
   * @returns {HTMLElementTagNameMap[T]}
   */
  const make = (tag, set = {}) => Object.assign(document.createElement(tag), set);

  /** @param {Chapter[]} chapters @returns {string} all that is kept, as JSON */
  const asFile = (chapters) => {
    /** @type {Record<string, string[]>} */
    const quiz = {};
    /** @type {Record<string, string>} */
    const code = {};
    const exercises = chapters.flatMap((x) => x.exercises);
    for (const { name } of chapters) quiz[name] = list(`course.quiz.${name}`, "right");
    for (const name of exercises) {
      const typed = kept(`course.code.${name}`);
      if (typed !== null) code[name] = typed;
    }
    const solved = exercises.filter((x) => kept(`course.solved.${x}`) !== null);
    const read = list(READ, "read");
    const all = { format: "course-progress", version: VERSION };
    return JSON.stringify({ ...all, read, quiz, solved, code }, null, 1);
  };

  /**
   * Add what a file holds to what is kept; what is typed here already stays.
   * @param {string} text @param {Chapter[]} chapters
   * @returns {string} what is wrong with it, or ""
   */
  const takeIn = (text, chapters) => {
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      found = null;
    }
    if (found?.format !== "course-progress")
      return "This file is none that was saved here.";
    if (found.version !== VERSION)
      return "This file was saved by another version of the course.";
    const names = chapters.map((x) => x.name);
    const read = texts(found.read).filter((x) => names.includes(x));
    if (read.length) add(READ, "read", read);
    for (const { name, questions, exercises } of chapters) {
      const right = texts(found.quiz?.[name]).filter((x) => questions.includes(x));
      if (right.length) add(`course.quiz.${name}`, "right", right);
      for (const exercise of exercises) {
        if (texts(found.solved).includes(exercise))
          keep(`course.solved.${exercise}`, "1");
        const typed = Object.hasOwn(found.code ?? {}, exercise) && found.code[exercise];
        const key = `course.code.${exercise}`;
        if (typeof typed === "string" && kept(key) === null) keep(key, typed);
      }
    }
    return "";
  };

  const forget = () => {
    try {
      for (const key of Object.keys(localStorage))
        if (OURS.test(key)) localStorage.removeItem(key);
    } catch {
      // nothing can have been kept
    }
  };

  /** @param {Chapter} chapter @param {State} state @returns {string} */
  const inWords = ({ questions, exercises }, { read, right, solved }) =>
    [
      read ? "✓ read" : "not read yet",
      questions.length && `quiz ${right} of ${questions.length}`,
      exercises.length && `code ${solved} of ${exercises.length}`,
    ]
      .filter(Boolean)
      .join(" · ");

  /** @param {HTMLElement} place */
  const show = (place) => {
    const chapters = /** @type {Chapter[]} */ (
      JSON.parse(place.dataset.chapters ?? "[]")
    );
    const summary = make("p", { className: "progress-summary" });
    const last = make("p", { className: "progress-place" });
    const buttons = make("p", { className: "progress-buttons" });
    const note = make("p", { className: "progress-note" });
    note.setAttribute("role", "status");
    const save = make("button", { type: "button", textContent: "Save to a file" });
    const clear = make("button", { type: "button", textContent: "Clear all" });
    const file = make("input", { type: "file", accept: ".json,application/json" });
    const load = make("label", { textContent: "Load from a file " });
    load.append(file);
    buttons.append(save, load, clear);
    const hint = make("p", {
      className: "progress-hint",
      textContent:
        "A chapter is done when its end was reached, its quiz is right and its code exercises are solved. This is kept in your browser alone and sent nowhere.",
    });
    const more = make("details");
    more.append(make("summary", { textContent: "Keep it, move it, clear it" }));
    more.append(hint, buttons, note);
    place.append(summary, last, more);
    place.hidden = false;

    const draw = () => {
      const counted = chapters.filter((x) => x.counted);
      const states = new Map(chapters.map((x) => [x, stateOf(x)]));
      const done = counted.filter((x) => states.get(x)?.done).length;
      const began = [...states.values()].some((x) => x.read || x.right || x.solved);
      const next = began ? counted.find((x) => !states.get(x)?.done) : chapters[0];
      summary.textContent = `${done} of ${counted.length} chapters done`;
      if (next) {
        const link = make("a", { href: next.href, textContent: next.label });
        summary.append(began ? ". Go on here: " : ". Begin here: ", link);
      }
      const back = wayBack();
      last.replaceChildren(...(back ? ["You were here last: ", back] : []));
      for (const mark of document.querySelectorAll(".map-progress")) mark.remove();
      for (const row of document.querySelectorAll(".map-row")) {
        const address = row.querySelector(".map-title a")?.getAttribute("href");
        const chapter = chapters.find((x) => x.href === address);
        const state = chapter && states.get(chapter);
        row.classList.toggle("done", Boolean(state?.done));
        if (!state || !began) continue;
        const words = inWords(chapter, state);
        row.append(make("p", { className: "map-progress", textContent: words }));
      }
      // all rows grow alike, so that the arcs still meet them
      document.querySelector(".course-map")?.classList.toggle("in-progress", began);
    };
    save.addEventListener("click", () => {
      const text = new Blob([asFile(chapters)], { type: "application/json" });
      const link = make("a", {
        href: URL.createObjectURL(text),
        download: "course-progress.json",
      });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href));
      note.textContent = "Saved as course-progress.json.";
    });
    file.addEventListener("change", async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      const wrong =
        chosen.size > MOST
          ? "This file is too large to be one that was saved here."
          : takeIn(await chosen.text(), chapters);
      note.textContent = wrong || "Loaded, and added to what was here.";
      file.value = "";
      draw();
    });
    clear.addEventListener("click", () => {
      if (!confirm("Forget all that was read, answered, typed and solved here?"))
        return;
      forget();
      note.textContent = "All is forgotten.";
      draw();
    });
    addEventListener("pageshow", draw); // back from a chapter
    draw();
  };

  if (dataset.chapter) watchEnd(dataset.chapter);
  if (dataset.page) watchPlace(dataset.page);
  const place = document.querySelector(".course-progress");
  if (place instanceof HTMLElement) show(place);
})();
