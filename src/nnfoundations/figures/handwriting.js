/**
 * From ink on paper to the 64 numbers that the digits' network takes, and back: the
 * steps and constants of `nnfoundations.figures.handwriting`.
 */

/** @typedef {number[][]} Bitmap zeros and ones, rows from the top */

export const PAPER = 48;
const SIDE = 32;
const WIDTH = 20;
const CENTRE = 16.25;
const SLANT = [0.2, 1];
const INK = [256, 384];
const LAID = 40;
const HALF = 2 ** 24; // a row's 48 bits are too many for bit operations

/** @param {number} n @param {number} [value] @returns {number[]} */
const filled = (n, value = 0) => new Array(n).fill(value);

/** @param {number} n @returns {number[]} 0 to n - 1 */
export const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/**
 * @param {number[]} rows one whole number a row, 2 ** c for column c; none if empty
 * @returns {Bitmap}
 */
export function fromRows(rows) {
  return upTo(PAPER).map((r) => {
    const halves = [(rows[r] ?? 0) % HALF, Math.floor((rows[r] ?? 0) / HALF)];
    return halves.flatMap((half) => upTo(24).map((c) => (half >> c) & 1));
  });
}

/** @param {Bitmap} ink @returns {number[]} no rows at all where there is no ink */
export function toRows(ink) {
  const rows = ink.map((line) => line.reduce((sum, on, c) => sum + on * 2 ** c, 0));
  return rows.some(Boolean) ? rows : [];
}

/** @param {Bitmap} ink @returns {number} how much there is */
export const amount = (ink) => ink.flat().reduce((sum, on) => sum + on, 0);

/** @param {Bitmap} ink @returns {number} slope of the line through it, x against y */
export function slant(ink) {
  let [n, sx, sy, sxy, syy] = [0, 0, 0, 0, 0];
  ink.forEach((line, y) =>
    line.forEach((on, x) => {
      n += on;
      sx += on * x;
      sy += on * y;
      sxy += on * x * y;
      syy += on * y * y;
    }),
  );
  const spread = n * syy - sy * sy;
  return spread ? (n * sxy - sx * sy) / spread : 0;
}

/** @param {Bitmap} ink @returns {Bitmap} the smallest box that holds it */
function cropped(ink) {
  const used = upTo(ink.length).filter((r) => ink[r].includes(1));
  const columns = upTo(ink[0].length).filter((c) => ink.some((line) => line[c]));
  const [first, last] = [columns[0], columns[columns.length - 1]];
  const part = ink.slice(used[0], used[used.length - 1] + 1);
  return part.map((line) => line.slice(first, last + 1));
}

/** @param {Bitmap} ink @returns {Bitmap} with its rows shifted until it slants little */
function upright(ink) {
  const found = slant(ink);
  const [kept, most] = SLANT.map((limit) => Math.min(limit, Math.max(-limit, found)));
  const excess = most - kept;
  const middle = (ink.length - 1) / 2;
  const by = ink.map((_, r) => Math.floor(0.5 - excess * (r - middle)));
  const room = Math.max(...by.map(Math.abs));
  const shift = (/** @type {number[]} */ line, /** @type {number} */ r) =>
    filled(room + by[r]).concat(line, filled(room - by[r]));
  return cropped(ink.map(shift));
}

/** @param {Bitmap} ink @returns {Bitmap} at the size of the digits */
function stretched(ink) {
  const h = ink.length;
  const w = ink[0].length;
  const size = (/** @type {number} */ most, /** @type {number} */ value) =>
    Math.max(1, Math.min(most, Math.floor(value)));
  const height = size(SIDE, (3 * h * WIDTH + w) / (2 * w));
  const width = size(WIDTH, (3 * w * SIDE + h) / (2 * h));
  return sampled(ink, height, width);
}

/**
 * @param {Bitmap} ink
 * @param {number} height
 * @param {number} width
 * @returns {Bitmap} every point takes the nearest one's value
 */
function sampled(ink, height, width) {
  const places = (/** @type {number} */ to, /** @type {number} */ from) =>
    upTo(to).map((i) => Math.floor(((2 * i + 1) * from) / (2 * to)));
  const columns = places(width, ink[0].length);
  return places(height, ink.length).map((r) => columns.map((c) => ink[r][c]));
}

/** @param {Bitmap} ink @param {number} top @param {number} left @param {number} side */
function onEmpty(ink, top, left, side) {
  const bitmap = upTo(side).map(() => filled(side));
  ink.forEach((line, r) => line.forEach((on, c) => (bitmap[top + r][left + c] = on)));
  return bitmap;
}

/** @param {Bitmap} ink @returns {Bitmap} its height centred, its mass at CENTRE */
function placed(ink) {
  let sum = 0;
  for (const line of ink) line.forEach((on, c) => (sum += on * c));
  const left = Math.floor(CENTRE - sum / amount(ink));
  const top = Math.floor((SIDE - ink.length) / 2);
  return onEmpty(ink, top, Math.min(SIDE - ink[0].length, Math.max(0, left)), SIDE);
}

/**
 * @param {Bitmap} bitmap
 * @param {(...values: number[]) => number} choose of a point and its four neighbours
 * @returns {Bitmap}
 */
