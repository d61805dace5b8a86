import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';

import { createVault, type Vault } from '../../../../adapters/vault/vault.ts';

export interface Stored {
  readonly vault: Vault;
  /** A second vault over the same bucket and key, with nothing remembered. */
  readonly another: () => Vault;
  readonly objects: Map<string, Buffer>;
  /** Names of the calls made, such as `GetObject bytes=0-99`. */
  readonly calls: string[];
  /** Makes S3 refuse parts, or KMS refuse to open anything, by the name of its error. */
  readonly fault: { parts: boolean; kms: string | null };
}

/** A vault over S3 and KMS that answer from memory. KMS binds a data key to its context by AES-GCM, as the real one does. */
export function stored(): Stored {
  const objects = new Map<string, Buffer>();
  const calls: string[] = [];
  const fault: Stored['fault'] = { parts: false, kms: null };
  const s3 = memoryS3(objects, calls, fault);
  const kms = memoryKms(calls, fault);
  const another = () => createVault({ s3, kms, bucket: 'vault', keyId: 'alias/bridge', randomBytes });
  return { vault: another(), another, objects, calls, fault };
}

export function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

function memoryS3(objects: Map<string, Buffer>, calls: string[], fault: { readonly parts: boolean }): S3Client {
  const s3 = new S3Client({ region: 'cn-north-1' });
  const parts: Buffer[] = [];
  mockClient(s3)
    .on(PutObjectCommand)
    .callsFake(({ Key = '', Body }: { Key?: string; Body: Buffer }) => {
      calls.push('PutObject');
      objects.set(Key, Buffer.from(Body));
      return {};
    })
    .on(CreateMultipartUploadCommand)
    .callsFake(async () => ({ UploadId: 'u' }))
    .on(UploadPartCommand)
    .callsFake(({ PartNumber = 0, Body }: { PartNumber?: number; Body: Buffer }) => {
      calls.push('UploadPart');
      if (fault.parts) throw named('SlowDown');
      parts[PartNumber - 1] = Buffer.from(Body);
      return { ETag: String(PartNumber) };
    })
    .on(CompleteMultipartUploadCommand)
    .callsFake(({ Key = '' }: { Key?: string }) => {
      objects.set(Key, Buffer.concat(parts));
      return {};
    })
    .on(GetObjectCommand)
    .callsFake(({ Key = '', Range }: { Key?: string; Range?: string }) => {
      calls.push(Range === undefined ? 'GetObject' : `GetObject ${Range}`);
      const whole = objects.get(Key);
      if (whole === undefined) throw named('NoSuchKey');
      const [first = 0, last = whole.length] = (Range?.slice('bytes='.length).split('-') ?? []).map(Number);
      if (first >= whole.length) throw named('InvalidRange');
      const bytes = whole.subarray(first, last + 1);
      return { Body: Readable.from(chunked(bytes)) };
    });
  return s3;
}

/** Pieces of odd sizes, as a socket gives them. */
function* chunked(bytes: Buffer): Generator<Buffer> {
  for (let offset = 0, size = 3; offset < bytes.length; offset += size, size = Math.min(size * 7, 60_000)) {
    yield bytes.subarray(offset, offset + size);
  }
}

function memoryKms(calls: string[], fault: { readonly kms: string | null }): KMSClient {
  const kms = new KMSClient({ region: 'cn-north-1' });
  const masterKey = randomBytes(32);
  mockClient(kms)
    .on(GenerateDataKeyCommand)
    .callsFake(({ EncryptionContext }: { EncryptionContext: object }) => {
      calls.push('GenerateDataKey');
      const Plaintext = randomBytes(32);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(
        Buffer.from(JSON.stringify(EncryptionContext)),
      );
      const body = Buffer.concat([cipher.update(Plaintext), cipher.final()]);
      return { Plaintext, CiphertextBlob: Buffer.concat([nonce, cipher.getAuthTag(), body]) };
    })
    .on(DecryptCommand)
    .callsFake(({ EncryptionContext, CiphertextBlob }: { EncryptionContext: object; CiphertextBlob: Buffer }) => {
      calls.push('Decrypt');
      if (fault.kms !== null) throw named(fault.kms);
      const decipher = createDecipheriv('aes-256-gcm', masterKey, CiphertextBlob.subarray(0, 12))
        .setAAD(Buffer.from(JSON.stringify(EncryptionContext)))
        .setAuthTag(CiphertextBlob.subarray(12, 28));
      try {
        return { Plaintext: Buffer.concat([decipher.update(CiphertextBlob.subarray(28)), decipher.final()]) };
      } catch {
        throw named('InvalidCiphertextException');
      }
    });
  return kms;
}
