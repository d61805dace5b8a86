import { passesLuhn } from '../../../schemas/codecs/bank-card.ts';
import { checkCharacter, citizenIdCodec, oldPermitCheckDigit } from '../../../schemas/codecs/citizen-id.ts';
import { type Codec, isRefusal } from '../../../schemas/codecs/codec.ts';
import { dayCodec } from '../../../schemas/codecs/date.ts';
import { timestampCodec } from '../../../schemas/codecs/timestamp.ts';
import { organisationCheckCharacter, usccCheckCharacter, usccCodec } from '../../../schemas/codecs/uscc.ts';

/**
 * Puts an invented value in the place of a real one, in the same written form and with the same damage: as long, as wide, right or wrong
 * as the other was. `serial` counts the different values of a column from 1; equal arguments give equal values.
 */
export type Impostor = (original: string, serial: number, today: string) => string;

/** County 440199 does not exist. The sex the number tells stays; the day of birth does not. */
export const impostorId: Impostor = (original, serial, today) => {
  const plain = bare(original).toUpperCase();
  if (/^\d{17}[\dX]$/.test(plain)) return dressed(original, longId(plain, serial, today));
  if (/^\d{15}$/.test(plain))
    return dressed(original, `440199${shortDay(serial)}${three(serial * 2 + (Number(plain.at(-1)) % 2))}`);
  if (/^[A-Z]{3}\d{12}$/.test(plain)) {
    const first14 = `FRA4401${shortDay(serial)}${serial % 10}`;
    const right = oldPermitCheckDigit(first14);
    return dressed(
      original,
      first14 + (isRight(citizenIdCodec, plain, today) ? right : String((Number(right) + 1) % 10)),
    );
  }
  return filled(original, `440199${String(serial).padStart(4, '0')}`);
};

export const impostorMobile: Impostor = (original, serial) =>
  filled(original, bare(original).length === MOBILE_DIGITS ? `138${String(serial).padStart(8, '0')}` : `138${serial}`);

export const impostorAccount: Impostor = (original, serial) => {
  const plain = bare(original);
  if (!/^\d{6,}$/.test(plain)) return filled(original, String(serial).padStart(plain.length, '0'));
  const first = `62${String(serial).padStart(plain.length - 3, '0')}`.slice(0, plain.length - 1);
  const check = [...'0123456789'].find((digit) => passesLuhn(first + digit) === passesLuhn(plain));
  return dressed(original, first + (check ?? '0'));
};

export const impostorCode: Impostor = (original, serial, today) => {
  const plain = bare(original).toUpperCase();
  if (!/^[0-9A-Z]{18}$/.test(plain)) return filled(original, String(serial).padStart(plain.length, '0'));
  const start = plain.startsWith('8') ? '81440100MC' : '91440199MA';
  const organisation = `${start.slice(-2)}${String(serial).padStart(6, '0')}`;
  const first17 = start + organisation.slice(2) + organisationCheckCharacter(organisation);
  const right = usccCheckCharacter(first17);
  const last = isRight(usccCodec, plain, today) ? right : right === '0' ? '1' : '0';
  return dressed(original, first17 + last);
};

/** The letters all numbers of a system begin with stay (`prefix`), digits and other letters don't. */
export function impostorNumber(prefix: string): Impostor {
  return (original, serial) => {
    const plain = bare(original);
    const kept = plain.startsWith(prefix) ? prefix : '';
    const own = plain.slice(kept.length);
    const digits = own.replaceAll(/\D/g, '').length;
    const counter = String(serial).padStart(digits, '0').slice(-digits).split('');
    const rest = own.replaceAll(/\d/g, () => counter.shift() ?? '0').replaceAll(/[A-Za-z]/g, 'A');
    return dressed(original, kept + rest);
  };
}

/** A year earlier in the same written form: what was ambiguous, impossible or still to come stays so. */
export const impostorDay: Impostor = (original, _serial, today) => {
  const by = isAhead(original, today) ? 1 : -1;
  const moved = movedYear(original, by);
  return isRight(dayCodec, original, today) === isRight(dayCodec, moved, today) ? moved : movedYear(original, by * 4);
};

/** As many digits, 1,500 at the front. */
export const impostorAmount: Impostor = (original) => {
  let place = 0;
  let decimals = false;
  return [...original]
    .map((unit) => {
      const plain = unit.normalize('NFKC');
      if (plain === '.') decimals = true;
      if (!/\d/.test(plain)) return unit;
      place += 1;
      return asWide(unit, decimals || place > 2 ? '0' : place === 1 ? '1' : '5');
    })
    .join('');
};

/** A name as long as the other, with the same dots; Latin names stay Latin, rare characters rare. */
export const impostorName: Impostor = (original, serial) => {
  if (/[A-Za-z]/.test(original))
    return `Zhang ${LATIN[serial % LATIN.length]}${serial >= LATIN.length ? ` ${serial}` : ''}`;
  const dot = /[·•‧・･．]/.exec(original)?.[0];
  if (dot !== undefined)
    return `${pick(FIRST_PARTS, serial)}${dot}${pick(LAST_PARTS, Math.floor(serial / FIRST_PARTS.length))}`;
  const rare = [...original].some((unit) => (unit.codePointAt(0) ?? 0) > 0xffff) ? '𬱖' : '';
  const length = [...original].length - rare.length / 2;
  const surname = length > 3 ? pick(DOUBLE_SURNAMES, serial) : pick(SURNAMES, serial);
  const given = pick(GIVEN, Math.floor(serial / SURNAMES.length) + serial);
  const second = pick(GIVEN, Math.floor(serial / 7) + serial * 3 + 1);
  return `${[...surname, ...given, ...second].slice(0, Math.max(1, length)).join('')}${rare}`;
};