function withNeighbours(bitmap, choose) {
  const at = (/** @type {number} */ r, /** @type {number} */ c) => bitmap[r]?.[c] ?? 0;
  return bitmap.map((line, r) =>
    line.map((on, c) =>
      choose(on, at(r - 1, c), at(r + 1, c), at(r, c - 1), at(r, c + 1)),
    ),
  );
}

/** @param {Bitmap} bitmap @returns {Bitmap} with strokes about as thick as the digits' */
function evened(bitmap) {
  for (let i = 0; i < 2; i++)
    if (amount(bitmap) < INK[0]) bitmap = withNeighbours(bitmap, Math.max);
  for (let i = 0; i < 2; i++)
    if (amount(bitmap) > INK[1]) bitmap = withNeighbours(bitmap, Math.min);
  return bitmap;
}

/**
 * Ink at the size, place and thickness of the digits.
 * @param {Bitmap} ink
 * @returns {Bitmap} of 32 x 32
 */
export function normalised(ink) {
  if (!amount(ink)) return upTo(SIDE).map(() => filled(SIDE));
  return evened(placed(stretched(upright(cropped(ink)))));
}

/** @param {Bitmap} ink @returns {number[]} what the network sees: 64 of 0 to 16 */
export function seen(ink) {
  const counts = filled(64);
  normalised(ink).forEach((line, r) =>
    line.forEach((on, c) => (counts[8 * (r >> 2) + (c >> 2)] += on)),
  );
  return counts;
}

// Places of a block's four points between the middles of blocks, in eighths.
const BETWEEN = [
  [-1, 3, 5],
  [-1, 1, 7],
  [0, 7, 1],
  [0, 5, 3],
];

/**
 * Lay an image on the paper: points of a block are inked where the neighbours are.
 * @param {number[]} image 64 numbers from 0 to 16
 * @returns {Bitmap} of 48 x 48
 */
export function laid(image) {
  const near = (/** @type {number} */ i) => Math.min(7, Math.max(0, i));
  const at = (/** @type {number} */ r, /** @type {number} */ c) =>
    image[8 * near(r) + near(c)];
  const bitmap = upTo(SIDE).map(() => filled(SIDE));
  image.forEach((count, cell) => {
    const r = cell >> 3;
    const c = cell & 7;
    const heights = BETWEEN.flatMap(([a, u, v]) =>
      BETWEEN.map(
        ([b, p, q]) =>
          u * (p * at(r + a, c + b) + q * at(r + a, c + b + 1)) +
          v * (p * at(r + a + 1, c + b) + q * at(r + a + 1, c + b + 1)),
      ),
    );
    const best = upTo(16).sort((i, j) => heights[j] - heights[i] || i - j);
    for (const k of best.slice(0, count)) bitmap[4 * r + (k >> 2)][4 * c + (k & 3)] = 1;
  });
  const edge = (PAPER - LAID) / 2;
  return onEmpty(sampled(bitmap, LAID, LAID), edge, edge, PAPER);
}

/**
 * @param {Bitmap} ink changed in place
 * @param {number[]} from x, y
 * @param {number[]} to x, y
 * @param {number} width of the pen
 * @param {number} value 1 draws, 0 erases
 */
export function stroke(ink, [x0, y0], [x1, y1], width, value) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  for (let r = 0; r < PAPER; r++)
    for (let c = 0; c < PAPER; c++) {
      const [x, y] = [c + 0.5 - x0, r + 0.5 - y0];
      const t = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      if (Math.hypot(x - t * dx, y - t * dy) <= width / 2) ink[r][c] = value;
    }
}

/** @param {...number[][]} lines of points @returns {number[]} rows of ink */
export const drawing = (...lines) => drawnUpTo(1, lines);

/**
 * Lines of which the pen has drawn a part so far, one after the other.
 * @param {number} part of their whole length
 * @param {number[][][]} lines of points
 * @returns {number[]} rows of ink
 */
export function drawnUpTo(part, lines) {
  const pieces = lines.flatMap((line) => line.slice(1).map((to, i) => [line[i], to]));
  const long = pieces.map(([[x0, y0], [x1, y1]]) => Math.hypot(x1 - x0, y1 - y0));
  let left = part * long.reduce((a, b) => a + b);
  const ink = fromRows([]);
  pieces.forEach(([from, to], i) => {
    const share = Math.min(1, left / long[i]);
    if (share <= 0) return;
    const end = part < 1 ? from.map((v, k) => v + share * (to[k] - v)) : to;
    stroke(ink, from, end, 4, 1);
    left -= long[i];
  });
  return toRows(ink);
}

/**
 * Ink that a pen has followed a part of the way, from its first point on.
 * @param {Bitmap} ink
 * @param {number} part
 * @returns {number[]} rows of ink
 */
export function followed(ink, part) {
  const traced = fromRows([]);
  const most = part * amount(ink);
  let count = 0;
  /** @param {number} r @param {number} c */
  const isLeft = (r, c) => ink[r]?.[c] && !traced[r][c];
  for (let r = 0; r < PAPER; r++)
    for (let c = 0; c < PAPER; c++) {
      const next = isLeft(r, c) ? [[r, c]] : [];
      for (let at = next.shift(); at && count < most; at = next.shift()) {
        const [y, x] = at;
        if (!isLeft(y, x)) continue;
        count += traced[y][x] = 1;
        next.push([y + 1, x], [y - 1, x], [y, x + 1], [y, x - 1]);
      }
    }
  return toRows(traced);
}
