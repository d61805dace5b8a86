import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import {
  type DecryptCommandInput,
  DisabledException,
  type EncryptCommandInput,
  type GenerateDataKeyCommandInput,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSServiceException,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { answering, type Command, notModelled, onlyKnown } from './command.ts';

export interface KmsSettings {
  /** The one key there is, by the name it is called by: an id, an alias or an ARN. */
  readonly keyId: string;
  /** The key itself, data keys and nonces come from here. */
  readonly randomBytes: (size: number) => Uint8Array;
}

/** One symmetric key of KMS. The encryption context is bound to what it seals. */
export interface KmsModel {
  readonly handle: (command: Command) => object;
  readonly disable: () => void;
  readonly enable: () => void;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PLAINTEXT_BYTES_MAX = 4096;
const MEMBERS = new Set(['KeyId', 'KeySpec', 'EncryptionContext', 'Plaintext', 'CiphertextBlob']);

const $metadata = { httpStatusCode: 200 } as const;
const refused = { httpStatusCode: 400 } as const;

export function createKmsModel({ keyId, randomBytes }: KmsSettings): KmsModel {
  const key = createSecretKey(randomBytes(KEY_BYTES));
  let enabled = true;
  const check = (input: { readonly KeyId?: string | undefined }, call: string): void => {
    onlyKnown(call, input, MEMBERS);
    if (input.KeyId !== undefined && input.KeyId !== keyId)
      throw new NotFoundException({ message: `Key '${input.KeyId}' does not exist`, $metadata: refused });
    if (!enabled) throw new DisabledException({ message: `${keyId} is disabled.`, $metadata: refused });
  };
  const seal = (plain: Uint8Array, context: Context): Uint8Array => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bytesOf(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  return {
    disable: () => void (enabled = false),
    enable: () => void (enabled = true),
    handle: answering({
      GenerateDataKey: (input: GenerateDataKeyCommandInput) => {
        check(input, 'GenerateDataKey');
        if (input.KeySpec !== 'AES_256') throw notModelled(`GenerateDataKey of ${input.KeySpec}`);
        const plain = randomBytes(KEY_BYTES);
        const CiphertextBlob = seal(plain, input.EncryptionContext);
        return { $metadata, KeyId: keyId, Plaintext: Uint8Array.from(plain), CiphertextBlob };
      },
      Encrypt: (input: EncryptCommandInput) => {
        check(input, 'Encrypt');
        const { Plaintext = new Uint8Array(), EncryptionContext } = input;
        if (Plaintext.length < 1 || Plaintext.length > PLAINTEXT_BYTES_MAX) throw invalidLength();
        return { $metadata, KeyId: keyId, CiphertextBlob: seal(Plaintext, EncryptionContext) };
      },
      Decrypt: (input: DecryptCommandInput) => {
        if (input.KeyId !== undefined && input.KeyId !== keyId)
          throw new IncorrectKeyException({ message: 'The key can not open this.', $metadata: refused });
        check(input, 'Decrypt');
        const { CiphertextBlob = new Uint8Array(), EncryptionContext } = input;
        return { $metadata, KeyId: keyId, Plaintext: open(key, CiphertextBlob, EncryptionContext) };
      },
    }),
  };
}

type Context = Readonly<Record<string, string>> | undefined;

function open(key: KeyObject, sealed: Uint8Array, context: Context): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(bytesOf(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
    return Uint8Array.from(
      Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
    );
  } catch {
    throw new InvalidCiphertextException({ message: 'The ciphertext can not be opened.', $metadata: refused });
  }
}

/** Order does not matter in an encryption context. */
function bytesOf(context: Context = {}): Uint8Array {
  const pairs = Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}

function invalidLength(): KMSServiceException {
  const message = `Plaintext must hold 1 to ${PLAINTEXT_BYTES_MAX} bytes`;
  return new KMSServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata: refused });
}
