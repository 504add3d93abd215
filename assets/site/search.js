/**
 * The search page: finds sections, chapters before reference, titles before mentions.
 * MiniSearch and the data are loaded by this page alone, from disk as well.
 */
(() => {
  /** @typedef {{ id: number, page: number, anchor: string, title: string, words: string, first: string }} Entry */
  const scope = /** @type {any} */ (self);
  /** @type {[string, string, number, [string, string, string][]][]} */
  const pages = scope.courseSearch;
  /** @type {Entry[]} */
  const entries = pages.flatMap(([, , , found], page) =>
    found.map(([anchor, title, words], i) => {
      return { id: 0, page, anchor, title, words, first: i ? "" : title };
    }),
  );
  entries.forEach((entry, id) => (entry.id = id));

  const RANKS = [1, 0.5, 0.5, 0.08]; // chapter, notebook, appendix, reference
  const NAMES = ["Chapter", "Notebook", "Appendix", "Reference"];
  const SHOWN = { pages: 20, sections: 3, words: 32 };
  const mini = new scope.MiniSearch({
    fields: ["first", "title", "words"],
    searchOptions: {
      boost: { first: 8, title: 4 },
      boostDocument: (/** @type {number} */ id) => RANKS[pages[entries[id].page][2]],
      combineWith: "AND",
      prefix: (/** @type {string} */ term) => term.length > 3,
    },
  });
  mini.addAll(entries);

  /**
   * @param {string} tag
   * @param {string} text
   * @param {string} [className]
   */
  function element(tag, text, className = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /**
   * The words around the first that was found, with all that were found marked.
   * @param {string} text
   * @param {string[]} terms
   */
  function snippet(text, terms) {
    const words = text.split(" ");
    const plain = (/** @type {string} */ word) =>
      word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    const hit = words.findIndex((word) => terms.includes(plain(word)));
    const start = Math.max(0, hit - 8);
    const line = element("p", start ? "… " : "", "context");
    for (const word of words.slice(start, start + SHOWN.words)) {
      line.append(terms.includes(plain(word)) ? element("mark", word) : word, " ");
    }
    if (start + SHOWN.words < words.length) line.append("…");
    return line;
  }

  const spaced = (/** @type {string} */ text) =>
    text.toLowerCase().split(/\s+/).join(" ");

  /**
   * @param {string} query
   * @returns {[any[], string]} what was found, and the words that were meant
   */
  function find(query) {
    const phrases = [...query.matchAll(/["“]([^"“”]+)["”]/g)].map((x) => spaced(x[1]));
    const found = mini.search(query).filter((/** @type {any} */ { id }) => {
      const { title, words } = entries[id];
      return phrases.every((x) => spaced(`${title}\n${words}`).includes(x.trim()));
    });
    if (phrases.length) return [found, ""];
    if (found.length) return [found, ""];
    const near = mini.search(query, { fuzzy: 0.25 });
    if (!near.length) return [mini.search(query, { combineWith: "OR" }), ""];
    const meant = Object.keys(near[0].match);
    return [near, meant.slice(0, query.trim().split(/\s+/).length).join(" ")];
  }

  /** @param {string} query */
  function show(query) {
    const list = document.querySelector("#search-results");
    const summary = document.querySelector(".search-summary");
    if (!list || !summary) return;
    list.replaceChildren();
    if (!query.trim()) {
      summary.textContent = "";
      return;
    }
    const [found, meant] = find(query);
    /** @type {Map<number, any[]>} */
    const grouped = new Map();
    for (const hit of found) {
      const { page } = entries[hit.id];
      grouped.set(page, [...(grouped.get(page) ?? []), hit]);
    }
    const some =
      grouped.size === 1 ? "Found on 1 page." : `Found on ${grouped.size} pages.`;
    summary.textContent = found.length
      ? some
      : "Found nothing. Try another word, or fewer.";
    if (meant) {
      const link = element("a", meant);
      link.setAttribute("href", `?q=${encodeURIComponent(meant)}`);
      summary.replaceChildren(`Nothing for “${query}”. Did you mean `, link, "?");
    }
    const items = element("ul", "", "search");
    for (const [page, hits] of [...grouped].slice(0, SHOWN.pages)) {
      const [address, title, kind] = pages[page];
      const item = element("li", "");
      item.append(element("span", NAMES[kind], "search-kind"));
      const best = hits.slice(0, SHOWN.sections);
      if (entries[best[0].id].anchor) {
        const link = element("a", title);
        link.setAttribute("href", address);
        item.append(link);
      }
      for (const hit of best) {
        const { anchor, title: heading, words } = entries[hit.id];
        const link = element("a", anchor ? heading : title, anchor && "search-section");
        link.setAttribute("href", address + (anchor && `#${anchor}`));
        item.append(link);
        if (words) item.append(snippet(words, hit.terms));
      }
      items.append(item);
    }
    if (found.length) list.append(items);
  }

  const query = new URLSearchParams(location.search).get("q") ?? "";
  const field = document.querySelector(".bd-search-container input[type=search]");
  if (field instanceof HTMLInputElement) {
    field.value = query;
    field.focus();
    field.addEventListener("input", () => show(field.value));
  }
  show(query);
})();
