import * as z from 'zod';
import { ID_TYPES } from './applicant.ts';

export const PAYMENT_STATES = [
  'PLANNED',
  'BATCHED',
  'SUBMITTED',
  'ACCEPTED',
  'PROCESSING',
  'WAIT_USER_CONFIRM',
  'SUCCESS',
  'FAILED',
  'RETURNED',
  'UNKNOWN',
  'EXPIRED',
  'CANCELLED',
] as const;
export const FUNDING_LEVELS = ['CITY', 'DISTRICT', 'STREET', 'ENTERPRISE', 'PROVINCE'] as const;

/** One grant to one person at one funding level, in neutral form. An attempt to pay is a field, never part of its key. */
export const paymentSchema = z.object({
  batchNo: z.string(),
  declarationNo: z.string(),
  programmeCode: z.string(),
  programmeYear: z.int(),
  name: z.string(),
  idType: z.enum(ID_TYPES),
  idNumber: z.string(),
  payeeName: z.string(),
  bankName: z.string(),
  accountNo: z.string(),
  /** Integer 分 as a decimal string, so that JSON carries it without a float. */
  amountFen: z.string().regex(/^(0|[1-9]\d*)$/),
  fundingLevel: z.enum(FUNDING_LEVELS),
  paidOn: z.string().optional(),
  status: z.enum(PAYMENT_STATES),
  reasonCode: z.string().optional(),
  updatedAt: z.string(),
});
export type Payment = Readonly<z.infer<typeof paymentSchema>>;