/** `样例` and a number before what such things are called. */
export function impostorThing(ending: string): Impostor {
  return (_original, serial) => `样例${serial}${ending}`;
}

function longId(plain: string, serial: number, today: string): string {
  const region = /^8[123]/.test(plain) ? '810000' : plain.startsWith('9') ? '911398' : '440199';
  const right = isRight(citizenIdCodec, plain, today);
  const odd = Number(plain.charAt(16)) % 2;
  if (!right && plain.endsWith('000')) return `${region}${day(serial)}${three(0)}0`;
  // The check must be X where the other's is: a small or a full-width x is part of the written form.
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const first17 = `${region}${day(serial + turn * 31)}${three(((serial * 2) % 900) + turn * 2 + odd)}`;
    const check = checkCharacter(first17);
    if (right ? (check === 'X') === plain.endsWith('X') : check !== 'X')
      return first17 + (right ? check : plain.endsWith('X') ? 'X' : String((Number(check) + 1) % 10));
  }
  return `${region}${day(serial)}${three(serial)}0`;
}

const TURNS_MAX = 60;
const MOBILE_DIGITS = 11;

function day(serial: number): string {
  return `19${shortDay(serial)}`;
}

function shortDay(serial: number): string {
  return `${85 + (serial % 14)}${two((serial % 12) + 1)}${two((serial % 28) + 1)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function three(value: number): string {
  return String(value % 1000).padStart(3, '0');
}

function isRight(codec: Codec<string>, text: string, today: string): boolean {
  return !isRefusal(codec.decode(text, today));
}

function isAhead(original: string, today: string): boolean {
  const decoded = dayCodec.decode(original, today);
  const time = isRefusal(decoded) ? timestampCodec.decode(original, '2999-01-01') : decoded;
  return !isRefusal(time) && time.slice(0, 10) > today;
}

function movedYear(original: string, by: number): string {
  const plain = original.normalize('NFKC');
  if (/^\d{5}(?:\.0+)?$/.test(plain.trim()))
    return plain.replace(/\d{5}/, (serial) => String(Number(serial) + by * DAYS_OF_YEAR));
  const year = /\d{4}/.exec(plain)?.[0];
  if (year === undefined) return filled(original, '');
  let place = 0;
  const moved = String(Number(year) + by);
  return [...original]
    .map((unit) => {
      const isDigit = /\d/.test(unit.normalize('NFKC'));
      if (!isDigit || place >= YEAR_DIGITS) return unit;
      place += 1;
      return asWide(unit, moved.charAt(place - 1));
    })
    .join('');
}

const DAYS_OF_YEAR = 365;
const YEAR_DIGITS = 4;

/** Letters and digits alone, in half width. */
function bare(original: string): string {
  return original.normalize('NFKC').replaceAll(/[^0-9A-Za-z]/g, '');
}

/** The new letters and digits in the old one's clothes: width, small letters, quotes, spaces and hyphens. */
function dressed(original: string, plain: string): string {
  const units = [...plain];
  return [...original]
    .map((unit) => {
      if (!/[0-9A-Za-z]/.test(unit.normalize('NFKC'))) return unit;
      const next = units.shift() ?? '0';
      return asWide(unit, /[a-zａ-ｚ]/.test(unit) ? next.toLowerCase() : next);
    })
    .join('');
}

/** Where no form is known: digits from `digits`, then zeros; letters A; anything else is left out. */
function filled(original: string, digits: string): string {
  const units = [...digits];
  return [...original]
    .map((unit) => {
      const plain = unit.normalize('NFKC');
      if (/\d/.test(plain)) return asWide(unit, units.shift() ?? '0');
      if (/[A-Za-z]/.test(plain)) return asWide(unit, plain === 'E' ? 'E' : 'A');
      return /^[\s'+.\-/:,]$/.test(plain) ? unit : '';
    })
    .join('');
}

function asWide(like: string, unit: string): string {
  return /[！-～]/.test(like) ? String.fromCharCode(unit.charCodeAt(0) + FULL_WIDTH) : unit;
}

const FULL_WIDTH = 0xfee0;

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}

const SURNAMES = [...'林陈黄梁何郭谢罗邓冯曾彭许叶苏'];
const DOUBLE_SURNAMES = ['欧阳', '司徒', '上官', '诸葛'];
const GIVEN = [...'安博诚德恩芳光海佳康兰明宁平琪蓉思涛婉欣雅泽'];
const FIRST_PARTS = ['阿依古丽', '买买提', '帕提古丽', '努尔兰'];
const LAST_PARTS = ['买买提', '阿卜杜拉', '吐尔逊', '玉素甫'];
const LATIN = ['San', 'Wei', 'Min', 'Jun', 'Li'];
