import * as z from 'zod';

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

/** Translate this chunk of a batch; its item in the ledger says where it lies. */
export const chunkMessageSchema = z.object({
  v: z.literal(1), type: z.literal('chunk'), batchId: z.string(), run: z.string(), chunk: z.int().nonnegative(), hash: sha256,
});
/** Translate this inbound event. */
export const eventMessageSchema = z.object({ v: z.literal(1), type: z.literal('event'), webhookId: z.string(), hash: sha256 });
/** Deliver what stands under this item of the ledger. */
export const deliveryMessageSchema = z.object({ v: z.literal(1), type: z.literal('delivery'), pk: z.string(), sk: z.string() });

export const translateMessageSchema = z.discriminatedUnion('type', [chunkMessageSchema, eventMessageSchema]);
export type ChunkMessage = Readonly<z.infer<typeof chunkMessageSchema>>;
export type EventMessage = Readonly<z.infer<typeof eventMessageSchema>>;
export type TranslateMessage = ChunkMessage | EventMessage;
export type DeliveryMessage = Readonly<z.infer<typeof deliveryMessageSchema>>;
