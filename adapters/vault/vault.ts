import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';

import type { FramePointer } from '../../schemas/message.ts';
import { createDataKeys } from './data-keys.ts';
import { listNames, type Names } from './list.ts';
import { readAll, readFirst, readFrame } from './read.ts';
import { write } from './write.ts';

export interface VaultSettings {
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly bucket: string;
  readonly keyId: string;
  /** Fresh random bytes for the nonces: `node:crypto`'s `randomBytes`. */
  readonly randomBytes: (size: number) => Uint8Array;
}

/** Sealed records in S3. Every method throws `VaultError`. */
export interface Vault {
  /**
   * Seals each given block of at most 1 MiB as one frame and stores all of them as one object. The object appears whole or not at all;
   * an older one of the same key is replaced. Memory stays bounded however many frames come. At least one frame is needed.
   */
  readonly write: (
    objectKey: string,
    frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ) => Promise<FramePointer[]>;
  /** `write` for an object of a single frame. */
  readonly writeOne: (objectKey: string, frame: Uint8Array) => Promise<FramePointer>;
  /** One range read; the first read of an object's later frames takes a second one, for its data key. */
  readonly readFrame: (pointer: FramePointer) => Promise<Uint8Array>;
  /** The first frame of an object nobody has a pointer to, with its pointer. Reads the whole object. */
  readonly readFirst: (objectKey: string) => Promise<{ readonly pointer: FramePointer; readonly frame: Uint8Array }>;
  /** The next object keys under a prefix, in order, after the given one; `''` = from the first. */
  readonly list: (prefix: string, after: string, max: number) => Promise<Names>;
  /** Every frame in order, as it arrives; throws `vault.truncated` at the end when the last frame is not there. */
  readonly readAll: (objectKey: string) => AsyncIterable<Uint8Array>;
}

export function createVault(settings: VaultSettings): Vault {
  const keys = createDataKeys(settings);
  const writeFrames: Vault['write'] = (objectKey, frames) => write({ ...settings, keys }, objectKey, frames);
  return {
    write: writeFrames,
    writeOne: async (objectKey, frame) => {
      const [pointer] = await writeFrames(objectKey, [frame]);
      if (pointer === undefined) throw new Error('one frame in, no pointer out');
      return pointer;
    },
    readFrame: (pointer) => readFrame({ ...settings, keys }, pointer),
    readFirst: (objectKey) => readFirst({ ...settings, keys }, objectKey),
    list: (prefix, after, max) => listNames(settings, prefix, after, max),
    readAll: (objectKey) => readAll({ ...settings, keys }, objectKey),
  };
}
