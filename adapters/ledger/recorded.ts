import { randomUUID } from 'node:crypto';
import { faultOf } from '../../core/audit/act-form.ts';
import type { AuditAct, AuditEntry } from '../../core/audit/entry.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { appendToChain } from './audit.ts';
import type { Table } from './table.ts';

/** What it takes to write acts down. */
export interface Recording {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  /** An id nobody else makes. @default a random UUID */
  readonly newAuditId?: () => string;
}

/** How an act ended, as HTTP would say it; `code` of a refusal. */
export interface ActEnd {
  readonly status: number;
  readonly code: string | null;
}

/** The chain could not be written, so the act did not happen. Its cause says why. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
  readonly code = 'audit.unavailable';
}

const DONE: ActEnd = { status: 200, code: null };
const FAILED: ActEnd = { status: 500, code: 'request.failed' };

/**
 * Carries an act out once it stands in its tenant's chain, and writes how it ended. Without the first entry it does not happen: AuditError.
 * Without the second it has happened all the same, and the chain's next writing says that its end is unknown.
 *
 * Changes of the configuration, of a tenant's credentials say, come here with tenant `bridge` or the tenant they are about.
 */
export async function recorded<T>(
  recording: Recording,
  act: AuditAct,
  carryOut: () => Promise<T>,
  endOf: (result: T) => ActEnd = () => DONE,
): Promise<T> {
  const fault = faultOf(act);
  if (fault !== null) throw new TypeError(`an act can't be written down with this ${fault}`);
  const begun = await begin(recording, act);
  try {
    const result = await carryOut();
    await end(recording, begun, endOf(result));
    return result;
  } catch (error) {
    await end(recording, begun, FAILED);
    throw error;
  }
}

async function begin(recording: Recording, act: AuditAct): Promise<AuditEntry> {
  const { tenant } = act;
  try {
    const entry = await appendToChain(recording.table, tenant, stampOf(recording), () => ({ kind: 'begin', act }));
    if (entry === null) throw new TypeError('an act without an entry');
    return entry;
  } catch (cause) {
    recording.log.error('audit.unavailable', { tenant, step: act.action, error: cause });
    throw new AuditError('an act could not be written down', { cause });
  }
}

/** Never throws: what was done is done. */
async function end(recording: Recording, begun: AuditEntry, { status, code }: ActEnd): Promise<void> {
  const { tenant, sequence, action } = begun;
  try {
    await appendToChain(recording.table, tenant, stampOf(recording), () => ({ kind: 'end', begun, status, code }));
  } catch (error) {
    recording.log.error('audit.end-not-written', { tenant, sequence, step: action, error });
  }
}

function stampOf({ clock, newAuditId = randomUUID }: Recording): { readonly id: string; readonly at: Date } {
  return { id: newAuditId(), at: clock.now() };
}
