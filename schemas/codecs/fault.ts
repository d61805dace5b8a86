import { dayExists, digits } from './calendar.ts';
import { checkCharacter } from './citizen-id.ts';
import type { IdentifierKind } from './identify.ts';
import { normalCapitals } from './text.ts';
import { organisationCheckCharacter } from './uscc.ts';

/**
 * Where a refused identifier is wrong, for a person who has the document at hand. Positions count from 1, in `read`: the
 * value as it was understood, in its normal form. What would be right is never part of it: a number that was completed by
 * computation passes every check and is still not the number on the document.
 */
export type Fault = { readonly read: string } & (
  | { readonly reason: 'empty' }
  /** A spreadsheet turned it into a number: digits are lost. */
  | { readonly reason: 'damaged'; readonly how: 'scientific' | 'zeros' }
  | { readonly reason: 'length'; readonly length: number; readonly allowed: readonly number[] }
  | { readonly reason: 'character'; readonly position: number; readonly character: string }
  /** A part whose characters may stand there, but whose value is none of the allowed. */
  | { readonly reason: 'part'; readonly part: Part; readonly from: number; readonly to: number; readonly text: string }
  | {
      readonly reason: 'date';
      readonly from: number;
      readonly to: number;
      readonly text: string;
      readonly why: DateFault;
    }
  /** The characters from–to do not fit the check character at `position`. */
  | { readonly reason: 'check'; readonly position: number; readonly from: number; readonly to: number }
);

export type Part = 'degree-type' | 'degree-year' | 'degree-level' | 'mobile-prefix';
export type DateFault = 'month' | 'day' | 'century' | 'future';

/** Why a codec refused `value`; ask only about a value it has refused on the day `today`. */
export function faultOf(kind: IdentifierKind, value: string, today: string): Fault {
  const read = normalCapitals(value);
  if (read === '') return { read, reason: 'empty' };
  return FAULTS[kind](read, today);
}

const FAULTS: Readonly<Record<IdentifierKind, (read: string, today: string) => Fault>> = {
  'citizen-id': citizenIdFault,
  uscc: usccFault,
  'bank-card': (read) => scientific(read) ?? layoutFault(read, [16, 17, 18, 19], () => DIGIT),
  'degree-certificate': degreeFault,
  'skill-certificate': (read) => layoutFault(read, [22, 23], () => CAPITAL),
  mobile: mobileFault,
};

/** Each is asked of one character. */
const DIGIT = /\d/;
const CAPITAL = /[0-9A-Z]/;
const LETTER = /[A-Z]/;
const CHECK = /[0-9X]/;
const USCC = /[0-9A-HJ-NPQRTUWXY]/;
const SCIENTIFIC = /^[+-]?\d+(\.\d*)?E[+-]?\d+$/;

function citizenIdFault(read: string, today: string): Fault {
  const damaged = scientific(read);
  if (damaged !== undefined) return damaged;
  const isOldPermit = read.length === 15 && LETTER.test(read.charAt(0));
  const wrong = layoutFault(read, [15, 18], (at) => {
    if (isOldPermit && at < 3) return LETTER;
    return at === 17 ? CHECK : DIGIT;
  });
  if (wrong.reason !== 'check') return wrong;
  if (read.length === 18) {
    const lost = read.endsWith('000') && checkCharacter(read) !== '0';
    return lost ? { read, reason: 'damaged', how: 'zeros' } : (dateFault(read, 6, 4, 0, today) ?? wrong);
  }
  return dateFault(read, isOldPermit ? 7 : 6, 2, isOldPermit ? 2000 : 1900, today) ?? wrong;
}

/** `century` is what a year of two digits counts from; whatever day there was in 19yy there is in 20yy. */
function dateFault(read: string, from: number, yearDigits: number, century: number, today: string): Fault | undefined {
  const to = from + yearDigits + 4;
  const month = digits(read, to - 4, to - 2);
  const year = century + digits(read, from, from + yearDigits);
  const fault = { read, reason: 'date', from: from + 1, to, text: read.slice(from, to) } as const;
  if (month < 1 || month > 12) return { ...fault, why: 'month' };
  if (!dayExists(year, month, digits(read, to - 2, to))) return { ...fault, why: 'day' };
  if (year < 1800) return { ...fault, why: 'century' };
  return yearDigits === 4 && fault.text > today.replaceAll('-', '') ? { ...fault, why: 'future' } : undefined;
}

function usccFault(read: string): Fault {
  const wrong = layoutFault(read, [18], (at) => (at >= 2 && at < 8 ? DIGIT : USCC));
  if (wrong.reason !== 'check') return wrong;
  return organisationCheckCharacter(read, 8) === read.charAt(16)
    ? wrong
    : { read, reason: 'check', position: 17, from: 9, to: 16 };
}

function degreeFault(read: string): Fault {
  const damaged = scientific(read);
  if (damaged !== undefined) return damaged;
  const wrong = layoutFault(read, [17, 18], () => DIGIT);
  if (wrong.reason !== 'check') return wrong;
  if (!/[15678]/.test(read.charAt(5))) return partFault(read, 'degree-type', 6, 6);
  if (!/19|20/.test(read.slice(6, 8))) return partFault(read, 'degree-year', 7, 10);
  return partFault(read, 'degree-level', 11, 12);
}

function mobileFault(read: string): Fault {
  const wrong = layoutFault(read, [11], () => DIGIT);
  return wrong.reason === 'check' ? partFault(read, 'mobile-prefix', 1, 2) : wrong;
}

function partFault(read: string, part: Part, from: number, to: number): Fault {
  return { read, reason: 'part', part, from, to, text: read.slice(from - 1, to) };
}

function scientific(read: string): Fault | undefined {
  return SCIENTIFIC.test(read) ? { read, reason: 'damaged', how: 'scientific' } : undefined;
}

/** Length first, then the first character that can't stand where it stands; else only the last, checking one is left. */
function layoutFault(read: string, allowed: readonly number[], mayStand: (at: number) => RegExp): Fault {
  const characters = [...read];
  if (!allowed.includes(characters.length)) return { read, reason: 'length', length: characters.length, allowed };
  const at = characters.findIndex((character, place) => !mayStand(place).test(character));
  if (at >= 0) return { read, reason: 'character', position: at + 1, character: characters[at] ?? '' };
  return { read, reason: 'check', position: read.length, from: 1, to: read.length - 1 };
}
