import * as z from 'zod';
import { APPLICATION_STATES } from './canonical/applicant.ts';
import { CERTIFICATE_TYPES, VERIFICATION_STATES } from './canonical/certificate.ts';
import { FUNDING_LEVELS, PAYMENT_STATES } from './canonical/payment.ts';

/** What every event of 粤工惠 about a record says (CONTRACT §2). `sequence` is dense from 1 per record. */
const addressed = {
  declarationNo: z.string().min(1).max(64),
  programmeCode: z.string().min(1).max(32),
  programmeYear: z.int().min(2000).max(2100),
  sequence: z.int().positive(),
};
/** What this bridge needs besides, whatever the event is about; ours, as nothing is published. */
const about = { ...addressed, updatedAt: z.iso.datetime({ offset: true }) };
const status = z.object({ ...about, status: z.enum(APPLICATION_STATES) });
const verification = z.object({
  ...about,
  certificateType: z.enum(CERTIFICATE_TYPES),
  certificateNo: z.string().min(1).max(32),
  verification: z.enum(VERIFICATION_STATES),
});
const payment = z.object({
  ...about,
  /** Which attempt it is about; one we can't read is as if there were none. */
  paymentNo: z.string().max(64).optional().catch(undefined),
  fundingLevel: z.enum(FUNDING_LEVELS),
  status: z.enum(PAYMENT_STATES),
  amountFen: z.int().positive().optional(),
  paidOn: z.iso.date().optional(),
  reasonCode: z.string().max(64).optional(),
});
const notice = z
  .object({ programmeCode: z.string().max(32), programmeYear: z.int(), sequence: z.int().positive() })
  .partial()
  .loose();

const envelope = { timestamp: z.iso.datetime({ offset: true }) };

/** Events about one record, by their type. */
export const RECORD_EVENTS = [
  'applicant.status-changed',
  'certificate.verified',
  'certificate.rejected',
  'payment.settled',
  'payment.failed',
  'payment.returned',
] as const;

/** What makes a body an event of the contract at all: such a one is kept, even if this bridge can't use what it says. */
export const inboundEventSchema = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.enum(RECORD_EVENTS), data: z.looseObject(addressed) }),
  z.object({ ...envelope, type: z.literal('notice.published'), data: z.looseObject({}) }),
]);

/** An event this bridge can translate; fields it does not use are ignored. */
export const provinceEventSchema = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('applicant.status-changed'), data: status }),
  z.object({ ...envelope, type: z.enum(['certificate.verified', 'certificate.rejected']), data: verification }),
  z.object({ ...envelope, type: z.enum(['payment.settled', 'payment.failed', 'payment.returned']), data: payment }),
  z.object({ ...envelope, type: z.literal('notice.published'), data: notice }),
]);
export type ProvinceEvent = Readonly<z.infer<typeof provinceEventSchema>>;

/** What the province answers when it is asked for its last word on a record; ours, as nothing is published. Nothing said: 0 or null. */
export const lastEventSchema = z.object({
  sequence: z.int().nonnegative().nullable(),
  event: provinceEventSchema.nullable(),
});
