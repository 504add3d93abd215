/**
 * Lets the keyboard reach formulas that are wider than the page, as the theme does for
 * code and tables; those that fit are no stop for the Tab key.
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
