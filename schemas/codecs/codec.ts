import type { ProblemCode } from '../problem.ts';

/** Why a value is not what its field says it is. One shared object per code, so that refusing allocates nothing. */
export interface Refusal {
  readonly refused: ProblemCode;
}

/** A word of the wire and the value it stands for. */
export type CodedWord = readonly [word: string, value: string | boolean];

/** What a codec tells of itself, for references, drafts and reports; decoding never looks at it. */
interface Described {
  /** What kind of value it reads: `citizen-id`, `day`, `yuan`, `code-list`, … */
  readonly name?: string;
  /** The words of a code list as they are written (of a set: of its members). */
  readonly words?: readonly CodedWord[];
  /** Words it reads, too, and never writes. */
  readonly synonyms?: readonly CodedWord[];
}

/** A field's two directions: decode takes a trimmed, non-empty cell to the normal form, encode writes the normal form. */
export interface Codec<T> extends Described {
  /** `today` (UTC+8, `YYYY-MM-DD`) is the day after which a date is in the future. */
  readonly decode: (text: string, today: string) => T | Refusal;
  readonly encode: (value: T) => string;
  /** What is worth a warning about a good value. */
  readonly caution?: (value: T) => ProblemCode | undefined;
  /** Whether the wire can say this value; absent: it can say every value. */
  readonly carries?: (value: T) => boolean;
}

/** The same for a field of a JSON object: decode takes a present, non-null value. */
export interface ValueCodec<T> extends Described {
  readonly decode: (value: unknown, today: string) => T | Refusal;
  readonly encode: (value: T) => unknown;
  readonly caution?: (value: T) => ProblemCode | undefined;
  /** Whether the wire can say this value; absent: it can say every value. */
  readonly carries?: (value: T) => boolean;
}

export function refusal(code: ProblemCode): Refusal {
  return Object.freeze({ refused: code });
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}
