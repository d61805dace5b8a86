import * as z from 'zod';

/** Characters. */
const EVIDENCE_MIN = 4;
const EVIDENCE_MAX = 500;
const ROWS_MAX = 100_000_000;
const ATTEMPT_MAX = 999;

/** A phone number is the shortest that names a person; ID, card and account numbers are longer. */
const LONG_NUMBER = /\d{11}/;
const DATE = /\b\d{4}-\d{1,2}-\d{1,2}\b/g;
const BETWEEN_GROUPS = /(?<=\d)[\s-](?=\d)/g;

const fen = z.string().regex(/^(0|[1-9]\d{0,17})$/);
/** `guangzhou/degree-subsidy` */
export const systemIdSchema = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/);
const time = z.iso.datetime({ offset: true });
/** Of a payment: no other kind moves money. */
const recordKey = z.string().regex(/^[A-Za-z0-9_-]{43}\.p\.[A-Z0-9-]{1,24}\.\d{4}\.[A-Z]{1,16}\.\d{1,2}$/);
/** What the operator has seen, in Chinese. The ledger keeps it for good, so it names nobody's number. */
const evidence = z
  .string()
  .trim()
  .min(EVIDENCE_MIN)
  .max(EVIDENCE_MAX)
  .refine((text) => /\p{Script=Han}/u.test(text))
  .refine((text) => !/\p{Cc}/u.test(text))
  .refine((text) => !namesSomebody(text));
const idNumber = z.string().min(1).max(32);

/**
 * What may only happen on the word of two different persons (decision 0028), as an operator says it. A closed list: whatever is not
 * here nobody can make happen by saying it.
 */
export const saidSchema = z.discriminatedUnion('type', [
  /** All payments before go-live are in: so many rows, so much. None of either declares that there were none. */
  z.strictObject({
    type: z.literal('history.signed-off'),
    tenant: z.string().regex(/^[a-z0-9-]{1,64}$/),
    rows: z.int().nonnegative().max(ROWS_MAX),
    fen,
  }),
  /** Money in doubt: the destination has it, or it does not and never will by this attempt. */
  z.strictObject({
    type: z.enum(['payment.arrived', 'payment.not-made']),
    recordKey,
    source: systemIdSchema,
    attempt: z.int().positive().max(ATTEMPT_MAX),
    evidence,
  }),
  /** A cancelled payment gives its grant back, so that it may be claimed anew. */
  z.strictObject({ type: z.literal('claim.released'), recordKey, source: systemIdSchema, evidence }),
  /** Two ID numbers are one person's; both are hashed before anything is kept. */
  z.strictObject({ type: z.literal('permit.linked'), newer: idNumber, older: idNumber }),
  /** The table was put back to `restoredTo`; whatever was written before `at` stood in the restored table. */
  z.strictObject({ type: z.literal('ledger.restored'), restoredTo: time, at: time }),
]);
export type Said = Readonly<z.infer<typeof saidSchema>>;

/** A statement as the ledger keeps it: persons as keyed hashes, evidence with each word and not in what both have to say alike. */
export type Statement =
  | { readonly type: 'history.signed-off'; readonly tenant: string; readonly rows: number; readonly fen: string }
  | {
      readonly type: 'payment.arrived' | 'payment.not-made';
      readonly recordKey: string;
      readonly source: string;
      readonly attempt: number;
    }
  | { readonly type: 'claim.released'; readonly recordKey: string; readonly source: string }
  | { readonly type: 'permit.linked'; readonly newer: string; readonly older: string }
  | { readonly type: 'ledger.restored'; readonly restoredTo: string; readonly at: string };

/** Whether a number long enough to be somebody's stands in a text, also in groups or in full-width digits; a date and a time are none. */
export function namesSomebody(text: string): boolean {
  return LONG_NUMBER.test(text.normalize('NFKC').replaceAll(DATE, '、').replaceAll(BETWEEN_GROUPS, ''));
}
