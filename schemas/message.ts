import * as z from 'zod';
import { KINDS } from './kind.ts';

const sha256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Where sealed records lie: one frame of one vault object. Carries no personal data. */
export const framePointerSchema = z.object({
  /** Object key in the vault bucket. */
  object: z.string(),
  /** Frame number within the object, from 0; part of the frame's associated data. */
  frame: z.int().nonnegative(),
  /** Byte range of the sealed frame within the object. */
  offset: z.int().nonnegative(),
  length: z.int().positive(),
});
export type FramePointer = Readonly<z.infer<typeof framePointerSchema>>;

/** Work on what stands under this item of the ledger: a chunk to translate, or a delivery. */
const workFields = { v: z.literal(1), pk: z.string(), sk: z.string(), hash: sha256 };
export const chunkMessageSchema = z.object({ ...workFields, type: z.literal('chunk') });
export const deliveryMessageSchema = z.object({ ...workFields, type: z.literal('delivery') });
/** Translate this inbound event. */
const eventFields = { v: z.literal(1), webhookId: z.string(), hash: sha256 };
export const eventMessageSchema = z.object({ ...eventFields, type: z.literal('event') });
/** Ask the province for its last word on the record of this inbound event: the one before it has not come. */
export const questionMessageSchema = z.object({ ...eventFields, type: z.literal('question') });

export const translateMessageSchema = z.discriminatedUnion('type', [chunkMessageSchema, eventMessageSchema]);
/** What comes to a destination's queue. */
export const deliverMessageSchema = z.discriminatedUnion('type', [deliveryMessageSchema, questionMessageSchema]);

/** One comparison of one night: `run` is more than 1 where an operator has the night compared once more. */
const comparisonFields = {
  v: z.literal(1),
  night: z.iso.date(),
  programme: z.string().min(1),
  kind: z.enum(KINDS),
  run: z.int().min(1).max(999).default(1),
};
/** Compare both sides of this programme and kind, or go on with it where it stands. */
export const unitMessageSchema = z.object({ ...comparisonFields, type: z.literal('unit') });
/** Compare this range of keys, numbered from 1. */
export const rangeMessageSchema = z.object({ ...comparisonFields, type: z.literal('range'), range: z.int().min(1) });
export const reconcileMessageSchema = z.discriminatedUnion('type', [unitMessageSchema, rangeMessageSchema]);

/** Make this plan of a replay, or go on with it where it stands. */
const replayFields = { v: z.literal(1), replayId: z.string().min(1).max(64) };
export const planMessageSchema = z.object({ ...replayFields, type: z.literal('plan') });
/** Run this part of a plan, numbered from 1; behind the last one the run ends. */
export const runMessageSchema = z.object({ ...replayFields, type: z.literal('run'), part: z.int().min(1) });
export const replayMessageSchema = z.discriminatedUnion('type', [planMessageSchema, runMessageSchema]);

export type ChunkMessage = Readonly<z.infer<typeof chunkMessageSchema>>;
export type EventMessage = Readonly<z.infer<typeof eventMessageSchema>>;
export type QuestionMessage = Readonly<z.infer<typeof questionMessageSchema>>;
export type DeliveryMessage = Readonly<z.infer<typeof deliveryMessageSchema>>;
