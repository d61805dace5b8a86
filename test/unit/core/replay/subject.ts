import { chunkLineOf } from '../../../../core/lines.ts';
import type { OwnStanding, Subject } from '../../../../core/replay/plan-line.ts';
import type { Kind } from '../../../../schemas/kind.ts';
import type { Canonical } from '../../../../schemas/systems/system.ts';
import { CITY, INDEX_KEY } from '../../../integration/ledger/records.ts';

export const TERMS = { mapping: 'current', overlay: [], today: '2026-11-23', restoredAt: undefined } as const;
/** When the records of these tests were last written. */
export const AT = '2026-11-20T00:00:00.000Z';

/** A record as a plan finds it: the ledger's own version of it, in quarantine, unless said otherwise. */
export function subjectOf(
  kind: Kind,
  record: Canonical,
  own: Partial<OwnStanding> | null = {},
  more: Partial<Subject> = {},
): Subject {
  const line = {
    ...chunkLineOf(INDEX_KEY, { system: CITY, kind, sequence: 1 }, { row: 2, record }),
    seenBefore: false,
  };
  const { recordKey, messageId, order, contentHash, personKey, fen } = line;
  const pointer = 'records/b1/r1#0#96#2048#0';
  return {
    recordKey,
    source: CITY,
    kind,
    tenant: 'guangzhou',
    version: { pointer, messageId, batchId: 'b1', row: 2 },
    underWay: false,
    line,
    own:
      own === null
        ? undefined
        : {
            state: 'QUARANTINED',
            status: 'verification' in record ? record.verification : record.status,
            problem: 'province.call-refused',
            fence: 3,
            attempt: 1,
            fen,
            pointer,
            batchId: 'b1',
            row: 2,
            order,
            contentHash,
            messageId,
            personKey,
            at: AT,
            ...own,
          },
    others: [],
    claimTaken: false,
    sentBefore: false,
    sent: undefined,
    ...more,
  };
}
