import type { BatchItem } from '../../../adapters/ledger/batches.ts';
import type { InboundItem } from '../../../adapters/ledger/inbound.ts';
import { type RecordItem, toRecord } from '../../../adapters/ledger/records.ts';
import type { Item } from '../../../adapters/ledger/table.ts';
import type { WorkItem } from '../../../adapters/ledger/work.ts';
import type { RecordState } from '../../../core/ledger/states.ts';

/** An entry of the money journal. */
export interface JournalEvent {
  readonly recordKey: string;
  readonly source: string;
  readonly fence: number;
  readonly state: RecordState;
  readonly fen: string;
  readonly attemptId: string;
}

/** The ledger's items by what they are. */
export interface Holdings {
  readonly all: readonly Item[];
  readonly records: readonly RecordItem[];
  readonly batches: readonly BatchItem[];
  readonly works: readonly WorkItem[];
  readonly inbounds: readonly (InboundItem & { readonly duePk?: string })[];
  readonly journal: readonly JournalEvent[];
  /** Pay-once claim → record and source that hold it. */
  readonly claims: ReadonlyMap<string, { readonly recordKey: string; readonly source: string }>;
}

export function holdingsOf(all: readonly Item[]): Holdings {
  const under = (prefix: string): readonly Item[] => all.filter(({ pk }) => String(pk).startsWith(prefix));
  const batchItems = under('B#');
  return {
    all,
    records: under('R#').map(toRecord),
    batches: batchItems.filter(({ sk }) => sk === '0') as unknown as readonly BatchItem[],
    works: [...batchItems.filter(({ sk }) => sk !== '0'), ...under('E#')] as unknown as readonly WorkItem[],
    inbounds: under('W#').map(({ pk, ...rest }) => ({ webhookId: String(pk).slice(2), ...rest })) as never,
    journal: under('M#').map(journalEvent),
    claims: new Map(under('P#').map((item) => [String(item['pk']), item as never])),
  };
}

function journalEvent(item: Item): JournalEvent {
  const [recordKey = '', source = '', fence = ''] = String(item['sk']).split('#');
  return {
    recordKey,
    source,
    fence: Number(fence),
    state: item['state'] as RecordState,
    fen: String(item['fen']),
    attemptId: String(item['attemptId']),
  };
}
