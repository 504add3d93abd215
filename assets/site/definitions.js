/**
 * Shows beside a link to a term its definition, beside a citation its entry: when the
 * mouse rests on it, when the keyboard reaches it, at the first tap of a finger.
 *
 * The entries come as one script, with the first that is asked for. Where they do not
 * come, or a browser knows no popovers, the link leads to its entry as it does anyway.
 */
(() => {
  const here = document.currentScript;
  const { src = location.href } = here instanceof HTMLScriptElement ? here : {};
  if (!("popover" in HTMLElement.prototype)) return;

  const LINKS = "a[href*='.html#term-'], .bibtex-citation a[href*='.html#']";
  const OPENS = 250; // ms that the mouse rests on a link
  const STAYS = 300; // ms to get from the link into the box
  const GAP = 6; // px between them
  const EDGE = 8; // px to the window's border

  const box = document.createElement("div");
  Object.assign(box, { className: "definition", popover: "manual" });
  const text = document.createElement("div");
  text.id = "definition";
  const more = document.createElement("a");
  more.tabIndex = -1; // it leads where the link before it leads
  box.append(text, more);

  /** @type {HTMLAnchorElement | null} the link whose entry is shown */
  let shown = null;
  /** @type {HTMLAnchorElement | null} the link whose entry is wanted */
  let wanted = null;
  let waiting = 0;
  let touched = false;
  let returning = false; // the focus comes back from the box
  /** @type {Promise<Record<string, string>> | undefined} */
  let loading;

  const load = () =>
    (loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = new URL("definitions-data.js", src).href;
      script.onload = () => resolve(Reflect.get(window, "courseDefinitions") ?? {});
      script.onerror = () => {
        loading = undefined; // ask again another time
        resolve({});
      };
      document.head.append(script);
    }));

  /** @param {EventTarget | null} target @returns {HTMLAnchorElement | null} */
  const linkAt = (target) => {
    const link = target instanceof Element ? target.closest(LINKS) : null;
    return link instanceof HTMLAnchorElement && !box.contains(link) ? link : null;
  };
  /** @param {EventTarget | null} target */
  const inBox = (target) => target instanceof Node && box.contains(target);

  /** Put the box below the link, or above it where there is more room. */
  const place = () => {
    if (!shown) return;
    const lines = shown.getClientRects();
    const [first, last] = [lines[0], lines[lines.length - 1]];
    const { offsetWidth: width, offsetHeight: height } = box;
    const above =
      last.bottom + GAP + height > innerHeight - EDGE && first.top - GAP > height;
    const left = above ? first.left : last.left;
    box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - EDGE - width))}px`;
    box.style.top = `${above ? first.top - GAP - height : last.bottom + GAP}px`;
  };

  const hide = () => {
    clearTimeout(waiting);
    wanted = null;
    if (!shown) return;
    const within = box.contains(document.activeElement);
    const link = shown;
    shown = null;
    link.removeAttribute("aria-describedby");
    box.hidePopover();
    box.remove();
    returning = true;
    if (within) link.focus();
    returning = false;
  };

  /** @param {HTMLAnchorElement} link */
  const show = async (link) => {
    clearTimeout(waiting);
    if (shown === link) return;
    hide();
    wanted = link;
    const root = new URL(
      document.documentElement.dataset.content_root ?? "./",
      location.href,
    );
    const entry = (await load())[link.href.replace(root.href, "")];
    if (!entry || wanted !== link) return;
    text.innerHTML = entry;
    // the entry's own links start from the page on which it stands
    for (const inner of text.querySelectorAll("a"))
      inner.href = new URL(inner.getAttribute("href") ?? "", link.href).href;
    more.href = link.href;
    more.textContent = link.hash.startsWith("#term-")
      ? "In the glossary"
      : "In the bibliography";
    link.removeAttribute("title"); // the browser would show the entry a second time
    link.setAttribute("aria-describedby", text.id);
    link.after(box); // so that the Tab key gets from the one into the other
    shown = link;
    box.showPopover();
    place();
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkAt(event.target);
    if (link || inBox(event.target)) clearTimeout(waiting);
    if (link && link !== shown) waiting = window.setTimeout(show, OPENS, link);
    else if (!link && !inBox(event.target) && document.activeElement !== shown) {
      clearTimeout(waiting);
      waiting = window.setTimeout(hide, STAYS);
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    const link = linkAt(target);
    if (link?.matches(":focus-visible") && !returning) show(link);
    else if (target !== shown && !inBox(target)) hide();
  });
  document.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && relatedTarget !== shown && !inBox(relatedTarget)) hide();
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (!linkAt(event.target) && !inBox(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = linkAt(event.target);
    // the second tap follows the link, as a click of the mouse does
    if (link && touched && link !== shown) {
      event.preventDefault();
      show(link);
    }
    const inner = event.target instanceof Element && event.target.closest("a");
    if (inBox(event.target) && !inner) event.preventDefault(); // no summary unfolds
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("scroll", place, { passive: true });
  addEventListener("resize", place);
})();
