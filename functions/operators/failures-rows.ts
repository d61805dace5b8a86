import { type BatchItem, batchKeyOf } from '../../adapters/ledger/batches.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { worksWithProblems } from '../../adapters/ledger/problems.ts';
import { readRecords } from '../../adapters/ledger/records.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
import { personKey } from '../../core/identity.ts';
import { type ChunkLine, decodeChunk } from '../../core/lines.ts';
import type { Failure } from '../../schemas/api/failures.ts';
import { identify } from '../../schemas/codecs/identify.ts';
import { explain, isProblemCode } from '../../schemas/problem.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';
import type { Operating } from './environment.ts';
import { textOf } from './failures-index.ts';
import { isWanted, type Seen, type Wanted } from './failures-wanted.ts';

/** A row ingest rejected, as it lies sealed beside its batch. */
interface RejectEntry {
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
  readonly cells: readonly string[];
}

/** Rows that were rejected when their file was read, in the order they lie in the vault. */
export async function* rejectedRows(
  operating: Operating,
  wanted: Wanted,
  batch: BatchItem,
  placeIn: string | null,
): AsyncGenerator<Seen> {
  let reader: CellReader | null = null;
  for (const [place, pointer] of batch.rejects.entries()) {
    const lineKey = (line: number): string => `B#${batch.batchId} I ${padded(place)} ${padded(line)}`;
    // A whole frame that the pages before have shown is not read again; the first one holds the columns.
    if (place > 0 && reader !== null && placeIn !== null && placeIn > lineKey(LINES_MAX)) continue;
    const frame = Buffer.from(await operating.vault.readFrame(pointer)).toString('utf8');
    const seen: { readonly key: string; readonly entry: RejectEntry }[] = [];
    for (const [line, text] of frame.split('\n').entries()) {
      if (text === '') continue;
      const read = JSON.parse(text) as RejectEntry | { readonly header: readonly string[] };
      if ('header' in read) reader = readerOf(batch, read.header);
      else if (placeIn === null || lineKey(line) > placeIn) seen.push({ key: lineKey(line), entry: read });
    }
    const persons = await personsOf(operating, wanted, reader, seen);
    for (const [index, { key, entry }] of seen.entries()) {
      const fen = reader?.fen(entry.cells) ?? null;
      const failure = rowFailure(batch, { ...entry, state: 'REJECTED', fen });
      const isHis = wanted.person === null || persons[index] === wanted.person;
      yield { at: batch.createdAt, key, failure: isHis && isWanted(wanted, failure) ? failure : null };
    }
  }
}

/** Rows that were refused or held when they met the ledger, and left no record that says so itself. */
export async function* laterRows(
  operating: Operating,
  wanted: Wanted,
  batch: BatchItem,
  placeIn: string | null,
): AsyncGenerator<Seen> {
  const { pk } = batchKeyOf(batch.batchId);
  for (const work of await worksWithProblems(operating.table, pk, `C#${batch.run ?? ''}#`)) {
    const keyAt = (index: number): string => `B#${batch.batchId} T ${work.sk} ${padded(index)}`;
    if (placeIn !== null && placeIn >= keyAt(work.problems.length - 1)) continue;
    const lines = decodeChunk(await operating.vault.readFrame(work.pointer));
    const told = await toldByRecords(operating, batch, work, lines);
    const oldest =
      wanted.person === null
        ? new Map<string, string>()
        : await readLinkedPersons(
            operating.table,
            lines.map((line) => line.personKey),
          );
    for (const [index, { row, code, line }] of work.problems.entries()) {
      const key = keyAt(index);
      if (placeIn !== null && key <= placeIn) continue;
      const of = lines[line];
      const person = of === undefined ? null : (oldest.get(of.personKey) ?? of.personKey);
      const state = work.ends?.held?.includes(row) === true ? 'HELD' : 'REJECTED';
      const failure = rowFailure(batch, { row, code, field: null, state, fen: of?.fen ?? null });
      const isOurs = !told.has(row) && (wanted.person === null || person === wanted.person);
      yield { at: batch.createdAt, key, failure: isOurs && isWanted(wanted, failure) ? failure : null };
    }
  }
}

