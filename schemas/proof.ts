import * as z from 'zod';
import { KINDS } from './kind.ts';

const count = z.int().nonnegative();
const fen = z.string().regex(/^(0|-?[1-9]\d*)$/);
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const amount = z.strictObject({ rows: count, fen });

/** The four ends of a row, and all rows: received is their sum, in rows and in 分. */
const parts = {
  received: amount,
  applied: amount,
  unchanged: amount,
  rejected: amount,
  held: amount,
};

/** A Merkle tree of RFC 9162 over SHA-256: its leaves and its root. */
const tree = z.strictObject({ size: count, root: hex });

/** What is signed of one batch. The order of the members is the order of its text. */
export const batchStatementSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('batch'),
  tenant: z.string(),
  batchId: z.string(),
  /** Which reading of the batch: one that was held and taken in afterwards has two. */
  run: z.string(),
  system: z.string(),
  kind: z.enum(KINDS),
  purpose: z.string().nullable(),
  programmeYears: z.array(z.int()).readonly(),
  businessDate: z.iso.date(),
  sequence: count,
  /** `''` where there was no file: records pushed one by one. */
  fileName: z.string(),
  fileSha256: hex,
  /** `SETTLED`: each row has come to its end; `HELD`, `REFUSED`: nothing of the batch was entered. */
  state: z.enum(['SETTLED', 'HELD', 'REFUSED']),
  problem: z.string().nullable(),
  ...parts,
  tree,
  madeAt: time,
  keyId: z.string(),
});

/** A side of a night's comparison. */
const side = z.strictObject({
  received: amount,
  matched: amount,
  discrepant: amount,
  suspense: amount,
  rejected: amount,
  held: amount,
});

/** What the night's comparison of one programme and kind came to, where the programme is the tenant's alone. */
const reconciliation = z.strictObject({
  reconciliationId: z.string(),
  night: z.string(),
  programme: z.string(),
  kind: z.enum(KINDS),
  city: side,
  province: side,
  /** What the banks have said; null of what no bank pays. */
  returns: amount.nullable(),
});

/** What is signed of all batches of one tenant and business day. Its leaves are the texts of their statements. */
export const dayStatementSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('day'),
  tenant: z.string(),
  date: z.iso.date(),
  /** Batches of the day announced in this time are in it, all of them. */
  announcedFrom: time,
  announcedUntil: time,
  ...parts,
  reconciliations: z.array(reconciliation).readonly(),
  tree,
  madeAt: time,
  keyId: z.string(),
});

export const proofSignatureSchema = z.strictObject({
  algorithm: z.literal('ed25519'),
  keyId: z.string(),
  publicKey: z.string(),
  value: z.string(),
});

export type BatchStatement = Readonly<z.infer<typeof batchStatementSchema>>;
export type DayStatement = Readonly<z.infer<typeof dayStatementSchema>>;
export type ReconciledNight = Readonly<z.infer<typeof reconciliation>>;
