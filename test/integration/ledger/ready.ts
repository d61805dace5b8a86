import { type RecordItem, readRecords, writeRecords } from '../../../adapters/ledger/records.ts';
import { listUnder, openWork, WORK_LEASE_MS, type WorkItem } from '../../../adapters/ledger/work.ts';
import { type DeliveryLine, encodeLines, frameHash } from '../../../core/lines.ts';
import { deliverySortKey } from '../../../core/work-key.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import type { Ground } from './ground.ts';
import { newItem } from './records.ts';

let works = 0;

export interface Ready {
  readonly message: DeliveryMessage;
  readonly items: readonly RecordItem[];
  /** State of each record, in order. */
  readonly states: () => Promise<readonly (string | undefined)[]>;
  readonly works: () => Promise<readonly WorkItem[]>;
}

/** A delivery as translate leaves it, of records that stand alone: their items, its frame, its work, and its message. */
export async function ready(
  ground: Ground,
  count: number,
  change: Partial<RecordItem> = {},
  wire: DeliveryLine['wire'] = {},
): Promise<Ready> {
  works += 1;
  const items = Array.from({ length: count }, () =>
    newItem({ at: ground.clock.now().toISOString(), fen: change.kind === 'payment' ? '150000' : '0', ...change }),
  );
  const lines = items.map(({ recordKey, source, kind, messageId, attemptId, fen }, row): DeliveryLine => {
    return { recordKey, source, kind, messageId, attemptId, fen, after: null, row, line: row, wire };
  });
  const frame = encodeLines(lines);
  const pointer = await ground.vault.writeOne(`deliveries/ready/${works}`, frame);
  const hash = frameHash(frame);
  const key = { pk: `B#ready${works}`, sk: deliverySortKey('run1', 0, 1, 1) };
  const dueAt = new Date(ground.clock.now().getTime() + WORK_LEASE_MS).toISOString();
  await writeRecords(
    ground.table,
    items.map((record) => ({ record, expectedFence: null })),
  );
  const work: WorkItem = {
    ...key,
    type: 'delivery',
    tenant: 'guangzhou',
    state: 'OPEN',
    destination: null,
    pointer,
    only: null,
    tries: 1,
    calls: 0,
    batchId: `ready${works}`,
    run: 'run1',
    chunk: 0,
    hash,
    dueAt,
    settled: {},
    problems: [],
  };
  await openWork(ground.table, [work]);
  return {
    message: { v: 1, type: 'delivery', ...key, hash },
    items,
    states: async () => {
      const find = await readRecords(ground.table, items);
      return items.map((item) => find(item)?.state);
    },
    works: async () => (await listUnder(ground.table, key.pk, 'D#')) as unknown as readonly WorkItem[],
  };
}