/** Rows whose record stands in the ledger with its own word on it, or has been put right since by a later version. */
async function toldByRecords(
  { table }: Operating,
  batch: BatchItem,
  work: WorkItem,
  lines: readonly ChunkLine[],
): Promise<ReadonlySet<number>> {
  const source = batch.manifest.system;
  const concerned = work.problems.flatMap(({ row, line, code }) => {
    const of = lines[line];
    return of === undefined ? [] : [{ row, code, of, key: { recordKey: of.recordKey, source } }];
  });
  const find = await readRecords(
    table,
    concerned.map(({ key }) => key),
  );
  return new Set(
    concerned.flatMap(({ row, of, code, key }) => {
      const item = find(key);
      if (item === undefined || code === 'record.stale') return [];
      return item.messageId === of.messageId || item.order > of.order ? [row] : [];
    }),
  );
}

async function personsOf(
  { table, secrets, clock }: Operating,
  wanted: Wanted,
  reader: CellReader | null,
  seen: readonly { readonly entry: RejectEntry }[],
): Promise<readonly (string | null)[]> {
  if (wanted.person === null || reader === null) return [];
  const indexKey = await secrets.indexKey();
  const today = clock.now().toISOString().slice(0, 10);
  const named = seen.map(({ entry }) => {
    const normal = identify('citizen-id', reader.idNumber(entry.cells), today).normal;
    return normal === null ? null : personKey(indexKey, normal);
  });
  const oldest = await readLinkedPersons(
    table,
    named.filter((each) => each !== null),
  );
  return named.map((each) => (each === null ? null : (oldest.get(each) ?? each)));
}

/** Reads two values out of a row that could not be read as a whole. */
interface CellReader {
  readonly idNumber: (cells: readonly string[]) => string;
  readonly fen: (cells: readonly string[]) => string | null;
}

function readerOf({ manifest }: BatchItem, header: readonly string[]): CellReader {
  const system = systemById(manifest.system);
  const mapping: Mapping<Canonical> | undefined = system === undefined ? undefined : mappingOf(system, manifest.kind);
  const context = { today: manifest.businessDate };
  const column = mapping?.fields.find(({ field }) => field === 'idNumber');
  if (mapping?.form === 'table') {
    const bound = mapping.bind(header, context);
    const at = header.findIndex((name) => [column?.wire, ...(column?.synonyms ?? [])].includes(name.trim()));
    return { idNumber: (cells) => cells[at] ?? '', fen: (cells) => (bound.ok ? bound.amountOf(cells) : null) };
  }
  const objectOf = ([text = '']: readonly string[]): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  return {
    idNumber: (cells) => {
      const value = objectOf(cells) as Readonly<Record<string, unknown>> | null;
      const number = value?.[column?.wire ?? ''];
      return typeof number === 'string' ? number : '';
    },
    fen: (cells) => mapping?.amountOf(objectOf(cells), context) ?? null,
  };
}

interface Row {
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
  readonly state: 'REJECTED' | 'HELD';
  readonly fen: string | null;
}

function rowFailure(
  { batchId, tenant, manifest, createdAt }: BatchItem,
  { row, code, field, state, fen }: Row,
): Failure {
  const at = { field, row };
  return {
    type: 'row',
    recordKey: null,
    webhookId: null,
    batchId,
    row,
    field,
    tenant,
    system: manifest.system,
    kind: manifest.kind,
    programme: systemById(manifest.system)?.programme ?? null,
    state,
    code,
    text: isProblemCode(code)
      ? { zh: explain({ code, ...at }, 'zh'), en: explain({ code, ...at }, 'en') }
      : textOf(code),
    fen: manifest.kind === 'payment' ? fen : null,
    attempts: 0,
    at: createdAt,
  };
}

/** More than a frame holds: the last line of it and everything behind. */
const LINES_MAX = 99_999_999;

function padded(place: number): string {
  return String(place).padStart(8, '0');
}
