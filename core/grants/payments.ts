import type { Payment } from '../../schemas/canonical/payment.ts';
import type { Machine } from './machine.ts';

/**
 * How ONE attempt to pay moves (DOMAIN §7). FAILED, RETURNED and EXPIRED end it: what comes after them is the next attempt, which
 * begins at PLANNED. They may still be called off (ours): that, on evidence, is what frees the claim. UNKNOWN leaves only on
 * evidence, so nothing leads from it back to being under way.
 */
export const PAYMENTS: Machine<Payment['status']> = {
  PLANNED: ['BATCHED', 'SUBMITTED', 'CANCELLED'],
  BATCHED: ['SUBMITTED', 'CANCELLED'],
  SUBMITTED: ['ACCEPTED', 'PROCESSING', 'FAILED', 'UNKNOWN'],
  ACCEPTED: ['PROCESSING', 'FAILED', 'UNKNOWN'],
  PROCESSING: ['WAIT_USER_CONFIRM', 'SUCCESS', 'FAILED', 'UNKNOWN', 'EXPIRED', 'CANCELLED'],
  WAIT_USER_CONFIRM: ['SUCCESS', 'FAILED', 'UNKNOWN', 'EXPIRED', 'CANCELLED'],
  SUCCESS: ['RETURNED'],
  UNKNOWN: ['SUCCESS', 'FAILED', 'EXPIRED', 'CANCELLED'],
  FAILED: ['CANCELLED'],
  RETURNED: ['CANCELLED'],
  EXPIRED: ['CANCELLED'],
  CANCELLED: [],
};
