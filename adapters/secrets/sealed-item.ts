import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';

import { SecretError } from './secret-error.ts';

const signingSecretSchema = z.object({
  /** `whsec_…` */
  secret: z.string().startsWith('whsec_'),
  /** RFC 3339 with offset; absent while the secret is the current one. */
  notAfter: z.iso.datetime({ offset: true }).optional(),
});
/** Newest first; the second one is valid until its end while partners change over. */
const rotationSchema = z.array(signingSecretSchema).min(1).max(2).readonly();

/** What a secret item holds. The type is sealed too, so that no item passes for another. */
const secretSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('index'), key: z.base64() }),
  z.object({ type: z.literal('credential'), tenant: z.string(), secrets: rotationSchema }),
  z.object({ type: z.literal('signing'), secrets: rotationSchema }),
  z.object({ type: z.literal('client'), clientId: z.string().min(1), clientSecret: z.string().min(1) }),
  /** What statements are signed with (decision 0041), and the public halves of what they were signed with before. */
  z.object({
    type: z.literal('proof'),
    /** Base64 of the PKCS #8 DER of an Ed25519 key. */
    privateKey: z.base64(),
    retired: z.array(z.object({ publicKey: z.base64(), retiredAt: z.iso.datetime({ offset: true }) })).readonly(),
  }),
]);

export type Secret = Readonly<z.infer<typeof secretSchema>>;
export type SigningSecret = Readonly<z.infer<typeof signingSecretSchema>>;

/** The ledger's item for a secret: `pk`, `sk` = `0`, and the secret sealed by KMS, bound to `pk`. */
export async function sealSecretItem(
  { kms, keyId }: { readonly kms: KMSClient; readonly keyId: string },
  pk: string,
  secret: Secret,
): Promise<Record<string, AttributeValue>> {
  const Plaintext = Buffer.from(JSON.stringify(secretSchema.parse(secret)));
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyId, Plaintext, EncryptionContext: { pk } }));
  if (CiphertextBlob === undefined) throw new SecretError('secret.unavailable', pk);
  return { pk: { S: pk }, sk: { S: '0' }, sealed: { B: CiphertextBlob } };
}

/** Opens the sealed attribute of an item. Throws `SecretError`. */
export async function openSecret(
  { kms, keyId }: { readonly kms: KMSClient; readonly keyId: string },
  pk: string,
  sealed: Uint8Array | undefined,
): Promise<Secret> {
  if (sealed === undefined) throw new SecretError('secret.unreadable', pk);
  let plain: Uint8Array | undefined;
  try {
    plain = (await kms.send(new DecryptCommand({ KeyId: keyId, CiphertextBlob: sealed, EncryptionContext: { pk } })))
      .Plaintext;
  } catch (cause) {
    const refused =
      cause instanceof Error && (cause.name === 'InvalidCiphertextException' || cause.name === 'IncorrectKeyException');
    throw new SecretError(refused ? 'secret.unreadable' : 'secret.unavailable', pk, { cause });
  }
  const parsed = secretSchema.safeParse(jsonOf(plain));
  // The schema's error could quote the secret; it is not passed on.
  if (!parsed.success) throw new SecretError('secret.unreadable', pk);
  return parsed.data;
}

function jsonOf(plain: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(plain ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
