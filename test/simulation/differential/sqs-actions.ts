import fc from 'fast-check';

export type QueueName = 'work' | 'dead' | 'nowhere';

export interface SentEntry {
  readonly id: string;
  readonly body: string;
  readonly delaySeconds: number | undefined;
}

/** A handle by its place among all given out so far, counted back from the last; -1 was never given out. */
export interface HandledEntry {
  readonly id: string;
  readonly handle: number;
  readonly seconds: number;
}

/** As a batch, or its first entry by itself. */
export interface Sending {
  readonly do: 'send';
  readonly single: boolean;
  readonly queue: QueueName;
  readonly entries: readonly SentEntry[];
}

export interface Handling {
  readonly do: 'handle';
  readonly what: 'delete' | 'hide';
  readonly single: boolean;
  readonly queue: QueueName;
  readonly entries: readonly HandledEntry[];
}

export type Action =
  | Sending
  | Handling
  | {
      readonly do: 'receive';
      readonly queue: QueueName;
      readonly max: number;
      readonly seconds: number | undefined;
      readonly attributes: readonly string[];
    }
  | { readonly do: 'attributes'; readonly queue: QueueName; readonly names: readonly string[] }
  | { readonly do: 'wait'; readonly ms: number };

const queue: fc.Arbitrary<QueueName> = fc.oneof(
  { weight: 30, arbitrary: fc.constant('work' as const) },
  { weight: 3, arbitrary: fc.constant('dead' as const) },
  { weight: 1, arbitrary: fc.constant('nowhere' as const) },
);

/** Mostly ids that differ; sometimes one that is none, or one that comes twice. */
function withIds<Entry>(entry: fc.Arbitrary<Entry>): fc.Arbitrary<readonly (Entry & { readonly id: string })[]> {
  const fault = fc.oneof({ weight: 8, arbitrary: fc.constant('') }, fc.constantFrom('repeated', 'not an id!'));
  const entries = fc.oneof(
    { weight: 12, arbitrary: fc.array(entry, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(entry, { minLength: 9, maxLength: 11 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
  return fc
    .tuple(entries, fault)
    .map(([all, id]) => all.map((each, at) => ({ ...each, id: id !== '' && at < 2 ? id : `e-${at}` })));
}

const body = fc.oneof(
  { weight: 10, arbitrary: fc.string({ unit: fc.constantFrom('a', '"', '\t', ' ', '工', '\uFFFD'), minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom('bell \u0007', 'nul \u0000', 'not a character \uFFFE') },
);
const sent = fc.record({ body, delaySeconds: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) });

const handled = fc.record({
  handle: fc.integer({ min: -1, max: 8 }),
  seconds: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 43_200, 43_201) },
  ),
});

const single = fc.boolean();
const sends = fc.record({ do: fc.constant('send' as const), single, queue, entries: withIds(sent) });
const handles = fc.record({
  do: fc.constant('handle' as const),
  what: fc.constantFrom('delete' as const, 'hide' as const),
  single,
  queue,
  entries: withIds(handled),
});
const names = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'DelaySeconds',
  'VisibilityTimeout',
];
const attributes = fc.record({
  do: fc.constant('attributes' as const),
  queue,
  names: fc.subarray(names, { minLength: 1 }),
});

function receives(max: fc.Arbitrary<number>, seconds: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.record({
    do: fc.constant('receive' as const),
    queue,
    max,
    seconds: fc.option(seconds, { nil: undefined }),
    attributes: fc.subarray([
      'SentTimestamp',
      'ApproximateReceiveCount',
      'ApproximateFirstReceiveTimestamp',
      'SenderId',
    ]),
  });
}

const wait = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(1, 999, 1000, 1999, 2000, 2999, 3000, 3001, 10_000),
});

/** No time passes, and nothing is received and visible at once: then both have one order. */
export const stillActions: fc.Arbitrary<Action> = fc.oneof(
  sends,
  { weight: 3, arbitrary: receives(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 3 })) },
  { weight: 2, arbitrary: handles },
  attributes,
);

/** Time passes. What is visible is always received whole, so that its order, of which neither promises any, changes nothing. */
export const movingActions: fc.Arbitrary<Action> = fc.oneof(
  sends,
  { weight: 5, arbitrary: receives(fc.constant(10), fc.integer({ min: 0, max: 3 })) },
  { weight: 2, arbitrary: handles },
  attributes,
  { weight: 4, arbitrary: wait },
);
