import { type Bug, weatherOf } from '../bug.ts';

/** One grant, one claim, in the transaction that lets the payment go. */
export const CLAIM_BUGS: readonly Bug[] = [
  {
    name: 'claim-not-taken',
    says: 'Payments are written without their claim.',
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: 'claim: write.record.instruction === undefined ? claimOf(translating, accepted[index]?.line) : null,',
        to: 'claim: null,',
      },
    ],
  },
  {
    name: 'claim-taken-after-the-payment',
    says: 'The claim is taken after the payment was written, in a write of its own that nobody looks at.',
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: "for (const index of group) results[index] = 'won';",
        to: `for (const index of group) {
          results[index] = 'won';
          const { record, claim } = at(writes, index);
          if (claim !== null) await transact(table, [claimPut(table, record, claim)]);
        }`,
      },
      {
        file: 'adapters/ledger/payments.ts',
        from: 'if (claim !== null) items.push(claimPut(table, record, claim));',
        to: '',
      },
    ],
  },
  {
    name: 'claim-unconditional',
    says: 'A claim is written over whoever holds it.',
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: "claimFreeOrOurs: 'attribute_not_exists(pk) OR (recordKey = :recordKey AND #source = :source)',",
        to: "claimFreeOrOurs: 'attribute_not_exists(pk) OR attribute_exists(pk) OR (recordKey = :recordKey AND #source = :source)',",
      },
    ],
  },
  {
    name: 'claim-by-city',
    says: 'Each programme has claims of its own, though two of them pay the same grant.',
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: 'claimGroups[programmeCode] ?? programmeCode,',
        to: 'programmeCode,',
      },
    ],
  },
  {
    name: 'claim-not-of-a-failed-payment',
    says: 'A payment reported as failed goes on without a claim, as if it let go of it.',
    seeds: [4],
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: "line.record.status === 'CANCELLED') return null;",
        to: "['CANCELLED', 'FAILED'].includes(line.record.status)) return null;",
      },
    ],
  },
  {
    name: 'claim-taken-by-another-ignored',
    says: 'A payment whose claim another one holds goes on all the same.',
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: "const state = isInstruction(record.status) ? 'HELD' : 'PENDING';",
        to: "const state: RecordState = 'PENDING';",
      },
    ],
  },
  {
    name: 'claim-lost-taken-for-won',
    says: 'That a claim is taken is not looked for among the reasons of a refused transaction.',
    edits: [
      {
        file: 'adapters/ledger/payments.ts',
        from: "if (claim === 'ConditionalCheckFailed') return 'claim-taken';",
        to: "if (claim === 'ConditionalCheckFailed') return 'won' as never;",
      },
    ],
  },
  {
    name: 'paid-twice-not-raised',
    says: 'A payment made without its claim is recorded, and nobody is told that it was paid twice.',
    seeds: [5],
    edits: [
      {
        file: 'functions/translate/judge.ts',
        from: 'return { ...record, state, problem, history };',
        to: "return { ...record, state, problem: state === 'HELD' ? problem : null, history };",
      },
    ],
  },
  {
    name: 'paid-twice-lost-on-delivery',
    says: 'That somebody was paid twice is forgotten once the province has heard of the payment.',
    seeds: [5],
    edits: [
      {
        file: 'functions/deliver/ledger.ts',
        from: 'if (before === PAID_TWICE) return before;',
        to: "if (before === PAID_TWICE && state === 'DELIVERED') return null;",
      },
    ],
  },
  {
    name: 'paid-twice-lost-on-refusal',
    says: 'That somebody was paid twice is overwritten by what became of the telling.',
    seeds: [21],
    edits: [{ file: 'functions/deliver/ledger.ts', from: 'if (before === PAID_TWICE) return before;', to: '' }],
  },
  {
    name: 'claims-forgotten-by-a-restore',
    says: 'After the table was put back the claims of what was sent on since are not put back with it.',
    seeds: [3],
    profile: weatherOf({ 'table-restored': 1 }),
    edits: [{ file: 'functions/sweep/recover-claims.ts', from: 'if (await putNew(table, item)) made += 1;', to: '' }],
  },
  {
    name: 'numbers-forgotten-by-a-restore',
    says: 'After the table was put back a payment that is said again may leave under another number than before.',
    seeds: [594],
    profile: weatherOf({ 'table-restored': 1, 'province-forgets-duplicates': 1 }),
    edits: [
      {
        file: 'functions/sweep/recover-claims.ts',
        from: 'if (sentAs !== undefined) await keepAttempt(table, sentAs.saying, sentAs.attempt);',
        to: '',
      },
    ],
  },
  {
    name: 'repeat-waits-for-what-has-left',
    says: 'An instruction said again after the bank has answered it waits to be held, which it can never be.',
    seeds: [3],
    profile: weatherOf({ 'table-restored': 1, 'province-forgets-duplicates': 1 }),
    edits: [
      {
        file: 'functions/translate/payout.ts',
        from: 'hasLeft(find({ recordKey: entry.line.recordKey, source }), entry) ? entry : waiting(entry)',
        to: 'waiting(entry)',
      },
    ],
  },
];
