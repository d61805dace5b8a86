import * as z from 'zod';
import type { Caller } from './caller.ts';
import { CollectError } from './collect-error.ts';

/** A list read to its end. */
export interface Walked {
  /** JSON Lines, one record each, as the pages gave them. */
  readonly lines: readonly Buffer[];
  readonly rows: number;
}

const PAGE_SIZE = 200;
/** A list of the whole city fits many times; what goes on longer has no end. */
const PAGES_MAX = 10_000;
const BYTES_MAX = 128 * 1024 * 1024;

const pageSchema = z.object({
  total: z.int().nonnegative(),
  items: z.array(z.record(z.string(), z.unknown())),
  next: z.string().min(1).nullable(),
});

/**
 * Every page of a list, from its first to its last. Throws CollectError where the pages do not add up to one whole: nobody could tell
 * then which records are missing.
 */
export async function walk(caller: Caller, path: string): Promise<Walked> {
  const lines: Buffer[] = [];
  const cursors = new Set<string>();
  let total: number | undefined;
  let bytes = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ size: String(PAGE_SIZE), ...(cursor === '' ? {} : { cursor }) });
    const parsed = pageSchema.safeParse(await caller.get(`${path}?${query.toString()}`));
    // The schema's error could quote the page.
    if (!parsed.success) throw new CollectError('city.answer-malformed', 'an answer that is no page');
    const page: z.infer<typeof pageSchema> = parsed.data;
    total ??= page.total;
    if (page.total !== total) throw new CollectError('city.pages-changed', `${total} records became ${page.total}`);
    if (page.items.length === 0) throw new CollectError('city.pages-incomplete', 'a page without records');
    for (const item of page.items) {
      const line = Buffer.from(`${JSON.stringify(item)}\n`);
      bytes += line.length;
      lines.push(line);
    }
    if (page.next !== null && cursors.has(page.next))
      throw new CollectError('city.pages-incomplete', 'a cursor for the second time');
    if (cursors.size === PAGES_MAX || bytes > BYTES_MAX)
      throw new CollectError('city.pages-incomplete', `more than ${PAGES_MAX} pages or ${BYTES_MAX} bytes`);
    if (page.next !== null) cursors.add(page.next);
    cursor = page.next;
  }
  if (lines.length !== total) throw new CollectError('city.pages-incomplete', `${lines.length} records of ${total}`);
  return { lines, rows: lines.length };
}
