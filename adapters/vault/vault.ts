import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';

import type { FramePointer } from '../../schemas/message.ts';
import { createDataKeys } from './data-keys.ts';
import { readAll, readFrame } from './read.ts';
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
    readAll: (objectKey) => readAll({ ...settings, keys }, objectKey),
  };
}
