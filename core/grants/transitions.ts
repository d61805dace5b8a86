import type { Kind } from '../../schemas/kind.ts';
import type { GrantModel } from '../../schemas/programmes.ts';
import { APPLICATIONS } from './applications.ts';
import { CERTIFICATES } from './certificates.ts';
import { canReach, type Machine } from './machine.ts';
import { PAYMENTS } from './payments.ts';

/** The machine of a kind of record; applications have one per model. Certificates and payments move alike in all of them. */
export function machineOf(model: GrantModel, kind: Kind): Machine<string> {
  if (kind === 'applicant') return APPLICATIONS[model];
  return kind === 'certificate' ? CERTIFICATES : PAYMENTS;
}

/**
 * Whether a record of this kind in state `from` may next be heard of in state `to`, in the words of its own city. Of payments:
 * within one attempt.
 */
export function mayFollow(model: GrantModel, kind: Kind, from: string, to: string): boolean {
  return from === to || canReach(machineOf(model, kind), from, to);
}
