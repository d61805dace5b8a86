import * as z from 'zod';
import { namesSomebody } from './statement.ts';

/** Characters. */
const NOTE_MAX = 500;
const EVIDENCE_MIN = 4;
const EVIDENCE_MAX = 200;

/** `OPEN` → `REPAIRING` (it was sent again, a later run tells) → `CLOSED`; found again after that, `OPEN` once more. */
export const CASE_STATES = ['OPEN', 'REPAIRING', 'CLOSED'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** How a person ends a case. */
export const RESOLUTIONS = [
  /** 追回: money paid wrongly came back. */
  'recovered',
  /** One of the two sides was put right by hand. */
  'corrected',
  /** Both sides may differ so: nobody was wronged. */
  'explained',
  /** The difference stays, and whoever may has decided so. */
  'accepted',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Kept for good and shown to every operator, so it names nobody's number. */
export const plainTextSchema = z
  .string()
  .trim()
  .refine((text) => !/\p{Cc}/u.test(text))
  .refine((text) => !namesSomebody(text));
/** Where what was seen can be found: a receipt's number, a letter's. */
const evidence = plainTextSchema.min(EVIDENCE_MIN).max(EVIDENCE_MAX);
/** 分. */
const fen = z.string().regex(/^[1-9]\d{0,17}$/);

/** The case it is said of: the body is what is signed, so without it what was said of one case could be sent to another. */
const about = { discrepancyId: z.string().min(1).max(200) };

/** `POST /v1/discrepancies/{id}/notes` */
export const caseNoteSchema = z.strictObject({ ...about, text: plainTextSchema.min(1).max(NOTE_MAX) });

/** `POST /v1/discrepancies/{id}/owner`: whoever says it takes the case in hand. */
export const caseOwnerSchema = z.strictObject(about);

/** `POST /v1/discrepancies/{id}/resolution` */
export const caseResolutionSchema = z.discriminatedUnion('what', [
  z.strictObject({ ...about, what: z.literal('recovered'), fen, evidence }),
  z.strictObject({ ...about, what: z.enum(['corrected', 'explained', 'accepted']), evidence }),
]);
