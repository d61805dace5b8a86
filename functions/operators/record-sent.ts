import { type BatchItem, batchKeyOf } from '../../adapters/ledger/batches.ts';
import type { RecordItem } from '../../adapters/ledger/records.ts';
import { type Key } from '../../adapters/ledger/table.ts';
import { listUnder, readWork, type WorkItem } from '../../adapters/ledger/work.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { paymentNo } from '../../core/identity.ts';
import { unpackTransitions } from '../../core/ledger/history.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { decodeDelivery, type DeliveryLine } from '../../core/lines.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { SentForm } from '../../core/story/fields.ts';
import { kindOfRecord, translateRecord } from '../../core/translate.ts';
import { deliverySortKey, payoutSortKey } from '../../core/work-key.ts';
import type { StoryDelivery } from '../../schemas/api/records.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';
import type { Operating } from './environment.ts';

/** A record's version on its way to a system, as far as it has got. */
export interface Sent {
  readonly deliveries: readonly StoryDelivery[];
  /** Its line in the last of them; `null` where none is to be found. */
  readonly line: DeliveryLine | null;
}

/** The deliveries of one version of a record that came in a batch. */
export async function sentOf(
  operating: Operating,
  item: RecordItem,
  batch: BatchItem,
  destination: string,
): Promise<Sent> {
  const { frame } = parsePointer(item.pointer);
  const sortKey = systemById(destination)?.side === 'rail' ? payoutSortKey : deliverySortKey;
  // A chunk is a frame of the batch's records, in the same order.
  const ofChunk = sortKey(batch.run ?? '', frame, 1, 1)
    .split('#')
    .slice(0, 3)
    .join('#');
  const works = await listUnder(operating.table, batchKeyOf(batch.batchId).pk, `${ofChunk}#`);
  return await readSent(operating, item, works as unknown as readonly WorkItem[]);
}

/** The delivery of an event's word to a city, where it went alone; of what went with others only the states are known. */
export async function toldOf(operating: Operating, item: RecordItem): Promise<Sent> {
  const days = new Set(unpackTransitions(item.history).map(({ at }) => at.toISOString().slice(0, 10)));
  const keys = [...days].map((day): Key => ({ pk: `E#${day}#${shortHash(item.messageId)}`, sk: EVENTS_SORT_KEY }));
  const works = await Promise.all(keys.map((key) => readWork(operating.table, key)));
  return await readSent(
    operating,
    item,
    works.filter((work) => work !== undefined),
  );
}

/** What a record is in a system's form; `null` where it can't be said there. */
export function formFor(
  item: Pick<RecordItem, 'recordKey' | 'attempt'>,
  record: Canonical,
  from: string,
  to: string,
  wire: DeliveryLine['wire'] | null,
): SentForm | null {
  const [source, destination] = [systemById(from), systemById(to)];
  if (source === undefined || destination === undefined) return null;
  const mapping: Mapping<Canonical> | undefined = mappingOf(destination, kindOfRecord(record));
  if (mapping === undefined) return null;
  const translated = translateRecord(record, source, destination);
  if (!translated.ok) return null;
  const context = { paymentNo: paymentNo(item.recordKey, item.attempt) };
  const { record: said } = translated;
  return { mapping, said, context, wire: wire ?? mapping.encode(said, context) };
}

async function readSent(operating: Operating, item: RecordItem, works: readonly WorkItem[]): Promise<Sent> {
  const frames = new Map<string, readonly DeliveryLine[]>();
  const deliveries: StoryDelivery[] = [];
  let line: DeliveryLine | null = null;
  for (const work of works) {
    const { pointer, destination, state, tries, calls, dueAt, problems, only } = work;
    const lines = frames.get(pointer.object) ?? (await linesOf(operating, pointer));
    frames.set(pointer.object, lines);
    const at = lines.findIndex(({ recordKey, source }) => recordKey === item.recordKey && source === item.source);
    const found = lines[at];
    if (found === undefined || (only !== null && !only.includes(at))) continue;
    line = found;
    const code = problems.find((problem) => problem.row === found.row)?.code ?? null;
    deliveries.push({
      destination: destination ?? '',
      state,
      tries,
      calls: state === 'OPEN' ? calls : calls + 1,
      dueAt: state === 'OPEN' ? dueAt : null,
      code,
    });
  }
  return { deliveries, line };
}

/** A delivery that no longer lies there is shown without its line. */
async function linesOf({ vault, log }: Operating, pointer: FramePointer): Promise<readonly DeliveryLine[]> {
  try {
    return decodeDelivery(await vault.readFrame(pointer));
  } catch (error) {
    if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
    log.error('record.delivery-unreadable', { object: pointer.object, error });
    return [];
  }
}

const EVENTS_SORT_KEY = 'D#events#000000#001#001';
