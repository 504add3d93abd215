/**
 * What the theme's buttons do. Its own handlers are attributes of the page, which the
 * page's policy forbids (`_ext/content_security.py`).
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
})();
