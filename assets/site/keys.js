/**
 * What the keyboard reaches.
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
 * is no stop for the Tab key. To measure them all lays out the whole page, and so it
 * waits for the first Tab, or for a mouse that is pressed on one of them.
 */
(() => {
  const SCROLLERS =
    "div.math, pre, .cell_output > .output, .jp-RenderedHTMLCommon, .pst-scrollable-table-container";
  const look = () => {
    const all = [...document.querySelectorAll(SCROLLERS)];
    // first all questions, then all changes, else each question is a layout
    const cut = all.map(
      (x) => x.scrollWidth > x.clientWidth || x.scrollHeight > x.clientHeight,
    );
    all.forEach((scroller, i) => {
      if (cut[i]) scroller.setAttribute("tabindex", "0");
      else scroller.removeAttribute("tabindex");
    });
  };
  /** @param {KeyboardEvent | PointerEvent} event */
  const start = (event) => {
    const { target } = event;
    const wanted =
      event instanceof KeyboardEvent
        ? event.key === "Tab"
        : event.pointerType === "mouse" &&
          target instanceof Element &&
          target.closest(SCROLLERS);
    if (!wanted) return;
    removeEventListener("keydown", start, true);
    removeEventListener("pointerdown", start, true);
    look();
    new ResizeObserver(look).observe(document.documentElement);
    document.fonts.addEventListener("loadingdone", look); // they change the width
  };
  addEventListener("keydown", start, true);
  addEventListener("pointerdown", start, true);
})();

/**
 * Sections far from the screen are not laid out, and until then their height is a guess
 * (course.css). What it was when the page was left is a better one: with it a reload and
 * the way back find the place again.
 */
(() => {
  const sections = [
    ...document.querySelectorAll(".bd-article > section > section"),
  ].filter((x) => x instanceof HTMLElement);
  const key = `course.heights.${location.pathname}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (kept?.width === innerWidth)
      sections.forEach((section, i) => {
        section.style.containIntrinsicBlockSize = `auto ${kept.heights[i]}px`;
      });
  } catch {
    // a reader may forbid it
  }
  addEventListener("pagehide", () => {
    const heights = sections.map((section) => section.clientHeight);
    try {
      sessionStorage.setItem(key, JSON.stringify({ width: innerWidth, heights }));
    } catch {
      // the same
    }
  });
})();
