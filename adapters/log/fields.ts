/**
 * Every field a log line may carry: ids, counts, codes, durations, states. Nothing a person wrote, nothing about a person.
 * A name missing here is dropped, so a new field is a decision, not an accident.
 */
const LOG_FIELDS = [
  // ids
  'attemptId',
  'batchId',
  'chunk',
  'correlationId',
  'credentialId',
  'destination',
  'frame',
  'kind',
  'messageId',
  'object',
  'paymentNo',
  'pk',
  'programme',
  'programmeYear',
  'queue',
  'recordKey',
  'replayId',
  'requestId',
  'run',
  'shard',
  'sk',
  'statementId',
  'system',
  'tenant',
  'webhookId',
  'businessDate',
  'eventType',
  // counts and sizes
  'accepted',
  'applied',
  'attempt',
  'bytes',
  'count',
  'delivered',
  'due',
  'duplicates',
  'failed',
  'held',
  'inDoubt',
  'quarantined',
  'receiveCount',
  'received',
  'records',
  'recovered',
  'recovered',
  'rejected',
  'rows',
  'sent',
  'sequence',
  'stale',
  'unchanged',
  'version',
  'warned',
  // durations
  'ageMs',
  'delayMs',
  'delaySeconds',
  'durationMs',
  // codes and states
  'code',
  'coldStart',
  'outcome',
  'part',
  'row',
  'state',
  'status',
  'step',
] as const;

export type LogField = (typeof LOG_FIELDS)[number];

export type LogFields = { readonly [name in LogField]?: string | number | boolean | null | undefined } & {
  readonly error?: unknown;
};

const allowed: ReadonlySet<string> = new Set(LOG_FIELDS);

export function isLogField(name: string): name is LogField {
  return allowed.has(name);
}
