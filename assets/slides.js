/** The keys of a deck of slides, and letters that shrink until a slide holds its text. */
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const LEAST = 0.5; // of the letters' size
  const STEP = 0.04;

  /** @param {Element} slide */
  function fit(slide) {
    const inside = slide.querySelector(".inside");
    if (!(inside instanceof HTMLElement)) return;
    const holds = () =>
      inside.scrollHeight <= inside.clientHeight + 1 &&
      inside.scrollWidth <= inside.clientWidth + 1;
    for (let size = 1; size >= LEAST; size -= STEP) {
      inside.style.setProperty("--fit", size.toFixed(2));
      if (holds()) break;
    }
  }

  /** @param {number} by so many slides forwards */
  function move(by) {
    const now = Math.round(scrollY / innerHeight);
    const next = Math.min(Math.max(now + by, 0), slides.length - 1);
    slides[next].scrollIntoView({ behavior: "instant" });
  }

  /** @type {Record<string, number>} */
  const keys = {
    ArrowRight: 1,
    ArrowDown: 1,
    PageDown: 1,
    " ": 1,
    ArrowLeft: -1,
    ArrowUp: -1,
    PageUp: -1,
    Home: -Infinity,
    End: Infinity,
  };
  addEventListener("keydown", (event) => {
    const inFigure = event.target instanceof Element && event.target.closest(".lf");
    if (inFigure || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.key in keys)) return;
    event.preventDefault();
    move(keys[event.key]);
  });

  document.fonts.ready.then(() => {
    slides.forEach(fit);
    document.documentElement.dataset.fitted = "";
  });
})();
