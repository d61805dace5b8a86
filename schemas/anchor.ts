import * as z from 'zod';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

/** Where all chains of acts ended on a day, locked away where nobody can change it (decision 0047). */
export const anchorSchema = z.strictObject({
  /** Day in China. */
  date: z.iso.date(),
  heads: z.array(z.strictObject({ tenant: z.string(), sequence: z.int().min(0), hash: HASH })),
  /** SHA-256 of the anchor before it; 64 zeros of the first. */
  previous: HASH,
});
export type Anchor = Readonly<z.infer<typeof anchorSchema>>;
