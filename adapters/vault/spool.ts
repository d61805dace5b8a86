import { createCipheriv, createDecipheriv } from 'node:crypto';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { VaultError } from './vault-error.ts';

/** Plaintext bytes gathered per partition before they are sealed and written: the memory of a spool is this times its partitions. */
const BLOCK_BYTES = 64 * 1024;
const PREFIX_BYTES = 4;
const TAG_BYTES = 16;

/**
 * Records parted into files on the local disk, to be read back a part at a time. Everything on disk is sealed with a key that exists
 * in this object's memory only, so a file left behind by a crash is noise.
 */
export interface Spool extends AsyncDisposable {
  readonly partitions: number;
  /** Adds bytes to a partition. A promise means that a block is being written: await it before the next append. */
  readonly append: (partition: number, entry: Uint8Array | string) => Promise<void> | undefined;
  /** What was appended to a partition, in order, in blocks; an entry is never cut in two. Nothing may be appended while it is read. */
  readonly read: (partition: number) => AsyncIterable<Buffer>;
}

/** A spool on this machine's disk, which other threads of the process may read when it is complete. */
export interface DiskSpool extends Spool {
  /** Ends the writing: what another thread needs to read it, by `readHanded`. The files stay until their directory is removed by its owner. */
  readonly handOver: () => Promise<SpoolHandle>;
}

/** A spool as it can be told to another thread. It holds the key: it is never written down. */
export interface SpoolHandle {
  readonly directory: string;
  readonly key: Uint8Array;
  /** Blocks of each partition, and the bytes they take on the disk. */
  readonly partitions: readonly { readonly blocks: number; readonly bytes: number }[];
}

export interface SpoolSettings {
  readonly partitions: number;
  /** An existing directory, such as `os.tmpdir()`; the spool makes one of its own in it. */
  readonly directory: string;
  readonly randomBytes: (size: number) => Uint8Array;
}

interface Partition {
  readonly file: FileHandle;
  open: Buffer;
  used: number;
  blocks: number;
  position: number;
}

export async function openSpool({ partitions, directory: parent, randomBytes }: SpoolSettings): Promise<DiskSpool> {
  const directory = await mkdtemp(join(parent, 'bridge-spool-'));
  const key = Buffer.from(randomBytes(32));
  const parts: Partition[] = [];
  for (let index = 0; index < partitions; index += 1) {
    const file = await open(join(directory, String(index)), 'wx+', 0o600);
    parts.push({ file, open: Buffer.allocUnsafe(BLOCK_BYTES), used: 0, blocks: 0, position: 0 });
  }
  const part = (index: number): Partition => {
    const found = parts[index];
    if (found === undefined) throw new RangeError(`spool has no partition ${index}`);
    return found;
  };
  return {
    partitions,
    append: (index, entry) => append(key, index, part(index), entry),
    read: (index) => read(key, index, part(index)),
    handOver: async () => {
      for (const [index, each] of parts.entries()) {
        if (each.used > 0) await flush(key, index, each);
        await each.file.close();
      }
      return { directory, key, partitions: parts.map(({ blocks, position }) => ({ blocks, bytes: position })) };
    },
    [Symbol.asyncDispose]: async () => {
      key.fill(0);
      await Promise.all(parts.map(({ file }) => file.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Reads a partition of a spool another thread has written and still keeps: a file is open only while it is read. */
export async function* readHanded(handle: SpoolHandle, index: number): AsyncGenerator<Buffer, void> {
  const { blocks, bytes } = handle.partitions[index] ?? { blocks: 0, bytes: 0 };
  if (blocks === 0) return;
  const file = await open(join(handle.directory, String(index)), 'r');
  try {
    yield* readBlocks(Buffer.from(handle.key), index, { file, blocks, position: bytes });
  } finally {
    await file.close();
  }
}

function append(key: Buffer, index: number, part: Partition, entry: Uint8Array | string): Promise<void> | undefined {
  const bytes = typeof entry === 'string' ? Buffer.byteLength(entry) : entry.length;
  if (part.used + bytes > part.open.length && part.used > 0) {
    return flush(key, index, part).then(() => append(key, index, part, entry));
  }
  if (bytes > part.open.length) part.open = Buffer.allocUnsafe(bytes);
  if (typeof entry === 'string') part.open.write(entry, part.used);
  else part.open.set(entry, part.used);
  part.used += bytes;
  return undefined;
}

async function flush(key: Buffer, index: number, part: Partition): Promise<void> {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(index, part.blocks), { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(part.open.subarray(0, part.used)), cipher.final()]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(body.length + TAG_BYTES);
  const block = Buffer.concat([prefix, body, cipher.getAuthTag()]);
  await part.file.write(block, 0, block.length, part.position);
  part.position += block.length;
  part.blocks += 1;
  part.used = 0;
  if (part.open.length > BLOCK_BYTES) part.open = Buffer.allocUnsafe(BLOCK_BYTES);
}

async function* read(key: Buffer, index: number, part: Partition): AsyncGenerator<Buffer, void> {
  if (part.used > 0) await flush(key, index, part);
  yield* readBlocks(key, index, part);
}

type Written = Pick<Partition, 'file' | 'blocks' | 'position'>;

async function* readBlocks(key: Buffer, index: number, part: Written): AsyncGenerator<Buffer, void> {
  let position = 0;
  for (let block = 0; block < part.blocks; block += 1) {
    const prefix = await readExactly(part.file, position, PREFIX_BYTES, index);
    const length = prefix.readUInt32BE(0);
    if (length < TAG_BYTES || position + PREFIX_BYTES + length > part.position)
      throw new VaultError('vault.truncated', `spool/${index}`);
    yield openBlock(key, index, block, await readExactly(part.file, position + PREFIX_BYTES, length, index));
    position += PREFIX_BYTES + length;
  }
}

function openBlock(key: Buffer, index: number, block: number, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(index, block), { authTagLength: TAG_BYTES });
  const tagOffset = sealed.length - TAG_BYTES;
  decipher.setAuthTag(sealed.subarray(tagOffset));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, tagOffset)), decipher.final()]);
  } catch (cause) {
    throw new VaultError('vault.authentication', `spool/${index}`, { cause });
  }
}

async function readExactly(file: FileHandle, position: number, length: number, index: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new VaultError('vault.truncated', `spool/${index}`);
  return buffer;
}

/** Partition and block number: never the same twice under the spool's key, and a block opens at its own place only. */
function nonce(index: number, block: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 0);
  bytes.writeBigUInt64BE(BigInt(block), 4);
  return bytes;
}
