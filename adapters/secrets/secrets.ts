import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';

import { openSigningKey, type SigningKey } from '../../core/proof/signing.ts';
import { openSecret, type Secret, type SigningSecret } from './sealed-item.ts';
import { SecretError } from './secret-error.ts';

/** How long an opened secret is used before it is asked for again: a rotation or revocation takes effect within it. */
export const SECRET_CACHE_MS = 60_000;
const CACHED_SECRETS_MAX = 256;
/** Like a webhook's id: nothing that could reach beyond the key it is put into. */
const CREDENTIAL_ID = /^[A-Za-z0-9_-]{1,64}$/;
const INDEX_KEY_BYTES = 32;

export interface SecretsSettings {
  readonly ddb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly table: string;
  readonly keyId: string;
  readonly now: () => Date;
}

export interface Credential {
  /** Who calls with it: what is sealed decides, never the request. */
  readonly tenant: string;
  /** Valid now, newest first: one, or two while they are changed over. */
  readonly secrets: readonly string[];
}

/** KMS-sealed items of the ledger. Every method throws `SecretError`. */
export interface Secrets {
  /** The 32 bytes under which persons and records are indexed. It never rotates. */
  readonly indexKey: () => Promise<Uint8Array>;
  /** Whose credential this is; undefined for one that is unknown, malformed or has no valid secret left. */
  readonly credential: (credentialId: string) => Promise<Credential | undefined>;
  /** The secrets a message from this outside system may be signed with, newest first; ours to it are signed with each of them. */
  readonly signingSecrets: (owner: string) => Promise<readonly string[]>;
  /** What we ask this tenant's platform for a token with. */
  readonly clientCredentials: (tenant: string) => Promise<ClientCredentials>;
  /** What statements of conservation are signed with. */
  readonly proofKeys: () => Promise<ProofKeys>;
}

/** Statements outlive their key: the public half of each one there was is kept. */
export interface ProofKeys {
  readonly current: SigningKey;
  /** Base64 of the 32 bytes, and since when nothing is signed with it. */
  readonly retired: readonly { readonly publicKey: string; readonly retiredAt: string }[];
}

/** Of OAuth 2.0 (RFC 6749 §4.4). */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Partition keys of the secret items; the sort key is always `0`. An owner is a system id such as `province/yuegonghui`. */
export const secretKeys = {
  index: 'K#index',
  credential: (credentialId: string): string => `K#${credentialId}`,
  owner: (owner: string): string => `K#${owner}`,
  client: (tenant: string): string => `K#client:${tenant}`,
  proof: 'K#proof',
} as const;

export function createSecrets(settings: SecretsSettings): Secrets {
  const { now } = settings;
  const load = cachedLoad(settings);
  return {
    indexKey: async () => {
      const secret = await load(secretKeys.index);
      if (secret === undefined) throw new SecretError('secret.missing', secretKeys.index);
      const key = secret.type === 'index' ? Buffer.from(secret.key, 'base64') : undefined;
      if (key?.length !== INDEX_KEY_BYTES) throw new SecretError('secret.unreadable', secretKeys.index);
      return key;
    },
    credential: async (credentialId) => {
      if (!CREDENTIAL_ID.test(credentialId)) return undefined;
      const secret = await load(secretKeys.credential(credentialId));
      if (secret?.type !== 'credential') return undefined;
      const secrets = validAt(secret.secrets, now());
      return secrets.length === 0 ? undefined : { tenant: secret.tenant, secrets };
    },
    signingSecrets: async (owner) => {
      const pk = secretKeys.owner(owner);
      const secret = await load(pk);
      if (secret === undefined) throw new SecretError('secret.missing', pk);
      if (secret.type !== 'signing') throw new SecretError('secret.unreadable', pk);
      return validAt(secret.secrets, now());
    },
    clientCredentials: async (tenant) => {
      const pk = secretKeys.client(tenant);
      const secret = await load(pk);
      if (secret === undefined) throw new SecretError('secret.missing', pk);
      if (secret.type !== 'client') throw new SecretError('secret.unreadable', pk);
      return { clientId: secret.clientId, clientSecret: secret.clientSecret };
    },
    proofKeys: async () => {
      const secret = await load(secretKeys.proof);
      if (secret === undefined) throw new SecretError('secret.missing', secretKeys.proof);
      if (secret.type !== 'proof') throw new SecretError('secret.unreadable', secretKeys.proof);
      return { current: openSigningKey(secret.privateKey), retired: secret.retired };
    },
  };
}

function validAt(secrets: readonly SigningSecret[], now: Date): string[] {
  return secrets
    .filter(({ notAfter }) => notAfter === undefined || now.getTime() <= Date.parse(notAfter))
    .map(({ secret }) => secret);
}

/** Absent items are not remembered: a new credential works at once, and unknown ones can't crowd out the known. */
function cachedLoad({ ddb, kms, table, keyId, now }: SecretsSettings): (pk: string) => Promise<Secret | undefined> {
  const cache = new Map<string, { readonly secret: Secret; readonly staleAtMs: number }>();
  return async (pk) => {
    const known = cache.get(pk);
    if (known !== undefined && now().getTime() < known.staleAtMs) return known.secret;
    const item = await getItem(ddb, table, pk);
    cache.delete(pk);
    if (item === undefined) return undefined;
    const secret = await openSecret({ kms, keyId }, pk, item['sealed']?.B);
    cache.set(pk, { secret, staleAtMs: now().getTime() + SECRET_CACHE_MS });
    const oldest = cache.keys().next();
    if (cache.size > CACHED_SECRETS_MAX && oldest.done !== true) cache.delete(oldest.value);
    return secret;
  };
}

async function getItem(ddb: DynamoDBClient, table: string, pk: string) {
  try {
    const { Item } = await ddb.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: '0' } } }));
    return Item;
  } catch (cause) {
    throw new SecretError('secret.unavailable', pk, { cause });
  }
}
