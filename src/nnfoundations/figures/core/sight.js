/** Tells when elements come into view: one observer for all figures of a page. */

/** @typedef {(entry: IntersectionObserverEntry) => void} Act */

/** @type {Map<Element, Set<Act>>} */
const watched = new Map();
/** @type {IntersectionObserver | undefined} made at first need: there is a window then */
let observer;

/** @param {IntersectionObserverEntry[]} entries the newest last */
const tell = (entries) =>
  entries.forEach((entry) => watched.get(entry.target)?.forEach((act) => act(entry)));

/**
 * @param {Element} element
 * @param {Act} act hears how much of it is in view, at once and after each change
 * @param {AbortSignal} signal ends it
 */
export function watch(element, act, signal) {
  observer ??= new IntersectionObserver(tell, { threshold: [0, 0.25, 0.5] });
  const acts = watched.get(element) ?? new Set();
  watched.set(element, acts.add(act));
  observer.observe(element);
  const end = () => {
    if (!acts.delete(act) || acts.size) return;
    watched.delete(element);
    if (watched.size) observer?.unobserve(element);
    else observer?.disconnect();
  };
  signal.addEventListener("abort", end, { once: true });
}
