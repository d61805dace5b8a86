import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Lets a report be written, no faster than it is taken, and ends it.
 *
 * @param out the path of a file, removed if it can't be finished, or a stream, destroyed then
 * @throws whatever writing throws
 */
export async function writeReport(
  out: string | Writable,
  report: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const stream = typeof out === 'string' ? createWriteStream(out) : out;
  const ended = finished(stream, { readable: false });
  // Whoever waits for it below hears of it.
  ended.catch(() => undefined);
  try {
    await report(async (bytes) => {
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), ended]);
    });
    stream.end();
    await ended;
  } catch (error) {
    stream.destroy();
    if (typeof out === 'string') await rm(out, { force: true });
    throw error;
  }
}
