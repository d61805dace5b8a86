import type { BatchItem } from '../../adapters/ledger/batches.ts';
import type { RecordItem } from '../../adapters/ledger/records.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { paymentNo } from '../../core/identity.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { decodeChunk } from '../../core/lines.ts';
import { causeOf } from '../../core/story/cause.ts';
import { maskStory, otherColumns, type RawRow, sideBySide } from '../../core/story/fields.ts';
import type { StoryField, StorySource } from '../../schemas/api/records.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping, System } from '../../schemas/systems/system.ts';
import type { Operating } from './environment.ts';
import { programmeOfRecord } from './failures-wanted.ts';
import { rowOfFile } from './record-raw.ts';
import { asHeard } from './record-heard.ts';
import { formFor, type Sent, sentOf, toldOf } from './record-sent.ts';

const PROVINCE = 'province/yuegonghui';
const NOT_SENT: Sent = { deliveries: [], line: null };

/** What is known of a record from one source; `fields` hold their values whole. */
export interface Told {
  readonly item: RecordItem;
  readonly batch: BatchItem | null;
  readonly rawFrom: StorySource['rawFrom'];
  readonly sentFrom: StorySource['sentFrom'];
  readonly destination: string | null;
  readonly mappingVersion: number | null;
  readonly fields: readonly StoryField[];
  readonly otherColumns: readonly string[];
  readonly sent: Sent;
}

/**
 * Gathers one source's side of a record: its row, the record, and what was sent of it.
 *
 * @param all the record from every source, for the province tells of a city's
 */
export async function toldBy(
  operating: Operating,
  item: RecordItem,
  batch: BatchItem | null,
  all: readonly RecordItem[],
): Promise<Told> {
  const record = await recordAt(operating, item);
  const nothing = { item, batch, rawFrom: null, sentFrom: null, destination: null, mappingVersion: null };
  if (record === null) return { ...nothing, fields: [], otherColumns: [], sent: NOT_SENT };
  return item.source === PROVINCE
    ? await toldByProvince(operating, item, record, all)
    : await toldByRow(operating, item, batch, record);
}

/** As the answer has it: every value masked. */
export function viewOf({ item, batch, sent, ...told }: Told): StorySource {
  const { recordKey, source, kind, tenant, state, status, problem, batchId, row, attempt, attemptId, fen, at } = item;
  return {
    recordKey,
    source,
    name: systemById(source)?.name ?? { zh: source, en: source },
    kind,
    tenant,
    programme: programmeOfRecord(item) ?? '',
    state,
    status,
    problem,
    cause: causeOf(item),
    batchId: batchId === '' ? null : batchId,
    row,
    attempt,
    attemptId,
    fen: kind === 'payment' ? fen : null,
    sequence: item.sequence,
    at,
    fileName: batch === null || batch.manifest.fileName === '' ? null : batch.manifest.fileName,
    mappingVersion: told.mappingVersion,
    rawFrom: told.rawFrom,
    sentFrom: told.sentFrom,
    destination: told.destination,
    fields: [...maskStory(told.fields)],
    otherColumns: [...told.otherColumns],
    deliveries: [...sent.deliveries],
  };
}

/** A record that came in a file, a push or a rail's return. */
async function toldByRow(
  operating: Operating,
  item: RecordItem,
  batch: BatchItem | null,
  record: Canonical,
): Promise<Told> {
  // An instruction's row is its city's.
  const from = batch?.manifest.system ?? item.source;
  const mapping = wireFormOf(systemById(from), item);
  const destination = item.state === 'IMPORTED' ? null : from === item.source ? PROVINCE : item.source;
  const isRepair = batch?.manifest.purpose === 'repair';
  const raw = batch === null || isRepair ? null : await rowOfFile(operating, batch, item.row);
  const sent = batch === null || destination === null ? NOT_SENT : await sentOf(operating, item, batch, destination);
  if (mapping === undefined)
    return { ...common(item, batch), destination, mappingVersion: null, fields: [], otherColumns: [], sent };
  const context = { paymentNo: paymentNo(item.recordKey, item.attempt) };
  const form = destination === null ? null : formFor(item, record, from, destination, sent.line?.wire ?? null);
  const shown = raw ?? rowAgain(mapping, record, context);
  return {
    ...common(item, batch),
    rawFrom: raw === null ? 'record' : 'file',
    sentFrom: sentFrom(form !== null, sent),
    destination,
    mappingVersion: form?.mapping.version ?? mapping.version,
    fields: sideBySide(mapping, shown, record, context, form),
    otherColumns: otherColumns(mapping, shown).filter((column) => !mapping.ours.some(({ wire }) => wire === column)),
    sent,
  };
}

/** The province's word on a city's record: that record with what the province owns laid over it, on its way back to the city. */
async function toldByProvince(
  operating: Operating,
  item: RecordItem,
  own: Canonical,
  all: readonly RecordItem[],
): Promise<Told> {
  const base = all.find(({ source }) => systemById(source)?.side === 'city');
  const city = systemById(base?.source ?? '');
  const province = wireFormOf(systemById(PROVINCE), item);
  if (city === undefined || province === undefined)
    return { ...common(item, null), mappingVersion: null, fields: [], otherColumns: [], sent: NOT_SENT };
  const sent = city.receives ? await toldOf(operating, item) : NOT_SENT;
  const record = asHeard(own, item, wireFormOf(city, item), sent.line?.wire ?? null);
  const form = city.receives ? formFor(item, record, PROVINCE, city.id, sent.line?.wire ?? null) : null;
  const context = { paymentNo: paymentNo(item.recordKey, item.attempt) };
  return {
    ...common(item, null),
    sentFrom: sentFrom(form !== null, sent),
    destination: city.receives ? city.id : null,
    mappingVersion: form?.mapping.version ?? null,
    fields: sideBySide(province, null, record, context, form),
    otherColumns: [],
    sent,
  };
}

function common(item: RecordItem, batch: BatchItem | null) {
  return { item, batch, rawFrom: null, sentFrom: null, destination: null };
}

function sentFrom(isSayable: boolean, { line }: Sent): StorySource['sentFrom'] {
  if (!isSayable) return null;
  return line === null ? 'record' : 'delivery';
}

function wireFormOf(system: System | undefined, { kind }: RecordItem): Mapping<Canonical> | undefined {
  return system === undefined ? undefined : mappingOf(system, kind);
}

/** The row as the record would be written, where the file is no longer there. */
function rowAgain(mapping: Mapping<Canonical>, record: Canonical, context: { readonly paymentNo: string }): RawRow {
  if (mapping.form === 'table') return { columns: mapping.header, cells: mapping.encode(record, context) };
  const members = Object.entries(mapping.encode(record, context));
  return {
    columns: members.map(([name]) => name),
    cells: members.map(([, value]) => (Array.isArray(value) ? value.map(String).join(',') : String(value))),
  };
}

/** `null` where it no longer lies there. */
async function recordAt({ vault, log }: Operating, item: RecordItem): Promise<Canonical | null> {
  const { line, ...frame } = parsePointer(item.pointer);
  try {
    return decodeChunk(await vault.readFrame(frame))[line]?.record ?? null;
  } catch (error) {
    if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
    log.error('record.unreadable', { recordKey: item.recordKey, object: frame.object, error });
    return null;
  }
}
