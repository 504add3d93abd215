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
 * The Tab key reaches formulas that are wider than the page, as by the theme it does code
 * and tables; those that fit are no stop for it.
 */
(() => {
  const formulas = document.querySelectorAll("div.math");
  const look = () => {
    for (const formula of formulas)
      if (formula.scrollWidth > formula.clientWidth)
        formula.setAttribute("tabindex", "0");
      else formula.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver(look);
  if (formulas.length) watch.observe(document.documentElement);
  document.fonts.addEventListener("loadingdone", look); // they change the width
})();
