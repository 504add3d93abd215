/**
 * The course without a network: registers the worker that keeps pages, says when a new
 * edition is there, and takes the whole book along on request.
 *
 * A page opened from disk needs none of it and gets none.
 */
(async () => {
  const here = document.currentScript;
  const { src = "" } = here instanceof HTMLScriptElement ? here : {};
  if (!location.protocol.startsWith("http") || !navigator.serviceWorker) return;
  const site = new URL("../", src);
  const AT_ONCE = 6; // requests

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, any>} set
   * @param {(Node | string)[]} inside
   * @returns {HTMLElementTagNameMap[T]}
   */
  const make = (tag, set = {}, inside = []) => {
    const made = Object.assign(document.createElement(tag), set);
    made.append(...inside);
    return made;
  };

  /** @param {number} bytes */
  const size = (bytes) => `${Math.ceil(bytes / 1e6)} MB`;

  /** @param {ServiceWorkerRegistration} registration */
  const tell = (registration) => {
    if (document.querySelector(".new-edition")) return;
    const reload = make("button", { type: "button", textContent: "Reload" });
    const later = make("button", { type: "button", textContent: "Later" });
    const text = make("p", { textContent: "A new edition of this course is here." });
    text.setAttribute("role", "status");
    const note = make("section", { className: "new-edition" }, [text, reload, later]);
    note.setAttribute("aria-label", "New edition");
    reload.addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () =>
        location.reload(),
      );
      if (registration.waiting) registration.waiting.postMessage("take over");
      else location.reload(); // another page has pressed the button
    });
    later.addEventListener("click", () => note.remove());
    document.body.append(note);
  };

  /** @param {ServiceWorkerRegistration} registration */
  const watch = (registration) => {
    const { waiting, installing } = registration;
    if (waiting && navigator.serviceWorker.controller) tell(registration);
    installing?.addEventListener("statechange", () => watch(registration));
  };

  /**
   * @param {ServiceWorkerRegistration} registration
   * @param {HTMLProgressElement} progress
   * @returns {Promise<string>} what there is to say
   */
  const take = async (registration, progress) => {
    await registration.update();
    if (registration.installing || registration.waiting) {
      watch(registration);
      return "A new edition is on its way. Reload the page, then take it along.";
    }
    const list = new URL("offline.json", site).href;
    const told = await fetch(list, { cache: "no-store" });
    const { edition, bytes, files } = await told.clone().json();
    const cache = await caches.open(`${registration.scope}#${edition}`);
    progress.max = bytes;
    const left = Object.entries(files);
    const carry = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [file, [weight]] = next;
        const url = new URL(file, site).href;
        if (!(await cache.match(url))) {
          const answer = await fetch(url, { cache: "no-store" });
          if (!answer.ok || answer.redirected)
            throw new Error(`${answer.status} for ${file}`);
          await cache.put(url, answer);
        }
        progress.value += weight;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    await cache.put(list, told); // says that all is there
    return "";
  };

  /**
   * @param {HTMLElement} place
   * @param {ServiceWorkerRegistration} registration
   */
  const offer = async (place, registration) => {
    const amount = size(Number(place.dataset.bytes));
    const label = `Take the whole book along (${amount})`;
    const button = make("button", { type: "button", textContent: label });
    const progress = make("progress", { value: 0, hidden: true });
    progress.setAttribute("aria-label", "How much of the book is here");
    const note = make("p", { className: "take-along-note" });
    note.setAttribute("role", "status");
    const done = () => {
      button.hidden = progress.hidden = true;
      note.textContent = `The whole book is on this device (${amount}) and opens without a network.`;
    };
    place.append(button, progress, note);
    place.hidden = false;
    if (await caches.match(new URL("offline.json", site).href)) return done();
    button.addEventListener("click", async () => {
      button.disabled = true;
      progress.value = 0;
      progress.hidden = false;
      note.textContent = "The pages are on their way.";
      navigator.storage?.persist?.(); // else a full device may drop them
      try {
        const said = await take(registration, progress);
        if (!said) return done();
        note.textContent = said;
      } catch (error) {
        const why = error instanceof Error ? error.message : error;
        note.textContent = `It broke off (${why}). Press again: what has come is kept.`;
      }
      progress.hidden = true;
      button.disabled = false;
    });
  };

  const begin = async () => {
    // here, since a browser refuses it to a page from disk
    const href = new URL("manifest.webmanifest", site).href;
    document.head.append(make("link", { rel: "manifest", href }));
    const first = !navigator.serviceWorker.controller;
    const address = new URL("service-worker.js", site);
    const registration = await navigator.serviceWorker.register(address, {
      updateViaCache: "none",
    });
    watch(registration);
    registration.addEventListener("updatefound", () => watch(registration));
    const { active } = await navigator.serviceWorker.ready;
    const place = document.querySelector(".take-along");
    if (place instanceof HTMLElement) offer(place, registration);
    const hand = (/** @type {string[]} */ keep) => active?.postMessage({ keep });
    // pictures that wait to come near are no less part of the page
    const { saveData } = Reflect.get(navigator, "connection") ?? {};
    if (!saveData) hand(Array.from(document.images, (x) => x.src));
    if (!first) return;
    // this page began without the worker: what it has loaded, or still loads so
    const start = ["index.html", "chapters/index.html"].map((x) => new URL(x, site));
    hand([location.href.split(/[?#]/)[0], ...start.map(String)]);
    new PerformanceObserver((found) =>
      hand(found.getEntries().map((x) => x.name)),
    ).observe({ type: "resource", buffered: true });
  };

  if (document.readyState !== "complete")
    await new Promise((loaded) => addEventListener("load", loaded));
  await begin().catch(() => {}); // a reader may forbid it: the pages work all the same
})();
