import { type Bug, weatherOf } from '../bug.ts';

/** Instructions to a bank: one number for one attempt, one file for the same lines. */
export const RAIL_BUGS: readonly Bug[] = [
  {
    name: 'rail-number-by-version',
    says: 'The number of a payment at the bank is another one for each version of it.',
    seeds: [4],
    edits: [
      {
        file: 'functions/translate/payout.ts',
        from: '{ paymentNo: paymentNo(line.recordKey, attempt) });',
        to: '{ paymentNo: paymentNo(line.messageId, attempt) });',
      },
      {
        file: 'functions/translate/payout.ts',
        from: 'number: paymentNo(line.recordKey, attempt),',
        to: 'number: paymentNo(line.messageId, attempt),',
      },
      {
        file: 'core/payout.ts',
        from: "if (incoming.attempt <= known.attempt || !mayBeTriedAgain(known.status)) return 'refuse';",
        to: '',
      },
    ],
  },
  {
    name: 'file-number-by-chance',
    says: 'A file of instructions has another number each time it is sent.',
    profile: weatherOf({}),
    plan: (site, nth) => (site.includes('/payouts/') && nth === 0 ? 'lost-answer' : null),
    edits: [
      {
        file: 'functions/deliver/rail.ts',
        from: 'return payoutFileNo(group.map(({ line }) => line.messageId));',
        to: 'return payoutFileNo(group.map(({ line, item }) => `${line.messageId} ${item.fence}`));',
      },
    ],
  },
];
