import { type Bug, weatherOf } from '../bug.ts';

/** An answer counts for what it names, entry by entry. */
export const ANSWER_BUGS: readonly Bug[] = [
  {
    name: 'bulk-answer-by-position',
    says: "The province's answers are read by their place instead of by their attempt.",
    edits: [
      {
        file: 'functions/deliver/province.ts',
        from: 'return group.map((parcel) => [parcel, answered(byAttempt.get(parcel.line.attemptId))]);',
        to: 'return group.map((parcel, place) => [parcel, answered([...byAttempt.values()][place])]);',
      },
    ],
  },
  {
    name: 'unnamed-taken-for-applied',
    says: 'A record the answer does not name is taken for applied.',
    profile: weatherOf({}),
    plan: (site, nth) => (site.includes('http.POST') && nth < 9 && nth % 3 === 0 ? 'wrong-status' : null),
    edits: [
      {
        file: 'functions/deliver/province.ts',
        from: "if (result === undefined) return { kind: 'no-answer' };",
        to: "if (result === undefined) return { kind: 'answered', outcome: 'applied', code: null };",
      },
    ],
  },
  {
    name: 'throttled-statements-dropped',
    says: 'Statements that were throttled are neither sent again nor told of.',
    profile: weatherOf({}, { partial: 0.3 }),
    edits: [
      {
        file: 'adapters/ledger/table.ts',
        from: "wanted = wanted.filter((index) => PASSING_CODES.has(responses[index]?.Error?.Code ?? ''));",
        to: "for (const index of wanted) if (PASSING_CODES.has(responses[index]?.Error?.Code ?? '')) responses[index] = {};\n    wanted = [];",
      },
    ],
  },
  {
    name: 'unprocessed-keys-ignored',
    says: 'Keys DynamoDB has not got round to are taken for keys without an item.',
    profile: weatherOf({}, { partial: 0.3 }),
    seeds: [24],
    edits: [
      {
        file: 'adapters/ledger/table.ts',
        from: 'wanted = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];',
        to: 'wanted = [];',
      },
    ],
  },
];
