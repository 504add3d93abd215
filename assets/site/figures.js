/**
 * Brings the live figures of a page to life, each when it comes into view.
 *
 * A figure's module is the one that Jupyter runs as a widget; here it gets a model
 * without a kernel. Until its module has come, and if it never does, the picture in its
 * place stays. From a web server the modules are imported as files; a page opened from
 * disk may not import, and takes each figure from a classic script, as the start page
 * does for the only one that it has.
 */
(() => {
  const here = document.currentScript;
  // the folder's name carries a checksum: no browser mixes modules of two versions
  const { src = location.href, dataset = {} } =
    here instanceof HTMLScriptElement ? here : {};
  const folder = new URL(dataset.modules ?? "figures/", src);
  const fromDisk = location.protocol === "file:";
  const NEAR = "300px"; // begin this far below the window

  /**
   * What stands in for a widget's model: a state and its listeners.
   * @param {Record<string, any>} state
   * @param {string} name
   * @param {string} [query] the state that a shared link asks for; it may be empty
   */
  function modelOf(state, name, query) {
    const events = new EventTarget();
    return {
      query,
      get: (/** @type {string} */ key) => state[key],
      set(/** @type {string} */ key, /** @type {any} */ value) {
        if (JSON.stringify(state[key]) === JSON.stringify(value)) return;
        state[key] = value;
        events.dispatchEvent(new Event(`change:${key}`));
      },
      on: (/** @type {string} */ event, /** @type {() => void} */ callback) =>
        events.addEventListener(event, callback),
      off: (/** @type {string} */ event, /** @type {() => void} */ callback) =>
        events.removeEventListener(event, callback),
      save_changes() {},
      link: (/** @type {string} */ query) =>
        `${location.href.split("#")[0]}#figure-${name}${query && "?"}${query}`,
      open(/** @type {string} */ query) {
        this.query = query;
        events.dispatchEvent(new Event("link"));
      },
    };
  }

  /**
   * @param {string} name of a figure
   * @returns {Promise<any>} what its script hands over
   */
  function scripted(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.script.js`, folder).href;
      script.onload = () => resolve(Reflect.get(window, "liveFigures")?.[name]);
      script.onerror = () => reject(new Error(`${script.src} could not be read`));
      document.head.append(script);
    });
  }

  /** @param {HTMLElement} holder */
  async function load(holder) {
    const name = holder.dataset.figure ?? "";
    // a small figure is alone on its page: one request in the place of ten
    if (fromDisk || holder.closest(".live-small")) return scripted(name);
    return (await import(new URL(`${name}.js`, folder).href)).default;
  }

  /**
   * @param {HTMLElement} holder
   * @param {ReturnType<typeof modelOf>} model
   */
  async function mount(holder, model) {
    const seen = performance.now();
    const place = document.createElement("div");
    place.className = "live-figure-place";
    try {
      const figure = await load(holder);
      holder.append(place);
      figure.render({ model, el: place });
      holder.dataset.alive = (performance.now() - seen).toFixed(0); // ms, for timings
    } catch (error) {
      place.remove();
      console.error(`The figure "${holder.dataset.figure}" stays a picture:`, error);
    }
  }

  /** @returns {[string, string]} the figure that the address names, and its state */
  function asked() {
    const [name, query = ""] = location.hash.slice(1).split("?");
    return [name.replace("figure-", ""), query];
  }

  /** Prepare every figure of the page. */
  function start() {
    const models = new Map();
    /** @type {HTMLElement | undefined} */
    let found;
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting || !(target instanceof HTMLElement)) continue;
          watch.unobserve(target);
          mount(target, models.get(target)).then(() => {
            if (target === found) target.scrollIntoView(); // what is above has grown
          });
        }
      },
      { rootMargin: NEAR },
    );
    const [wanted, query] = asked();
    for (const holder of document.querySelectorAll("[data-figure]")) {
      if (!(holder instanceof HTMLElement)) continue;
      const name = holder.dataset.figure ?? "";
      const state = JSON.parse(holder.dataset.state ?? "{}");
      const named = !found && name === wanted;
      if (named) found = holder;
      models.set(holder, modelOf(state, name, named ? query : undefined));
      watch.observe(holder);
    }
    found?.scrollIntoView();
    window.addEventListener("hashchange", () => {
      const [name, query] = asked();
      const holder = document.querySelector(`[data-figure="${CSS.escape(name)}"]`);
      holder?.scrollIntoView();
      models.get(holder)?.open(query);
    });
  }

  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", start);
  else start();
})();
