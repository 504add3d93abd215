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
