import { type Bug, weatherOf } from '../bug.ts';

/** Every write names what it expects to find; of two writers one wins, and knows it. */
export const WRITE_BUGS: readonly Bug[] = [
  {
    name: 'payment-write-unconditional',
    says: 'A payment and its entry in the journal are written over whatever stands there.',
    profile: weatherOf({ 'duplicate-message': 0.9, 'visibility-expiry': 0.9 }),
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: "recordAtFence: 'fence = :fence',",
        to: "recordAtFence: 'fence = :fence OR attribute_exists(pk)',",
      },
      {
        file: 'adapters/ledger/payments.ts',
        from: "eventNotThere: 'attribute_not_exists(pk)',",
        to: "eventNotThere: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
      },
    ],
  },
  {
    name: 'work-end-unconditional',
    says: 'Work that has ended can end again, with other counts.',
    seeds: [12],
    edits: [
      {
        file: 'adapters/ledger/work.ts',
        from: "stillOpen: '#state = :open',",
        to: "stillOpen: '#state = :open OR #state = :done',",
      },
    ],
  },
  {
    name: 'batch-end-unconditional',
    says: 'A batch that was taken in can be taken in again by a second run.',
    profile: weatherOf({ 'duplicate-notification': 1, 'visibility-expiry': 0.9 }),
    seeds: [25],
    edits: [
      {
        file: 'adapters/ledger/batches.ts',
        from: "awaiting: '#state = :awaiting',",
        to: "awaiting: '#state = :awaiting OR attribute_exists(pk)',",
      },
    ],
  },
  {
    name: 'payment-race-lost-taken-for-won',
    says: 'A payment whose condition failed is taken for written.',
    profile: weatherOf({ 'duplicate-message': 0.9, 'visibility-expiry': 0.9 }),
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: "if (record === 'ConditionalCheckFailed') return 'lost';",
        to: "if (record === 'ConditionalCheckFailed') return 'won' as never;",
      },
    ],
  },
  {
    name: 'own-write-taken-for-old-news',
    says: 'A version we wrote before we died is taken for one that has long gone on.',
    edits: [
      {
        file: 'core/ledger/decide.ts',
        from: "known.state === 'IMPORTED' ? 'unchanged' : 'ours'",
        to: "'unchanged'",
      },
    ],
  },
  {
    name: 'own-write-taken-for-conflict',
    says: 'A version we wrote before we died is taken for another one at the same time.',
    edits: [
      {
        file: 'core/ledger/decide.ts',
        from: "return { kind: known.state === 'IMPORTED' ? 'unchanged' : 'ours' };",
        to: "return { kind: 'refuse', code: 'record.conflict' };",
      },
    ],
  },
  {
    name: 'journal-without-held',
    says: 'Money that is held has not moved, so the journal is spared its entry.',
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: `      Put: {
        TableName: table.name,
        Item: marshall(journalEvent(write)),
        ConditionExpression: NAMED_CONDITIONS.eventNotThere,
      },`,
        to: `      ...(record.state === 'HELD'
        ? { ConditionCheck: { TableName: table.name, Key: marshall(journalKeyOf(record)), ConditionExpression: NAMED_CONDITIONS.eventNotThere } }
        : { Put: { TableName: table.name, Item: marshall(journalEvent(write)), ConditionExpression: NAMED_CONDITIONS.eventNotThere } }),`,
      },
    ],
  },
];
