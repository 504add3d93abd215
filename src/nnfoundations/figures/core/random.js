/**
 * Random numbers that equal NumPy's, seed for seed: `np.random.RandomState(seed)`,
 * whose stream NumPy has frozen. (MT19937: Matsumoto & Nishimura 1998; normal
 * numbers by the polar method: Marsaglia & Bray 1964.)
 */

const SIZE = 624;
const SHIFT = 397;

export class RandomState {
  /** @param {number} seed a whole number from 0 to 2^32 - 1 */
  constructor(seed) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
      throw new RangeError(`seed: expected 0 to 2^32 - 1, got ${seed}.`);
    this.words = new Uint32Array(SIZE);
    this.words[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const before = this.words[i - 1] ^ (this.words[i - 1] >>> 30);
      this.words[i] = Math.imul(1812433253, before) + i;
    }
    this.at = SIZE;
    /** @type {number | null} the second of a pair of normal numbers */
    this.spare = null;
  }

  /** @returns {number} the next 32 bits */
  bits() {
    if (this.at === SIZE) this.#twist();
    let y = this.words[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist() {
    const w = this.words;
    for (let i = 0; i < SIZE; i++) {
      const y = (w[i] & 0x80000000) | (w[(i + 1) % SIZE] & 0x7fffffff);
      w[i] = w[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  /** @returns {number} uniform in [0, 1), 53 bits */
  random() {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * @param {number} low
   * @param {number} high
   * @returns {number} uniform in [low, high)
   */
  uniform(low, high) {
    return low + (high - low) * this.random();
  }

  /** @returns {number} standard normal */
  normal() {
    if (this.spare !== null) {
      const spare = this.spare;
      this.spare = null;
      return spare;
    }
    let u, v, square;
    do {
      u = 2 * this.random() - 1;
      v = 2 * this.random() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    this.spare = factor * u;
    return factor * v;
  }

  /**
   * @param {number} count
   * @returns {Float64Array} that many standard normal numbers
   */
  normals(count) {
    return Float64Array.from({ length: count }, () => this.normal());
  }

  /**
   * @param {number} largest
   * @returns {number} a whole number from 0 to `largest`, each equally likely
   */
  upTo(largest) {
    if (largest === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    let value;
    do value = (this.bits() & mask) >>> 0;
    while (value > largest);
    return value;
  }

  /**
   * @param {number} count
   * @returns {number[]} 0 to count - 1 in random order
   */
  permutation(count) {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.upTo(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
