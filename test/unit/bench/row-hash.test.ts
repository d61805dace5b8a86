import { expect, test } from 'vitest';
import { hashRun } from '../../../bench/reconcile/row-hash.ts';

/** Published vectors of MurmurHash3 x86_128, seed 0; what lies behind the run must not matter. */
test.each([
  ['', '00000000000000000000000000000000'],
  ['The quick brown fox jumps over the lazy dog', '2f1583c3ecee2c675d7bf66ce5e91d2c'],
  ['I will not buy this record, it is scratched.', 'a0a9683b25ac5e40d9af2895890dddf5'],
])('hash of %j', (text, expected) => {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(16, 0xa5)]);
  const words = new Int32Array(4);
  hashRun(words, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, text.length, 0);
  expect([...words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')).toBe(expected);
});
