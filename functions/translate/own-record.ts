import type { RecordItem } from '../../adapters/ledger/records.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { type ChunkLine, decodeChunk } from '../../core/lines.ts';
import type { Canonical } from '../../schemas/systems/system.ts';

/** Frames read so far, by object and number: records of one chunk lie together. */
export type Frames = Map<string, readonly ChunkLine[]>;

/** What the ledger's item stands for, from the vault. */
export async function readOwnRecord(
  { vault }: { readonly vault: Vault },
  item: Pick<RecordItem, 'pointer' | 'recordKey' | 'messageId'>,
  frames: Frames,
): Promise<Canonical> {
  const { line, ...frame } = parsePointer(item.pointer);
  const name = `${frame.object}#${frame.frame}`;
  const lines = frames.get(name) ?? decodeChunk(await vault.readFrame(frame));
  frames.set(name, lines);
  const found = lines[line];
  // A linked person's record lies under another key than its line, an instruction's under another message.
  if (found === undefined || (found.messageId !== item.messageId && found.recordKey !== item.recordKey))
    throw new Error('the pointer does not lead to its record');
  return found.record;
}
