/** A reproducible source of choices. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
  pick<T>(values: readonly T[]): T;
}

/**
 * mulberry32, seeded by the mixed parts: the same parts always give the same choices, so any person of a night
 * can be made without making those before (a 100,000-row night is then streamed, never held).
 */
export function createRandom(...parts: readonly number[]): Random {
  let state = parts.reduce((mixed, part) => mix(mixed ^ Math.imul(part | 0, 0x9e3779b1)), 0x2545f491);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    pick: <T>(values: readonly T[]): T => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('cannot pick from an empty list');
      return value;
    },
  };
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
