import { type Bug, weatherOf } from '../bug.ts';

/** One attempt has one name, is asked after before it is repeated, and a further one begins only where the last is over. */
export const ATTEMPT_BUGS: readonly Bug[] = [
  {
    name: 'fresh-attempt-id-per-try',
    says: 'Each try of a payment goes out under an attempt id of its own, which the ledger does not know.',
    edits: [
      {
        file: 'functions/deliver/province.ts',
        from: 'records: group.map(({ line }) => ({ attemptId: line.attemptId, record: line.wire }))',
        to: 'records: group.map(({ line, item }) => ({ attemptId: `${line.attemptId}.${item.fence}`, record: line.wire }))',
      },
      {
        file: 'functions/deliver/province.ts',
        from: 'byAttempt.get(parcel.line.attemptId)',
        to: 'byAttempt.get(`${parcel.line.attemptId}.${parcel.item.fence}`)',
      },
    ],
  },
  {
    name: 'sent-before-marked',
    says: 'Money is called for without being marked as SENDING first.',
    edits: [
      {
        file: 'functions/deliver/ledger.ts',
        from: 'if (money.length === 0) return parcels;',
        to: 'if (money.length >= 0) return parcels;',
      },
    ],
  },
  {
    name: 'unknown-sent-again-unasked',
    says: 'A payment in doubt is sent again without asking what became of it.',
    seeds: [13],
    edits: [
      {
        file: 'functions/deliver/next-step.ts',
        from: "? done(laterBy(IN_FLIGHT_HORIZON_MS - age)) : { kind: 'ask' };",
        to: "? done(laterBy(IN_FLIGHT_HORIZON_MS - age)) : { kind: 'send' };",
      },
    ],
  },
  {
    name: 'no-answer-taken-for-no-effect',
    says: 'A call without an answer is taken for one that had no effect, of money too.',
    seeds: [13],
    edits: [
      {
        file: 'core/delivery.ts',
        from: "case 'no-answer':\n      return unlessMoney(context, null);",
        to: "case 'no-answer':\n      return again(context, null);",
      },
    ],
  },
  {
    name: 'asked-within-the-horizon',
    says: 'The destination is asked about a payment that may still be on its way to it.',
    edits: [
      {
        file: 'functions/deliver/next-step.ts',
        from: 'return age < IN_FLIGHT_HORIZON_MS ? done(laterBy(IN_FLIGHT_HORIZON_MS - age)) :',
        to: 'return age < 0 ? done(laterBy(IN_FLIGHT_HORIZON_MS - age)) :',
      },
      {
        file: 'core/delivery.ts',
        from: 'Math.max(IN_FLIGHT_HORIZON_MS, Math.min(RETRY_AFTER_CAP_MS, waitMs ?? 0))',
        to: 'Math.min(RETRY_AFTER_CAP_MS, waitMs ?? 0)',
      },
    ],
  },
  {
    name: 'proxy-404-taken-for-not-found',
    says: 'Any 404 to a question is taken for the province saying that it never had the attempt.',
    profile: weatherOf({}),
    plan: (site, nth) => {
      if (nth >= 9) return null;
      return site.includes('http.POST')
        ? 'lost-answer'
        : site.includes('/attempts/') && nth % 2 === 0
          ? 'wrong-status'
          : null;
    },
    edits: [
      {
        file: 'functions/deliver/province.ts',
        from: "if (answer.status === 404 && notFoundSchema.safeParse(answerJson(answer)).success) return 'not-there';",
        to: "if (answer.status === 404) return 'not-there';",
      },
    ],
  },
  {
    name: 'sender-not-compared',
    says: 'A payment that stands in SENDING is taken for our own mark, whoever made it.',
    profile: weatherOf({ 'duplicate-message': 0.9, 'visibility-expiry': 0.9 }),
    edits: [
      {
        file: 'functions/deliver/ledger.ts',
        from: "find(line)?.state === 'SENDING' && find(line)?.sender === sender",
        to: "find(line)?.state === 'SENDING'",
      },
    ],
  },
  {
    name: 'sending-taken-over-as-pending',
    says: 'What a worker was sending when it died is sent again instead of being in doubt.',
    seeds: [6],
    edits: [
      {
        file: 'functions/deliver/next-step.ts',
        from: "if (age >= sendingLeaseMs || mayHaveLeft(reading, item)) return { kind: 'doubt' };",
        to: "if (age >= sendingLeaseMs || mayHaveLeft(reading, item)) return { kind: 'send' };",
      },
    ],
  },
  {
    name: 'restore-ignored',
    says: 'After the table was put back, money it shows as not yet sent is sent again.',
    seeds: [30],
    edits: [
      {
        file: 'functions/deliver/next-step.ts',
        from: "return kind === 'payment' && restoredAt !== undefined &&",
        to: "return kind !== 'payment' && restoredAt !== undefined &&",
      },
    ],
  },
  {
    name: 'new-attempt-after-success',
    says: 'A payment that succeeded is tried once more, whatever the province says to it.',
    seeds: [10],
    edits: [
      {
        file: 'core/ledger/attempt.ts',
        from: "new Set(['FAILED', 'RETURNED', 'EXPIRED'])",
        to: "new Set(['FAILED', 'RETURNED', 'EXPIRED', 'SUCCESS'])",
      },
      {
        file: 'functions/deliver/next-step.ts',
        from: "return standing.some(({ state }) => state === 'DELIVERED') ? null : 'payment.not-accepted';",
        to: 'return null;',
      },
    ],
  },
];
