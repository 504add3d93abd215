/** The network of the notebook mlp_scratch, and what it makes of 64 numbers. */
import { forward, Network, Pass } from "./core/network.js";
import { network as stored } from "./digit_network.js";
import { laid, seen, upTo } from "./handwriting.js";

/** @typedef {{ hidden: number[], logits: number[], probabilities: number[] }} Answer */

/** @type {Network | undefined} unpacked at first need */
let unpacked;

/** @returns {Network} the trained network */
export function trained() {
  if (unpacked) return unpacked;
  const made = new Network(stored.sizes, "relu");
  const bytes = Uint8Array.from(atob(stored.weights), (letter) => letter.charCodeAt(0));
  const numbers = new DataView(bytes.buffer);
  let at = 0;
  const arrays = made.weights.flatMap((W, l) => [W, made.biases[l]]);
  arrays.forEach((array, k) => {
    for (let i = 0; i < array.length; i++, at += 2)
      array[i] = numbers.getInt16(at, true) * stored.scales[k];
  });
  return (unpacked = made);
}

/** @param {number[]} counts 64 numbers from 0 to 16 @returns {Answer} */
export function predict(counts) {
  const pass = new Pass(trained(), 1);
  pass.H[0].set(counts.map((count) => count / 16));
  const logits = Array.from(forward(trained(), pass));
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  const probabilities = powers.map((power) => power / sum);
  return { hidden: Array.from(pass.H[1]), logits, probabilities };
}

/**
 * How hard each hidden unit pushes a class: its value times its weight.
 * @param {number[]} hidden
 * @param {number} digit
 * @returns {number[]}
 */
export function pushes(hidden, digit) {
  const W2 = trained().weights[1];
  return hidden.map((value, unit) => value * W2[10 * unit + digit]);
}

/** @param {number} index @returns {number[]} a held-out image */
export function heldOut(index) {
  return Array.from(stored.images[index], (letter) => letter.charCodeAt(0) - 97);
}

/** @param {number[]} values @returns {number[]} their places, the largest first */
export const ranked = (values) =>
  upTo(values.length).sort((i, j) => values[j] - values[i]);

/** @param {number[]} p @returns {number} entropy [bit]: 0 is sure, log2(10) undecided */
export function entropy(p) {
  return p.reduce((sum, q) => (q > 0 ? sum - q * Math.log2(q) : sum), 0);
}

/** @param {number[]} counts @returns {string} the digit that the network names */
export const named = (counts) => String(ranked(predict(counts).logits)[0]);

/** @param {number} image @returns {boolean} whether the page reads it wrongly */
export const misread = (image) =>
  named(seen(laid(heldOut(image)))) !== stored.labels[image];
