/** Where all of them stand in CloudWatch. */
export const METRIC_NAMESPACE = 'UnionBridge';

interface MetricKind {
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds' | 'None';
  /**
   * The sets of dimensions it may be told with. Each combination of values is a metric of its own, and paid for: none is an id, a batch or
   * anything else without a bound.
   */
  readonly by: readonly (readonly string[])[];
  /** Sets every value is told by as well, summing over the dimensions left out. @default none */
  readonly also?: readonly (readonly string[])[];
  /** What one value is, and when it is told. */
  readonly meaning: string;
}

/**
 * What the bridge counts, by name. The code that counts, the alarms and the dashboard take the names from here, so that no alarm waits for
 * what nobody tells.
 */
export const METRICS = {
  Rows: {
    unit: 'Count',
    by: [['System', 'Kind', 'Outcome']],
    also: [['Outcome']],
    meaning: 'Rows received, and what became of them: by ingest, translate and deliver as each piece of work ends',
  },
  IngestToDeliveredSeconds: {
    unit: 'Seconds',
    by: [['Destination']],
    also: [[]],
    meaning: 'From when a record was taken in until its destination had it: the longest of a delivery',
  },
  DeliveryMilliseconds: {
    unit: 'Milliseconds',
    by: [['Destination']],
    meaning: 'How long a destination took for a call, answered or not',
  },
  DeliveryAnswers: {
    unit: 'Count',
    by: [['Destination', 'Answer']],
    meaning:
      'What destinations said, record by record: their word on it, or the class of a status that settles nothing',
  },
  BreakerOpen: {
    unit: 'Count',
    by: [['Destination']],
    meaning: '1 where a delivery ended with the circuit open, or was not begun for it; 0 where the destination answers',
  },
  InDoubtPayments: { unit: 'Count', by: [[]], meaning: 'Payments nobody knows the fate of, now' },
  InDoubtFen: { unit: 'None', by: [[]], meaning: 'What they amount to, in 分' },
  BatchesNotConserved: {
    unit: 'Count',
    by: [[]],
    meaning: 'Batches of the last fortnight older than six hours with rows under way',
  },
  DueOverdueSeconds: { unit: 'Seconds', by: [[]], meaning: 'For how long the oldest work that is due has been due' },
  EventsParked: {
    unit: 'Count',
    by: [[]],
    meaning: 'Events of the province that wait for the one before them, or for their record',
  },
  BatchesOverdue: {
    unit: 'Count',
    by: [[]],
    meaning: 'Nightly batches that are not here by their hour (schemas/nightly.ts)',
  },
  MoneyCasesOpen: { unit: 'Count', by: [[]], meaning: 'Open discrepancies of payments, after a comparison' },
  DiscrepanciesOpen: { unit: 'Count', by: [[], ['Code']], meaning: 'Open discrepancies, after a comparison' },
  SuspenseRows: { unit: 'Count', by: [[]], meaning: 'Rows of one side that wait for the other, after a comparison' },
  ReconciliationsDone: { unit: 'Count', by: [[]], meaning: 'Comparisons that came to their end' },
  ReconciliationsRefused: { unit: 'Count', by: [[]], meaning: 'Comparisons that could not be made' },
  ReconciliationsNotDone: { unit: 'Count', by: [[]], meaning: 'Comparisons of the night that are not done by 08:00' },
} as const satisfies Readonly<Record<string, MetricKind>>;

export type MetricName = keyof typeof METRICS;
