import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidAttributeName,
  InvalidBatchEntryId,
  InvalidMessageContents,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';

const ENTRIES_MAX = 10;
/** Of a message, and of all bodies of one call together: what production code counts on. SQS itself takes 1 MiB since August 2025. */
const BYTES_MAX = 256 * 1024;
const DELAY_SECONDS_MAX = 900;
const VISIBILITY_SECONDS_MAX = 43_200;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;
/** SendMessage: tab, line feed, carriage return, and XML 1.0's other characters. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const UNAVAILABLE = 'Message does not exist or is not available for visibility timeout change.';

type Shape = ConstructorParameters<typeof EmptyBatchRequest>[0];

const CLASSES: Readonly<Record<string, new (shape: Shape) => SQSServiceException>> = {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidAttributeName,
  InvalidBatchEntryId,
  InvalidMessageContents,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  TooManyEntriesInBatchRequest,
};

/** Why a call, or one entry of it, is refused. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The SDK's own exception for a refusal: its class where it has one, else the service's with that name. */
export function exceptionOf({ code, message }: Refusal): SQSServiceException {
  const shape = { message, $metadata: { httpStatusCode: 400 } };
  const Class = CLASSES[code];
  return Class === undefined ? new SQSServiceException({ ...shape, name: code, $fault: 'client' }) : new Class(shape);
}

export function noSuchQueue(): SQSServiceException {
  return exceptionOf({ code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' });
}

/** Throws if the batch is refused as a whole; entries with faults of their own are answered one by one. */
export function checkBatch(entries: readonly { readonly Id: string | undefined }[] | undefined): void {
  const refusal = refusalOfBatch(entries ?? []);
  if (refusal !== null) throw exceptionOf(refusal);
}

function refusalOfBatch(entries: readonly { readonly Id: string | undefined }[]): Refusal | null {
  if (entries.length === 0)
    return { code: 'EmptyBatchRequest', message: 'There should be at least one entry in the request.' };
  if (entries.length > ENTRIES_MAX) {
    const message = `Maximum number of entries per request are ${ENTRIES_MAX}. You have sent ${entries.length}.`;
    return { code: 'TooManyEntriesInBatchRequest', message };
  }
  const ids = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!ENTRY_ID.test(Id)) {
      const message = 'A batch entry id can only contain alphanumeric characters, hyphens and underscores.';
      return { code: 'InvalidBatchEntryId', message };
    }
    if (ids.has(Id)) return { code: 'BatchEntryIdsNotDistinct', message: `Id ${Id} repeated.` };
    ids.add(Id);
  }
  return null;
}

/** Throws if a body is missing or all of them together are too long. */
export function checkBodies(bodies: readonly (string | undefined)[]): void {
  let bytes = 0;
  for (const body of bodies) {
    if (body === undefined || body === '')
      throw exceptionOf({ code: 'MissingParameter', message: 'The request must contain the parameter MessageBody.' });
    bytes += Buffer.byteLength(body);
  }
  if (bytes <= BYTES_MAX) return;
  const message = `Batch requests cannot be longer than ${BYTES_MAX} bytes. You have sent ${bytes} bytes.`;
  throw exceptionOf({ code: 'BatchRequestTooLong', message });
}

/** A message sent by itself is refused in other words than a batch. */
export function checkBody(body: string | undefined): void {
  if (body === undefined || Buffer.byteLength(body) <= BYTES_MAX) return checkBodies([body]);
  const message = `One or more parameters are invalid. Reason: Message must be shorter than ${BYTES_MAX} bytes.`;
  throw exceptionOf({ code: 'InvalidParameterValue', message });
}

export function refusalOfMessage(body: string, delaySeconds: number | undefined): Refusal | null {
  if (FORBIDDEN.test(body)) return { code: 'InvalidMessageContents', message: 'Invalid characters found.' };
  return outside('DelaySeconds', delaySeconds ?? 0, 0, DELAY_SECONDS_MAX);
}

export function refusalOfVisibility(seconds: number | undefined): Refusal | null {
  return seconds === undefined
    ? { code: 'MissingParameter', message: 'The request must contain the parameter VisibilityTimeout.' }
    : outside('VisibilityTimeout', seconds, 0, VISIBILITY_SECONDS_MAX);
}

export function refusalOfCount(count: number): Refusal | null {
  return outside('MaxNumberOfMessages', count, 1, ENTRIES_MAX);
}

export function malformedHandle(): Refusal {
  return { code: 'ReceiptHandleIsInvalid', message: 'The input receipt handle is invalid.' };
}

/** A message that is deleted, or has been received again since, is not the handle's to hide any more. */
export function notYours(): Refusal {
  return {
    code: 'InvalidParameterValue',
    message: `Value for parameter ReceiptHandle is invalid. Reason: ${UNAVAILABLE}`,
  };
}

function outside(name: string, value: number, least: number, most: number): Refusal | null {
  if (Number.isInteger(value) && value >= least && value <= most) return null;
  const message = `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}.`;
  return { code: 'InvalidParameterValue', message };
}
