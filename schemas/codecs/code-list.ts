import { refusal, type Codec, type Refusal, type ValueCodec } from './codec.ts';
import { trimmed } from './text.ts';

/**
 * A closed list of wire words and what they stand for, both ways. A word not listed is `code.unknown`, never a default.
 * `synonyms` are read, never written.
 */
export function codeList<T extends string | boolean>(
  entries: readonly (readonly [word: string, value: T])[],
  synonyms: readonly (readonly [word: string, value: T])[] = [],
): Codec<T> {
  const values = new Map<string, T>([...entries, ...synonyms]);
  const words = new Map<T, string>(entries.map(([word, value]) => [value, word]));
  return {
    name: 'code-list',
    words: entries,
    ...(synonyms.length === 0 ? {} : { synonyms }),
    decode: (text) => values.get(text) ?? UNKNOWN,
    encode: (value) => words.get(value) ?? unspeakable(value),
    carries: (value) => words.has(value),
  };
}

/** Several words of a list joined by a separator; `none` says the empty list. Kept in the list's order, each once. */
export function codeSet<T extends string>(
  entries: readonly (readonly [word: string, value: T])[],
  separator: string,
  none: string,
): Codec<readonly T[]> {
  const values = entries.map(([, value]) => value);
  const bits = new Map(entries.map(([word], at) => [word, 1 << at]));
  const words = new Map(entries.map(([word, value]) => [value, word]));
  // Every set there can be, made once: a row then costs no allocation.
  const sets = Array.from({ length: 1 << entries.length }, (_, mask) =>
    Object.freeze(values.filter((_value, at) => (mask & (1 << at)) !== 0)),
  );
  return {
    name: 'code-set',
    words: entries,
    decode: (text) => {
      if (text === none) return sets[0] ?? UNKNOWN;
      let mask = 0;
      for (let from = 0, to = 0; to < text.length; from = to + separator.length) {
        to = text.indexOf(separator, from);
        if (to < 0) to = text.length;
        const bit = bits.get(trimmed(text.slice(from, to)));
        if (bit === undefined) return UNKNOWN;
        mask |= bit;
      }
      return sets[mask] ?? UNKNOWN;
    },
    encode: (set) =>
      set.length === 0 ? none : set.map((value) => words.get(value) ?? unspeakable(value)).join(separator),
    carries: (set) => set.every((value) => words.has(value)),
  };
}

/** A JSON string that must be one of a list. */
export function oneOf<T extends string>(values: readonly T[]): ValueCodec<T> {
  const known: ReadonlyMap<unknown, T> = new Map(values.map((value) => [value, value]));
  return {
    name: 'code-list',
    words: values.map((value) => [value, value]),
    decode: (value) => (typeof value === 'string' ? (known.get(value.trim()) ?? UNKNOWN) : WRONG_TYPE),
    encode: (value) => value,
  };
}

/** A JSON array of strings of a list, in the list's order, each once. */
export function someOf<T extends string>(values: readonly T[]): ValueCodec<readonly T[]> {
  return {
    name: 'code-set',
    words: values.map((value) => [value, value]),
    decode: (value): readonly T[] | Refusal => {
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return WRONG_TYPE;
      const found = new Set<string>(value);
      return [...found].every((item) => values.some((known) => known === item))
        ? values.filter((known) => found.has(known))
        : UNKNOWN;
    },
    encode: (value) => value,
  };
}

const UNKNOWN = refusal('code.unknown');
const WRONG_TYPE = refusal('row.field-type');

/** Callers ask `carries` first; saying another word instead would pay or judge a person wrongly. */
function unspeakable(value: string | boolean): never {
  throw new RangeError(`the code list has no word for ${value}`);
}
