import * as z from 'zod';

const PAGE_MAX = 200;
const PAGE_USUAL = 50;
const CURSOR_MAX = 500;

/** The conditions of every list: where to go on, and how many at once. */
export const pagingSchema = {
  cursor: z.string().max(CURSOR_MAX).optional().meta({
    description: '上一页答复的 next；换了条件就不再有效。 `next` of the page before; of other conditions it is none.',
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .default(PAGE_USUAL)
    .meta({ description: '每页条数。 How many at once.' }),
};

/** Where the list goes on; `null` at its end. */
export const nextSchema = z
  .string()
  .nullable()
  .meta({ description: '下一页的 cursor；没有则为 null。 `cursor` of the next page; null at the end.' });
