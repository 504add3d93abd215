/**
 * Keeps what a reader has opened, and the whole book on request, for a time without a
 * network. `_ext/offline.py` writes it to the top of the site, with the edition's name.
 *
 * Each edition has a cache of its own, so that no page meets another edition's scripts.
 * A new one takes along, before it is told, whatever the former had kept.
 */
(() => {
  const EDITION = "EDITION";
  const worker = /** @type {any} */ (self);
  /** @type {string} the site's address: other sites may share the server */
  const site = worker.registration.scope;
  const NAME = `${site}#${EDITION}`;
  const LIST = `${site}offline.json`;
  const APART = [LIST, `${site}downloads/`]; // asked from the server each time
  const ABSENT = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not kept</title><style>:root { color-scheme: light dark; font: 1.1rem/1.6
system-ui } body { margin: 15vh auto; max-width: 32rem; padding: 0 1.5rem }</style>
<h1>There is no network</h1><p>You have not opened this page before, so it was not kept.
Open it when there is a network again, or take the whole book along then, at the
<a href="${site}chapters/index.html">start of the course</a>.</p></html>`;

  /** @param {string} url */
  const isOurs = (url) => url.startsWith(site) && !APART.some((x) => url.startsWith(x));

  /** @param {string} url @returns {string} without what differs between editions */
  const plain = (url) =>
    new URL(url, site).pathname.replace(/\/[0-9a-f]{12}(?=\/)/, "");

  /** @param {Request} request @returns {string} below which it is kept */
  const keyOf = ({ url, mode }) => {
    const key = new URL(url);
    key.hash = "";
    if (mode === "navigate") key.search = ""; // what was searched for, say
    if (key.pathname.endsWith("/")) key.pathname += "index.html";
    return key.href;
  };

  /**
   * An answer that came from elsewhere may not be shown for the address asked.
   * @param {Response} answer
   */
  const keepable = ({ status, redirected }) => status === 200 && !redirected;

  /** @returns {Promise<string[]>} the caches of former editions */
  const former = async () =>
    (await caches.keys()).filter((x) => x.startsWith(`${site}#`) && x !== NAME);

  /** Take along what former editions have kept. */
  const renew = async () => {
    const stores = await Promise.all((await former()).map((x) => caches.open(x)));
    const keys = (await Promise.all(stores.map((x) => x.keys()))).flat();
    if (!keys.length) return;
    const kept = new Set(keys.map((x) => plain(x.url)));
    const whole = kept.has(plain(LIST));
    const told = await fetch(LIST, { cache: "no-store" });
    const { files } = await told.clone().json();
    const before = whole ? (await (await caches.match(LIST))?.json())?.files : {};
    const cache = await caches.open(NAME);
    const bring = async (/** @type {string} */ file) => {
      const url = new URL(file, site).href;
      const same = before?.[file]?.[1] === files[file][1] && (await caches.match(url));
      const answer = same || (await fetch(url, { cache: "no-cache" }));
      if (!keepable(answer)) throw new Error(`${answer.status} ${url}`);
      await cache.put(url, answer);
    };
    const wanted = Object.keys(files).filter((x) => whole || kept.has(plain(x)));
    await Promise.all(wanted.map(bring));
    if (whole) await cache.put(LIST, told);
  };

  /** @param {any} event @returns {Promise<Response>} */
  const answer = async (event) => {
    const key = keyOf(event.request);
    const cache = await caches.open(NAME);
    const kept = await cache.match(key);
    if (kept) return kept;
    try {
      const fresh = await fetch(event.request, { cache: "no-cache" });
      if (keepable(fresh)) {
        const copy = fresh.clone();
        event.waitUntil(cache.put(key, copy).catch(() => {})); // the disk may be full
      }
      return fresh;
    } catch {
      const near = await cache.match(key, { ignoreSearch: true });
      if (near) return near;
      const headers = { "Content-Type": "text/html" };
      return event.request.mode === "navigate"
        ? new Response(ABSENT, { status: 503, headers })
        : Response.error();
    }
  };

  worker.addEventListener("install", (/** @type {any} */ event) =>
    event.waitUntil(renew()),
  );
  worker.addEventListener("activate", (/** @type {any} */ event) =>
    event.waitUntil(
      (async () => {
        for (const name of await former()) await caches.delete(name);
        await worker.clients.claim();
      })(),
    ),
  );
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { method, url, cache } = event.request;
    if (method === "GET" && isOurs(url) && cache !== "no-store")
      event.respondWith(answer(event));
  });
  worker.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data === "take over") worker.skipWaiting();
    else {
      // what a page holds that has not passed this worker
      const keep = async (/** @type {string} */ url) => {
        const cache = await caches.open(NAME);
        if (!isOurs(url) || (await cache.match(url))) return;
        const fresh = await fetch(url);
        if (keepable(fresh)) await cache.put(url, fresh);
      };
      event.waitUntil(Promise.allSettled(event.data.keep.map(keep)));
    }
  });
})();
