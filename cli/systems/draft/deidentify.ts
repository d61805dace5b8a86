import { isRefusal } from '../../../schemas/codecs/codec.ts';
import { normalCapitals } from '../../../schemas/codecs/text.ts';
import type { DraftLine, MappingDraft } from './draft.ts';
import {
  type Impostor,
  impostorAccount,
  impostorAmount,
  impostorCode,
  impostorDay,
  impostorId,
  impostorMobile,
  impostorName,
  impostorNumber,
  impostorThing,
} from './impostors.ts';
import { isRunningNumber, wordsIn } from './looks.ts';
import type { Sample, SampleColumn, SampleRow } from './sample.ts';

/** Some rows of a sample with every person replaced, in the order they stood in. */
export interface PublicRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same for JSON objects: the values, in the order of the header. */
  readonly values: readonly (readonly unknown[])[];
}

const GOLDEN_ROWS_MAX = 16;

/** Takes the rows that show the most different forms, codes and damages, and replaces everything in them but code words. */
export function deidentify(sample: Sample, draft: MappingDraft, today: string): PublicRows {
  const chosen = chooseRows(sample, draft, today);
  const wardrobes = sample.columns.map((column) => wardrobe(column, sample, draft, today));
  const dressed = chosen.map((row, at) => wardrobes.map((dress, place) => dress(row.cells[place] ?? '', at)));
  return {
    header: sample.columns.map(({ header }) => header),
    rows: dressed,
    values: chosen.map((row, at) => (dressed[at] ?? []).map((cell, place) => asValue(row.values?.[place], cell))),
  };
}

/** Greedily: each row adds the most shapes no row before it showed. */
function chooseRows(sample: Sample, draft: MappingDraft, today: string): readonly SampleRow[] {
  const shapes = sample.rows.map((row) => shapesOf(row, draft, today));
  const seen = new Set<string>();
  const chosen = new Set<number>();
  while (chosen.size < Math.min(GOLDEN_ROWS_MAX, sample.rows.length)) {
    let best = -1;
    let most = 0;
    for (const [at, own] of shapes.entries()) {
      const added = chosen.has(at) ? 0 : own.filter((shape) => !seen.has(shape)).length;
      if (added > most) [best, most] = [at, added];
    }
    if (best === -1) break;
    chosen.add(best);
    for (const shape of shapes[best] ?? []) seen.add(shape);
  }
  return sample.rows.filter((_, at) => chosen.has(at));
}

/** Of several refusals of a row only the first is ever told, so only that one is shown by it. */
function shapesOf({ cells }: SampleRow, { lines }: MappingDraft, today: string): readonly string[] {
  let isRefused = false;
  const payee = cellOf(cells, lines, 'payeeName') === cellOf(cells, lines, 'name') ? 'applicant' : 'another';
  const shapes = lines.flatMap(({ at, choice }) => {
    if (at === null) return [];
    const cell = cells[at] ?? '';
    const value = cell.trim() === '' ? '' : choice.codec.decode(cell.trim(), today);
    if (!isRefusal(value)) return [`${at} ${choice.codec.name === 'code-list' ? cell : formOf(cell)}`];
    // A word nobody has mapped yet will be read once somebody has.
    if (choice.words !== null) return [`${at} ${formOf(cell)}`];
    if (isRefused) return [];
    isRefused = true;
    return [`${at} ${value.refused}`];
  });
  return [...shapes, payee];
}

function cellOf(cells: readonly string[], lines: MappingDraft['lines'], field: string): string | undefined {
  const at = lines.find(({ outline }) => outline.field === field)?.at;
  return at === undefined || at === null ? undefined : cells[at]?.trim();
}

function formOf(cell: string): string {
  return cell
    .replaceAll(/\p{Script=Han}+/gu, '汉')
    .replaceAll(/[0-9]/g, '0')
    .replaceAll(/[０-９]/g, '０')
    .replaceAll(/[A-Z]+/g, 'A')
    .replaceAll(/[a-z]+/g, 'a')
    .slice(0, SHAPE_CHARS_MAX);
}

const SHAPE_CHARS_MAX = 32;

type Dress = (cell: string, row: number) => string;

/** How the cells of one column are replaced: the same value always by the same, white space around it kept. */
function wardrobe(column: SampleColumn, sample: Sample, draft: MappingDraft, today: string): Dress {
  const line = draft.lines.find(({ at }) => at === column.at);
  if (line === undefined) return strange(column);
  if (line.value?.name === 'booleanValue') return (cell) => cell;
  const words = publicWords(line);
  if (words !== null) return (cell) => keepWords(cell, words);
  const impostor = impostorOf(line, column);
  const serials = serialsOf(line, draft, sample);
  const taken = new Set(sample.columns.flatMap(({ cells }) => cells.map(normalCapitals)));
  const given = new Map<string, string>();
  return (cell) => {
    const text = cell.trim();
    if (text === '') return cell;
    const known = given.get(text);
    const made = known ?? madeUp(impostor, text, serials.get(text) ?? 1, taken, today);
    given.set(text, made);
    return cell.replace(text, () => made);
  };
}

