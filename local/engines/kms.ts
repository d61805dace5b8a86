import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export type KmsEngine = {
  readonly endpoint: string;
  /** Makes the key unless it is there already; `keyId` is a bare id, an alias (`alias/…`) points to one. */
  readonly putKey: (keyId: string, alias?: string) => void;
  readonly answer: (action: string, body: string) => KmsAnswer;
  readonly stop: () => Promise<void>;
};

export type KmsAnswer = { readonly status: number; readonly body: string };

type KeyFile = { keys: Record<string, string>; aliases: Record<string, string> };
type Request = {
  KeyId?: string;
  Plaintext?: string;
  CiphertextBlob?: string;
  KeySpec?: string;
  NumberOfBytes?: number;
  EncryptionContext?: Record<string, string>;
};

const PLAINTEXT_BYTES_MAX = 4096;
const BLOB_VERSION = 1;
const KEY_ID_BYTES = 36;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const ENCRYPTED_BYTES_MIN = HEADER_BYTES + 12 + 16;

/**
 * A stand-in for AWS KMS, symmetric keys only: GenerateDataKey, Encrypt, Decrypt, DescribeKey over JSON 1.1. AES-256-GCM, the
 * encryption context is the associated data, so a different context fails as it does there. The keys lie in `dataDir`, mode 0600.
 */
export async function startKms(options: {
  dataDir: string;
  port?: number;
  region?: string;
  partition?: string;
}): Promise<KmsEngine> {
  const region = options.region ?? 'cn-north-1';
  const arnOf = (keyId: string): string =>
    `arn:${options.partition ?? 'aws-cn'}:kms:${region}:000000000000:key/${keyId}`;
  const directory = join(options.dataDir, 'kms');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const keyFile = join(directory, 'keys.json');
  const stored = readKeys(keyFile);
  const save = (): void => {
    writeFileSync(`${keyFile}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${keyFile}.new`, keyFile);
  };
  const answer = (action: string, body: string): KmsAnswer => {
    try {
      return { status: 200, body: JSON.stringify(perform(stored, arnOf, action, JSON.parse(body) as Request)) };
    } catch (error) {
      const code = error instanceof KmsError ? error.code : 'ValidationException';
      return {
        status: 400,
        body: JSON.stringify({ __type: code, message: error instanceof Error ? error.message : String(error) }),
      };
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = String(request.headers['x-amz-target']).replace('TrentService.', '');
      const { status, body } = answer(target, Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    putKey(keyId, alias) {
      if (Buffer.byteLength(keyId) !== KEY_ID_BYTES) throw new Error(`${keyId} is not a key id of 36 characters`);
      stored.keys[keyId] ??= randomBytes(32).toString('base64');
      if (alias !== undefined) stored.aliases[alias] = keyId;
      save();
    },
    answer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

class KmsError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function readKeys(keyFile: string): KeyFile {
  try {
    return JSON.parse(readFileSync(keyFile, 'utf8')) as KeyFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { keys: {}, aliases: {} };
    throw error;
  }
}

function perform(stored: KeyFile, arnOf: (keyId: string) => string, action: string, request: Request): object {
  switch (action) {
    case 'GenerateDataKey': {
      const keyId = keyIdOf(stored, request.KeyId);
      const plaintext = randomBytes(request.NumberOfBytes ?? (request.KeySpec === 'AES_128' ? 16 : 32));
      const blob = encrypt(stored, keyId, plaintext, request.EncryptionContext);
      return { KeyId: arnOf(keyId), Plaintext: plaintext.toString('base64'), CiphertextBlob: blob.toString('base64') };
    }
    case 'Encrypt': {
      const keyId = keyIdOf(stored, request.KeyId);
      const plaintext = Buffer.from(request.Plaintext ?? '', 'base64');
      if (plaintext.length < 1 || plaintext.length > PLAINTEXT_BYTES_MAX) {
        throw new KmsError('ValidationException', `Plaintext must hold 1 to ${PLAINTEXT_BYTES_MAX} bytes`);
      }
      const blob = encrypt(stored, keyId, plaintext, request.EncryptionContext);
      return { KeyId: arnOf(keyId), CiphertextBlob: blob.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    }
    case 'Decrypt': {
      const { keyId, plaintext } = decrypt(
        stored,
        Buffer.from(request.CiphertextBlob ?? '', 'base64'),
        request.EncryptionContext,
      );
      if (request.KeyId !== undefined && keyIdOf(stored, request.KeyId) !== keyId) {
        throw new KmsError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        );
      }
      return { KeyId: arnOf(keyId), Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    }
    case 'DescribeKey': {
      const keyId = keyIdOf(stored, request.KeyId);
      return {
        KeyMetadata: {
          KeyId: keyId,
          Arn: arnOf(keyId),
          Enabled: true,
          KeyState: 'Enabled',
          KeyUsage: 'ENCRYPT_DECRYPT',
        },
      };
    }
    default:
      throw new KmsError('UnknownOperationException', `the local KMS does not know ${action}`);
  }
}

/** The key id of a ciphertext, without opening it: what the caller's policy is checked against on Decrypt. */
export function keyIdOfCiphertext(ciphertext: Buffer): string | undefined {
  if (ciphertext.length < ENCRYPTED_BYTES_MIN || ciphertext[0] !== BLOB_VERSION) return undefined;
  return ciphertext.subarray(1, HEADER_BYTES).toString('latin1');
}

function keyIdOf(stored: KeyFile, given: string | undefined): string {
  const name = (given ?? '').replace(/^arn:[^:]+:kms:[^:]*:[^:]*:(key\/)?/, '');
  const keyId = name.startsWith('alias/') ? stored.aliases[name] : name;
  if (keyId === undefined || stored.keys[keyId] === undefined)
    throw new KmsError('NotFoundException', `Key '${given}' does not exist`);
  return keyId;
}

function keyBytes(stored: KeyFile, keyId: string): Buffer {
  const key = stored.keys[keyId];
  if (key === undefined) throw new KmsError('InvalidCiphertextException', '');
  return Buffer.from(key, 'base64');
}

function encrypt(
  stored: KeyFile,
  keyId: string,
  plaintext: Buffer,
  context: Record<string, string> | undefined,
): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyBytes(stored, keyId), nonce);
  cipher.setAAD(contextBytes(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([BLOB_VERSION]), Buffer.from(keyId, 'latin1'), nonce, cipher.getAuthTag(), sealed]);
}

function decrypt(
  stored: KeyFile,
  blob: Buffer,
  context: Record<string, string> | undefined,
): { keyId: string; plaintext: Buffer } {
  const keyId = keyIdOfCiphertext(blob);
  if (keyId === undefined) throw new KmsError('InvalidCiphertextException', '');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyBytes(stored, keyId),
    blob.subarray(HEADER_BYTES, HEADER_BYTES + 12),
  );
  decipher.setAAD(contextBytes(context));
  decipher.setAuthTag(blob.subarray(HEADER_BYTES + 12, ENCRYPTED_BYTES_MIN));
  try {
    return { keyId, plaintext: Buffer.concat([decipher.update(blob.subarray(ENCRYPTED_BYTES_MIN)), decipher.final()]) };
  } catch {
    throw new KmsError('InvalidCiphertextException', '');
  }
}

/** Order does not matter in an encryption context. */
function contextBytes(context: Record<string, string> | undefined): Buffer {
  const pairs = Object.entries(context ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}
