import type { Kind } from '../schemas/kind.ts';
import type { ProvinceEvent } from '../schemas/event.ts';
import type { Canonical } from '../schemas/systems/system.ts';

/** An event about one record; notices concern none. */
export type RecordEvent = Exclude<ProvinceEvent, { type: 'notice.published' }>;

export function kindOf(event: RecordEvent): Kind {
  if (event.type === 'applicant.status-changed') return 'applicant';
  return event.type.startsWith('certificate.') ? 'certificate' : 'payment';
}

/** What the event says the record's status is now. */
export function statusOf(event: RecordEvent): string {
  return 'verification' in event.data ? event.data.verification : event.data.status;
}

/** The city's record with what the province owns taken from its event: status or verification, day and reason of a payment. */
export function overlay(record: Canonical, event: RecordEvent): Canonical {
  const updatedAt = event.data.updatedAt;
  if ('verification' in event.data) return { ...record, verification: event.data.verification, updatedAt };
  if (!('fundingLevel' in event.data)) return { ...record, status: event.data.status, updatedAt } as Canonical;
  const { status, paidOn, reasonCode } = event.data;
  return {
    ...record,
    status,
    updatedAt,
    ...(paidOn === undefined ? {} : { paidOn }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  } as Canonical;
}