/** Never a value of the sample: where chance gives one, the next serial is taken. */
function madeUp(impostor: Impostor, text: string, serial: number, taken: ReadonlySet<string>, today: string): string {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const made = impostor(text, serial + turn * SERIAL_STEP, today);
    if (!taken.has(normalCapitals(made))) return made;
  }
  return impostor(text, serial, today);
}

const TURNS_MAX = 20;
/** Beyond the rows of a sample, so that no two values meet. */
const SERIAL_STEP = 2_003;

/** Equal values of columns of one look get one serial: a payee stays the applicant. */
function serialsOf({ outline }: DraftLine, { lines }: MappingDraft, sample: Sample): ReadonlyMap<string, number> {
  const serials = new Map<string, number>();
  for (const { outline: other, at } of lines) {
    if (other.look !== outline.look || at === null) continue;
    for (const cell of sample.columns[at]?.cells ?? []) if (!serials.has(cell)) serials.set(cell, serials.size + 1);
  }
  return serials;
}

function impostorOf({ outline, choice }: DraftLine, { cells }: SampleColumn): Impostor {
  switch (outline.look) {
    case 'citizen-id':
      return impostorId;
    case 'mobile':
      return impostorMobile;
    case 'union-code':
    case 'company-code':
      return impostorCode;
    case 'account':
      return impostorAccount;
    case 'yuan':
    case 'hours':
      return impostorAmount;
    case 'day':
    case 'time':
    case 'year':
      return impostorDay;
    case 'name':
      return impostorName;
    case 'certificate-number':
      return choice.name === 'degreeCertificateCodec' ? impostorDegree : impostorNumber('');
    case 'identifier':
      return impostorNumber(prefixOf(cells));
    case 'union':
      return impostorThing('公司工会委员会');
    case 'employer':
      return impostorThing('制造有限公司');
    case 'school':
      return impostorThing('开放大学');
    case 'major':
      return impostorThing('技术');
    case 'bank':
      return impostorThing('银行');
    case 'text':
    case 'region':
    case 'ethnic':
    case 'sex':
    case 'words':
    case 'word-set':
      return impostorThing('');
  }
}

/** Type, year and level are codes and stay; the school and the serial don't. */
const impostorDegree: Impostor = (original, serial, today) => {
  const plain = original.normalize('NFKC').replaceAll(/\D/g, '');
  if (plain.length < DEGREE_DIGITS) return impostorNumber('')(original, serial, today);
  const made = `99999${plain.slice(5, 12)}${String(serial).padStart(plain.length - 12, '0')}`;
  return impostorNumber(made)(made, serial, today);
};
const DEGREE_DIGITS = 17;

/** The letters every number of a column begins with. */
function prefixOf(cells: readonly string[]): string {
  const filled = cells.filter((cell) => cell !== '').map((cell) => cell.normalize('NFKC'));
  let prefix = /^[A-Za-z]*/.exec(filled[0] ?? '')?.[0] ?? '';
  for (const cell of filled) while (!cell.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return filled.length > 1 ? prefix : '';
}

/** The words of a column that may be shown; null where its values are no code words. */
function publicWords({ outline, choice }: DraftLine): ReadonlySet<string> | null {
  if (outline.look === 'sex' || outline.look === 'ethnic') return new Set(knownTo(choice.codec));
  const { words } = choice;
  if (words === null) return null;
  return new Set([
    ...[...words.entries, ...words.synonyms].map(([word]) => word),
    ...[...words.unknown, ...words.ambiguous].map(({ word }) => word),
    ...(words.set === null ? [] : [words.set.none]),
  ]);
}

function knownTo({ words = [], synonyms = [] }: DraftLine['choice']['codec']): readonly string[] {
  return [...words, ...synonyms].map(([word]) => word);
}

function keepWords(cell: string, words: ReadonlySet<string>): string {
  const text = cell.trim();
  if (text === '' || words.has(text.normalize('NFKC')) || words.has(text)) return cell;
  const parts = wordsIn(text);
  return parts.length > 1 && parts.every((part) => words.has(part)) ? cell : HIDDEN_WORD;
}

const HIDDEN_WORD = '其他情形';

/** Columns nobody reads: a running number goes on counting, anything else is left out. */
function strange({ cells }: SampleColumn): Dress {
  const counts = isRunningNumber(cells.filter((cell) => cell !== ''));
  return (cell, row) => (cell.trim() === '' ? cell : counts ? String(row + 1) : '（略）');
}

/** A JSON number stays a number, a truth a truth; anything nested, and a truth nobody reads, is left out. */
function asValue(original: unknown, cell: string): unknown {
  if (original === null || original === undefined || typeof original === 'object') return null;
  if (typeof original === 'number') return Number.isNaN(Number(cell)) ? 0 : Number(cell);
  if (typeof original === 'boolean') return cell === String(original) ? original : null;
  return cell;
}
