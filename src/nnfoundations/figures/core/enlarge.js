/** A figure that fills the screen: for a projector, or for small letters on a phone. */
import { html } from "./dom.js";

/** @typedef {import("./figure.js").View} View */

/** A wider screen shows the figure as one of this width would, only larger [px]. */
const LAID_OUT = 1200;

/**
 * A button that lifts the figure out of the page, and puts it back. A dialog keeps the
 * focus and closes on Escape; the figure fills the screen where a browser lets it.
 * @param {View} view
 */
export function enlargeable(view) {
  const { root, signal } = view;
  const dialog = html("dialog", { class: "lf-dialog", "aria-label": view.spec.title });
  const place = /** @type {HTMLElement} */ (root.parentElement);
  const press = () => (dialog.open ? dialog.close() : open());
  const button = html("button", { type: "button", "data-enlarge": "", onclick: press });
  const fit = () => {
    button.textContent = dialog.open ? "Close" : "Enlarge";
    root.style.zoom = dialog.open ? String(Math.max(1, innerWidth / LAID_OUT)) : "";
  };
  const open = () => {
    place.style.minHeight = `${place.offsetHeight}px`; // what is below stays there
    place.append(dialog);
    dialog.append(root);
    dialog.showModal();
    // a frame of another page may not: then the figure fills the frame
    root.requestFullscreen?.().catch(() => {});
    fit();
    button.focus();
  };
  const close = () => {
    if (document.fullscreenElement === root) document.exitFullscreen();
    place.append(root);
    dialog.remove();
    place.style.minHeight = "";
    fit();
    button.focus();
  };
  const left = () => {
    if (dialog.open && !document.fullscreenElement) dialog.close();
  };
  dialog.addEventListener("close", close);
  root.addEventListener("fullscreenchange", left);
  window.addEventListener("resize", fit, { signal });
  view.onRemove(() => dialog.remove());
  view.bar.append(button);
  fit();
}
