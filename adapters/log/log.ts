import { Logger } from '@aws-lambda-powertools/logger';

import { isLogField, type LogFields } from './fields.ts';
import { redactError, redactNumber, redactText } from './redact.ts';

/** One JSON line per event. Events are named like codes (`batch.received`); their facts stand in the fields. */
export interface Log {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
  /** The same log, each line carrying this id: the message, request or event that the work is for. */
  readonly withCorrelation: (correlationId: string) => Log;
}

/** The level comes from POWERTOOLS_LOG_LEVEL, by default INFO; errors go to stderr, everything else to stdout. */
export function createLog(service: string): Log {
  return logOver(new Logger({ serviceName: service }), {});
}

function logOver(logger: Logger, context: LogFields): Log {
  return {
    info: (event, fields) => logger.info(redactText(event), cleanFields({ ...fields, ...context })),
    warn: (event, fields) => logger.warn(redactText(event), cleanFields({ ...fields, ...context })),
    error: (event, fields) => logger.error(redactText(event), cleanFields({ ...fields, ...context })),
    withCorrelation: (correlationId) => logOver(logger, { correlationId }),
  };
}

function cleanFields(fields: LogFields): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  let dropped = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === 'error') clean['error'] = redactError(value);
    else if (isLogField(name)) clean[name] = cleanValue(value);
    else dropped += 1;
  }
  if (dropped > 0) clean['droppedFields'] = dropped;
  return clean;
}

/** Only plain values: an object could carry a whole record past the list of names. */
function cleanValue(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return redactNumber(value);
  if (typeof value === 'string') return redactText(value);
  return typeof value;
}
