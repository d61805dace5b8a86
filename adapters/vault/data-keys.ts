import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';

import { VaultError } from './vault-error.ts';

/** Opened data keys kept in memory: as many objects as one function reads within a few minutes. */
const CACHED_KEYS_MAX = 64;

export interface DataKey {
  readonly plain: Uint8Array;
  readonly encrypted: Uint8Array;
}

/** One KMS data key per vault object, bound to it by the encryption context `{ object }`. */
export interface DataKeys {
  readonly create: (object: string) => Promise<DataKey>;
  readonly open: (object: string, encrypted: Uint8Array) => Promise<Uint8Array>;
  /** The opened key of an object used not long ago. */
  readonly cached: (object: string) => Uint8Array | undefined;
  readonly remember: (object: string, plain: Uint8Array) => void;
  readonly forget: (object: string) => void;
}

export function createDataKeys({ kms, keyId }: { readonly kms: KMSClient; readonly keyId: string }): DataKeys {
  const cache = new Map<string, Uint8Array>();
  const remember = (object: string, plain: Uint8Array): void => {
    // A Map keeps insertion order: the first key is the one longest unused.
    cache.delete(object);
    cache.set(object, plain);
    const oldest = cache.keys().next();
    if (cache.size > CACHED_KEYS_MAX && oldest.done !== true) cache.delete(oldest.value);
  };
  return {
    remember,
    create: async (object) => {
      const EncryptionContext = { object };
      const key = await asked(object, () =>
        kms.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext })),
      );
      if (key.Plaintext === undefined || key.CiphertextBlob === undefined)
        throw new VaultError('vault.unavailable', object);
      return { plain: key.Plaintext, encrypted: key.CiphertextBlob };
    },
    open: async (object, encrypted) => {
      const EncryptionContext = { object };
      const key = await asked(object, () =>
        kms.send(new DecryptCommand({ KeyId: keyId, CiphertextBlob: encrypted, EncryptionContext })),
      );
      if (key.Plaintext?.length !== 32) throw new VaultError('vault.key', object);
      remember(object, key.Plaintext);
      return key.Plaintext;
    },
    cached: (object) => {
      const plain = cache.get(object);
      if (plain !== undefined) remember(object, plain);
      return plain;
    },
    forget: (object) => cache.delete(object),
  };
}

/**
 * What KMS says of the object, for good. All else it says of itself, or of its key and who may use it (disabled, denied, not found, another
 * one): a person can put that right, and nothing may be given up for it.
 */
const REFUSAL = 'InvalidCiphertextException';

async function asked<Answer>(object: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    const refused = cause instanceof Error && cause.name === REFUSAL;
    throw new VaultError(refused ? 'vault.key' : 'vault.unavailable', object, { cause });
  }
}
