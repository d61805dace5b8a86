/**
 * 128 bits of a run of bytes, MurmurHash3 x86_128 (Appleby, public domain) with a seed of this run's own: what stands for a key or for
 * a row's other cells in a comparison of files. Not for money: the command itself uses SHA-256.
 *
 * @param words the four words of the hash, filled in
 * @param view the bytes, with at least 16 behind the run
 */
export function hashRun(words: Int32Array, view: DataView, from: number, to: number, seed: number): void {
  let a = seed;
  let b = seed;
  let c = seed;
  let d = seed;
  const last = to - ((to - from) % 16);
  for (let at = from; at < last; at += 16) {
    a = mix(a, scrambled(view.getInt32(at, true), 0x239b961b, 15, 0xab0e9789), 19, b, 0x561ccd1b);
    b = mix(b, scrambled(view.getInt32(at + 4, true), 0xab0e9789, 16, 0x38b34ae5), 17, c, 0x0bcaa747);
    c = mix(c, scrambled(view.getInt32(at + 8, true), 0x38b34ae5, 17, 0xa1e38b93), 15, d, 0x96cd1c35);
    d = mix(d, scrambled(view.getInt32(at + 12, true), 0xa1e38b93, 18, 0x239b961b), 13, a, 0x32ac3b17);
  }
  a ^= scrambled(wordOf(view, last, to - last), 0x239b961b, 15, 0xab0e9789);
  b ^= scrambled(wordOf(view, last + 4, to - last - 4), 0xab0e9789, 16, 0x38b34ae5);
  c ^= scrambled(wordOf(view, last + 8, to - last - 8), 0x38b34ae5, 17, 0xa1e38b93);
  d ^= scrambled(wordOf(view, last + 12, to - last - 12), 0xa1e38b93, 18, 0x239b961b);
  const length = to - from;
  a ^= length;
  b ^= length;
  c ^= length;
  d ^= length;
  const sum = (a + b + c + d) | 0;
  b = avalanche((b + sum) | 0);
  c = avalanche((c + sum) | 0);
  d = avalanche((d + sum) | 0);
  a = (avalanche(sum) + b + c + d) | 0;
  words[0] = a;
  words[1] = (b + a) | 0;
  words[2] = (c + a) | 0;
  words[3] = (d + a) | 0;
}

/** Little-endian; bytes behind the run count as zero. */
function wordOf(view: DataView, at: number, left: number): number {
  if (left >= 4) return view.getInt32(at, true);
  return left <= 0 ? 0 : view.getInt32(at, true) & ((1 << (left * 8)) - 1);
}

function scrambled(word: number, factor: number, turn: number, next: number): number {
  const product = Math.imul(word, factor);
  return Math.imul((product << turn) | (product >>> (32 - turn)), next);
}

function mix(state: number, word: number, turn: number, neighbour: number, addend: number): number {
  const taken = state ^ word;
  return (Math.imul(((taken << turn) | (taken >>> (32 - turn))) + neighbour, 5) + addend) | 0;
}

function avalanche(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
