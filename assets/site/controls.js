/**
 * What buttons, keys and a finger do beside the theme: one script for all pages.
 *
 * The arrow keys lead to the next page and back, where nothing else on the page has a use
 * for them: not in a field, a figure, or a box that scrolls.
 */
(() => {
  /** @type {Record<string, HTMLAnchorElement | null>} */
  const ways = {
    ArrowLeft: document.querySelector("a.left-prev"),
    ArrowRight: document.querySelector("a.right-next"),
  };
  for (const [key, way] of Object.entries(ways))
    way?.setAttribute("aria-keyshortcuts", key);

  /** Whether the page itself moves sideways: it is zoomed, or wider than the window. */
  const moves = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth + 1 || (visualViewport?.scale ?? 1) > 1.01;
  };

  document.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    const { altKey, ctrlKey, metaKey, shiftKey } = event;
    if (!way || event.defaultPrevented || event.repeat) return;
    if (altKey || ctrlKey || metaKey || shiftKey || moves()) return;
    const focus = document.activeElement;
    if (focus && focus !== document.body && !(focus instanceof HTMLAnchorElement))
      return;
    if (document.fullscreenElement || document.querySelector("dialog[open]")) return;
    location.assign(way.href);
  });
})();

/**
 * Lets the keyboard reach what is wider than the page (formulas, code, tables); what fits
 * is no stop for the Tab key. All are measured at once, when the page has been drawn: the
 * theme's script did it one by one, with a layout of the page for each.
 */
(() => {
  const SCROLLERS =
    "div.math, pre, .cell_output > .output, .jp-RenderedHTMLCommon, .pst-scrollable-table-container";
  /** @param {Element} scroller @returns {Record<string, string>} a stop with a name */
  const stop = (scroller) => {
    const own = scroller.matches("div.math") ? "Formula" : "Program";
    const table = scroller.querySelector("table");
    const name = scroller.closest(".cell_output") ? "Output" : own;
    return { tabindex: "0", role: "group", "aria-label": table ? "Table" : name };
  };
  const look = () => {
    const all = [...document.querySelectorAll(SCROLLERS)];
    // first all questions, then all changes, else each question is a layout
    const cut = all.map(
      (x) => x.scrollWidth > x.clientWidth || x.scrollHeight > x.clientHeight,
    );
    all.forEach((scroller, i) => {
      if (cut[i] === scroller.hasAttribute("tabindex")) return; // a change costs a layout
      for (const [name, value] of Object.entries(stop(scroller)))
        if (cut[i]) scroller.setAttribute(name, value);
        else scroller.removeAttribute(name);
    });
  };
  new ResizeObserver(look).observe(document.documentElement); // calls it once, drawn
  document.fonts.addEventListener("loadingdone", look); // they change the width
})();

/**
 * Pictures open larger than they were drawn, on a tap as by the Tab key and Enter: on a
 * narrow page their letters are too small.
 */
(() => {
  const ENLARGE = "Enlarge the picture";
  const LARGE = 1.25; // then an index of a 9-point letter is 10 px high
  const inside = ".bd-article :is(figure, .cell_output)";
  const pictures = document.querySelectorAll(
    `${inside} img:not(.live-figure img, .hero-picture)`,
  );
  for (const picture of pictures) {
    if (!(picture instanceof HTMLImageElement)) continue;
    const link = picture.closest("a");
    if (link && !link.classList.contains("image-reference")) continue;
    const open = (/** @type {Event} */ event) => {
      event.preventDefault();
      enlarge(picture);
    };
    (link ?? picture).addEventListener("click", open);
    if (link) {
      link.title = ENLARGE; // its name is what the picture shows
      continue; // it has its place among the stops of the Tab key
    }
    const button = document.createElement("button");
    button.className = "picture-opener";
    button.textContent = ENLARGE;
    button.addEventListener("click", open);
    picture.after(button);
  }

  /** @param {HTMLImageElement} picture */
  function enlarge(picture) {
    const dialog = document.createElement("dialog");
    dialog.className = "picture-large";
    dialog.setAttribute("aria-label", "The picture, enlarged");
    const close = document.createElement("button");
    close.textContent = "Close";
    const large = new Image();
    Object.assign(large, { src: picture.src, alt: picture.alt });
    const { naturalWidth, naturalHeight } = picture;
    const room = Math.min(
      innerWidth - 40, // px: scroll bar and margins
      ((innerHeight - 100) * naturalWidth) / naturalHeight,
    );
    large.style.width = `${Math.max(LARGE * naturalWidth, room)}px`;
    const scroller = document.createElement("div");
    scroller.tabIndex = 0; // the arrow keys move it
    scroller.append(large);
    dialog.append(close, scroller);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target === close) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
  }
})();

/**
 * What the theme's buttons do. Its own handlers are attributes of the page, which the
 * page's policy forbids (`_ext/content_security.py`); its menus and tooltips would bring
 * all of Bootstrap.
 */
(() => {
  /** @type {Record<string, () => unknown>} */
  const deeds = {
    fullscreen: () =>
      document.fullscreenElement
        ? document.exitFullscreen()
        : document.documentElement.requestFullscreen(),
    print: () => window.print(),
  };
  for (const button of document.querySelectorAll("[data-press]"))
    button.addEventListener("click", deeds[button.getAttribute("data-press") ?? ""]);

  for (const element of document.querySelectorAll("[data-bs-title]:not([title])"))
    element.setAttribute("title", element.getAttribute("data-bs-title") ?? "");

  const openers = document.querySelectorAll('[data-bs-toggle="dropdown"]');
  /**
   * @param {Element} opener the button of a menu
   * @param {boolean} open
   */
  function show(opener, open) {
    opener.setAttribute("aria-expanded", String(open));
    opener.parentElement
      ?.querySelector(".dropdown-menu")
      ?.classList.toggle("show", open);
  }
  for (const opener of openers) {
    opener.addEventListener("click", () =>
      show(opener, opener.getAttribute("aria-expanded") !== "true"),
    );
    opener.parentElement?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      show(opener, false);
      if (opener instanceof HTMLElement) opener.focus();
    });
  }
  const closeOthers = (/** @type {Event} */ event) => {
    for (const opener of openers)
      if (event.target instanceof Node && !opener.parentElement?.contains(event.target))
        show(opener, false);
  };
  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);
})();
