import { type TransactWriteItem, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CREDENTIAL_PURPOSES } from '../../schemas/api/tenants.ts';
import { getItem, type Item, LedgerError, type Table, transact } from '../ledger/table.ts';
import { listUnder } from '../ledger/work.ts';
import { openSecret, type Secret, sealSecretItem, type SigningSecret } from './sealed-item.ts';
import { secretKeys } from './secrets.ts';

/** What is known of a credential without opening it. Its secret lies sealed under a key of its own. */
export interface CredentialEntry {
  readonly credentialId: string;
  readonly tenant: string;
  readonly purpose: (typeof CREDENTIAL_PURPOSES)[number];
  /** Of a signing secret: the system. */
  readonly system: string | null;
  /** Counts changes: of two at once, one wins. */
  readonly version: number;
  /** RFC 3339 in UTC, and the names of operators. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly rotatedAt: string | null;
  /** Until when the older secret holds; null where there was none or it ended at once. */
  readonly previousUntil: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
}

export interface Sealing {
  readonly kms: Parameters<typeof sealSecretItem>[0]['kms'];
  readonly keyId: string;
}

const LIST = 'K#list';

/** As it is first given. */
export function newEntry(
  of: Pick<CredentialEntry, 'credentialId' | 'tenant' | 'purpose' | 'system'>,
  by: string,
  now: Date,
): CredentialEntry {
  const unchanged = { rotatedAt: null, previousUntil: null, revokedAt: null, revokedBy: null };
  return { ...of, version: 1, createdAt: now.toISOString(), createdBy: by, ...unchanged };
}

/** The one signing secret of a system goes by a name made of the system's. */
export function signingIdOf(system: string): string {
  return `signing-${system.replace('/', '--')}`;
}

export async function listCredentials(table: Table): Promise<readonly CredentialEntry[]> {
  return (await listUnder(table, LIST, '')).map(toEntry);
}

export async function readCredential(table: Table, credentialId: string): Promise<CredentialEntry | undefined> {
  const item = await getItem(table, { pk: LIST, sk: credentialId });
  return item === undefined ? undefined : toEntry(item);
}

/** Keeps a new credential and its secret, both or neither. `false` where there is one of this name. */
export async function keepCredential(
  table: Table,
  sealing: Sealing,
  entry: CredentialEntry,
  secret: string,
): Promise<boolean> {
  const item = await sealSecretItem(sealing, secretKeyOf(entry), secretOf(entry, [{ secret }]));
  return await changeBoth(table, [
    { Put: { TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
    putEntry(table, entry, 'attribute_not_exists(pk)'),
  ]);
}

/** Lists a credential whose secret has lain there since before there was a list. A repeat changes nothing. */
export async function listStanding(table: Table, entry: CredentialEntry): Promise<void> {
  await changeBoth(table, [putEntry(table, entry, 'attribute_not_exists(pk)')]);
}

/**
 * A new secret; the older one holds until `previousUntil`, or ends at once where that is null.
 *
 * @returns the entry as it then is; `underway` where two hold already, `changed` where another change came first.
 */
export async function rotate(
  table: Table,
  sealing: Sealing,
  entry: CredentialEntry,
  change: { readonly secret: string; readonly now: Date; readonly previousUntil: string | null },
): Promise<CredentialEntry | 'underway' | 'changed'> {
  const pk = secretKeyOf(entry);
  const standing = (await openStanding(table, sealing, pk)).filter(
    ({ notAfter }) => notAfter === undefined || Date.parse(notAfter) >= change.now.getTime(),
  );
  const { previousUntil } = change;
  if (standing.length > 1 && previousUntil !== null) return 'underway';
  const older =
    previousUntil === null ? [] : standing.slice(0, 1).map(({ secret }) => ({ secret, notAfter: previousUntil }));
  const secrets = [{ secret: change.secret }, ...older];
  const next = { ...entry, version: entry.version + 1, rotatedAt: change.now.toISOString(), previousUntil };
  const item = await sealSecretItem(sealing, pk, secretOf(entry, secrets));
  const isChanged = await changeBoth(table, [
    { Put: { TableName: table.name, Item: item, ConditionExpression: 'attribute_exists(pk)' } },
    putEntry(table, next, AS_SEEN, entry.version),
  ]);
  return isChanged ? next : 'changed';
}

/** Takes the secret away and keeps who did. `changed` where another change came first. */
export async function revoke(
  table: Table,
  entry: CredentialEntry,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<CredentialEntry | 'changed'> {
  const next = { ...entry, version: entry.version + 1, revokedAt: now.toISOString(), revokedBy: by };
  const isChanged = await changeBoth(table, [
    { Delete: { TableName: table.name, Key: marshall({ pk: secretKeyOf(entry), sk: '0' }) } },
    putEntry(table, next, AS_SEEN, entry.version),
  ]);
  return isChanged ? next : 'changed';
}

const AS_SEEN = 'version = :seen';

function putEntry(table: Table, entry: CredentialEntry, condition: string, seen?: number): TransactWriteItem {
  return {
    Put: {
      TableName: table.name,
      Item: marshall({ pk: LIST, sk: entry.credentialId, ...entry }),
      ConditionExpression: condition,
      ...(seen === undefined ? {} : { ExpressionAttributeValues: marshall({ ':seen': seen }) }),
    },
  };
}

/** `false` where a condition did not hold; another transaction in the way is another change. */
async function changeBoth(table: Table, items: readonly TransactWriteItem[]): Promise<boolean> {
  const reasons = await transact(table, items);
  if (reasons === null) return true;
  const codes = reasons.flatMap(({ Code }) => (Code === undefined || Code === 'None' ? [] : [Code]));
  if (codes.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false;
  throw new LedgerError(`a credential could not be written: ${codes.join(', ')}`);
}

async function openStanding(table: Table, sealing: Sealing, pk: string): Promise<readonly SigningSecret[]> {
  const { Item: item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: marshall({ pk, sk: '0' }), ConsistentRead: true }),
  );
  if (item === undefined) return [];
  const secret = await openSecret(sealing, pk, item['sealed']?.B);
  return secret.type === 'credential' || secret.type === 'signing' ? secret.secrets : [];
}

function secretKeyOf({ credentialId, system }: CredentialEntry): string {
  return system === null ? secretKeys.credential(credentialId) : secretKeys.owner(system);
}

function secretOf({ purpose, tenant }: CredentialEntry, secrets: readonly SigningSecret[]): Secret {
  return purpose === 'signing' ? { type: 'signing', secrets } : { type: 'credential', tenant, secrets };
}

function toEntry(item: Item): CredentialEntry {
  const { pk: _pk, sk: _sk, ...entry } = item;
  return entry as unknown as CredentialEntry;
}
