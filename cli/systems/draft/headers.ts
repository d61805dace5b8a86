import { KINDS, type Kind } from '../../../schemas/kind.ts';
import { systems } from '../../../schemas/systems/registry.ts';
import type { System } from '../../../schemas/systems/system.ts';
import type { Bilingual } from '../../terminal.ts';
import { fieldsOf } from './fields.ts';

/** How well a header names a field, from 0 to 1, and by what. */
export interface HeaderMatch {
  readonly score: number;
  readonly reason: Bilingual | null;
}

/** Asks a field's known names what they make of a header. */
export type HeaderJudge = (header: string, field: string) => HeaderMatch;

/** Judges headers of this kind of record by the columns of these systems and by the usual words for each field. */
export function headerJudge(kind: Kind, from: readonly System[]): HeaderJudge {
  const known = new Map(fieldsOf(kind).map(({ field, headers }) => [field, namesOf(kind, field, headers, from)]));
  return (header, field) => matchOf(plainHeader(header), known.get(field) ?? NO_NAMES);
}

/** How many cells of a row are names of fields of any kind, or end with one; a title or a record has at most one by chance. */
export function looksLikeHeader(cells: readonly string[]): number {
  const names = new Set(cells.map(plainHeader).filter((cell) => cell !== '' && cell.length <= HEADER_CHARS_MAX));
  let known = 0;
  for (const name of names) if (isKnownName(name)) known += 1;
  return cells.length > 1 && known < 2 ? 0 : known;
}

const HEADER_CHARS_MAX = 24;

function isKnownName(header: string): boolean {
  everyName ??= new Set(
    KINDS.flatMap((kind) =>
      fieldsOf(kind).flatMap(({ field, headers }) => {
        const { registered, usual } = namesOf(kind, field, headers, systems);
        return [...registered.keys(), ...usual];
      }),
    ),
  );
  // What the header ends with, longest first.
  for (let from = 0; from < header.length - 1; from++) if (everyName.has(header.slice(from))) return true;
  return false;
}

let everyName: ReadonlySet<string> | undefined;

interface Names {
  /** The columns of registered systems, and whose they are. */
  readonly registered: ReadonlyMap<string, string>;
  readonly usual: ReadonlySet<string>;
}

const NO_NAMES: Names = { registered: new Map(), usual: new Set() };

function namesOf(kind: Kind, field: string, usual: readonly string[], from: readonly System[]): Names {
  const registered = new Map<string, string>();
  for (const { id, kinds } of from) {
    for (const mapped of kinds[kind]?.fields ?? []) {
      if (mapped.field !== field) continue;
      for (const name of [mapped.wire, ...mapped.synonyms])
        if (!registered.has(plainHeader(name))) registered.set(plainHeader(name), id);
    }
  }
  return { registered, usual: new Set([field.toLowerCase(), ...usual.map(plainHeader)]) };
}

function matchOf(header: string, { registered, usual }: Names): HeaderMatch {
  if (header === '') return NO_MATCH;
  const id = registered.get(header);
  if (id !== undefined) return { score: 1, reason: { zh: `表头同 ${id}`, en: `a header of ${id}` } };
  if (usual.has(header)) return { score: 1, reason: { zh: '表头同义词', en: 'a usual name of the field' } };
  let best = 0;
  let nearest = '';
  for (const name of [...registered.keys(), ...usual]) {
    const likeness = Math.max(likenessOf(header, name), name.length > 1 && header.endsWith(name) ? ENDS_ALIKE : 0);
    if (likeness > best) [best, nearest] = [likeness, name];
  }
  if (best < LIKE_ENOUGH) return NO_MATCH;
  return {
    score: best * NEAR_WORTH,
    reason: { zh: `表头近似“${nearest}”（${percent(best)}）`, en: `a header like "${nearest}" (${percent(best)})` },
  };
}

/** A Chinese noun ends with what it is: 录取专业 is a 专业. */
const ENDS_ALIKE = 0.8;
const NO_MATCH: HeaderMatch = { score: 0, reason: null };
/** Too little by itself: the cells must say the same. */
const LIKE_ENOUGH = 0.3;
/** A like name is never worth as much as the same one. */
const NEAR_WORTH = 0.85;

/** Without what people add to a header: marks of a required column, notes in brackets, spaces. */
export function plainHeader(header: string): string {
  return header
    .normalize('NFKC')
    .replaceAll(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replaceAll(/[\s*:：_\-/]/g, '')
    .toLowerCase();
}

/** Sørensen–Dice: twice the pairs of neighbouring characters two names share, by all they have. */
function likenessOf(one: string, other: string): number {
  const left = pairsOf(one);
  const right = pairsOf(other);
  if (left.length === 0 || right.length === 0) return 0;
  const rest = [...right];
  let both = 0;
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at === -1) continue;
    rest.splice(at, 1);
    both += 1;
  }
  return (2 * both) / (left.length + right.length);
}

function pairsOf(name: string): readonly string[] {
  const characters = [...name];
  return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
}

export function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
