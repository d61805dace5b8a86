import type { SnapshotFlip } from '../../adapters/ledger/batches.ts';
import type { SnapshotItem } from '../../adapters/ledger/snapshots.ts';
import type { Key } from '../../adapters/ledger/table.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { formatSnapshotLine, parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Ingesting } from './environment.ts';

/** Gathers the next snapshot on disk while the chunks are sealed, as their places are known only afterwards. */
export interface SnapshotWriter extends AsyncDisposable {
  /** @param place where the record's newest row went in this run, `null` where it is as before. */
  readonly add: (line: SnapshotLine, place: { readonly frame: number; readonly line: number } | null) => Promise<void>;
  /** Seals the snapshot and says how to put it in place of the one before. */
  readonly finish: (
    key: Key,
    before: SnapshotItem,
    run: string,
    frames: readonly FramePointer[],
  ) => Promise<SnapshotFlip>;
}

export async function createSnapshotWriter(ingesting: Ingesting): Promise<SnapshotWriter> {
  const spool = await ingesting.spool(1);
  let rows = 0;
  let fen = 0n;
  return {
    add: async (line, place) => {
      rows += 1;
      fen += BigInt(line.fen);
      const pointer = place === null ? line.pointer : `@${place.frame}#${place.line}`;
      const written = spool.append(0, `${formatSnapshotLine({ ...line, pointer })}\n`);
      if (written !== undefined) await written;
    },
    finish: async (key, before, run, frames) => {
      const object = `snapshots/${key.pk.slice(2).replaceAll('#', '/')}/${run}`;
      await ingesting.vault.write(object, sealedBlocks(spool.read(0), frames));
      return {
        key,
        expectedVersion: before.version,
        snapshot: { version: before.version + 1, object, rows, fen: fen.toString() },
      };
    },
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}

/** Blocks of whole lines with their places filled in, as frames. */
async function* sealedBlocks(
  blocks: AsyncIterable<Buffer>,
  frames: readonly FramePointer[],
): AsyncGenerator<Uint8Array> {
  let open: string[] = [];
  let size = 0;
  for await (const block of blocks) {
    for (const text of block.toString('utf8').split('\n')) {
      if (text === '') continue;
      const line = placed(text, frames);
      if (size + line.length + 1 > FRAME_BYTES_MAX) {
        yield Buffer.from(open.join('\n'), 'utf8');
        open = [];
        size = 0;
      }
      open.push(line);
      size += line.length + 1;
    }
  }
  if (open.length > 0) yield Buffer.from(open.join('\n'), 'utf8');
}

function placed(text: string, frames: readonly FramePointer[]): string {
  const line = parseSnapshotLine(text);
  if (!line.pointer.startsWith('@')) return text;
  const [frame, row] = line.pointer.slice(1).split('#').map(Number);
  const pointer = frames[frame ?? -1];
  if (pointer === undefined || row === undefined) throw new RangeError('a snapshot line without its place');
  return formatSnapshotLine({ ...line, pointer: formatPointer({ ...pointer, line: row }) });
}
