import type { JsonObject } from '../template/assembly.ts';
import { type DeclaredEventSource, type DeclaredFunction, policiesOf } from '../template/functions.ts';
import type { Resource } from '../template/model.ts';
import { ADMIN, type KeyPair, pairOf } from './credentials.ts';
import type { Journal } from './journal.ts';
import { compilePolicies, type Policies } from './policy.ts';
import type { Account, Caller } from './proxy.ts';

export type UnusedGrant = {
  readonly functionName: string;
  readonly role: string;
  readonly action: string;
  readonly resource: string;
};

export type FunctionPolicies = ReadonlyMap<string, Policies>;

const CHECKED_SERVICES = /^(dynamodb|s3|sqs|kms):/i;

/** What each function may do, by its name. */
export function functionPolicies(
  resources: readonly Resource[],
  functions: readonly DeclaredFunction[],
): FunctionPolicies {
  const documents = policiesOf(resources);
  return new Map(functions.map((one) => [one.name, compilePolicies(documents.get(one.roleName) ?? [])]));
}

/** Who may call, and what must be known of the template to judge calls. */
export function accountOf(
  resources: readonly Resource[],
  functions: readonly DeclaredFunction[],
  policies: FunctionPolicies,
  pairs: Readonly<Record<string, KeyPair>>,
): Account {
  const hashKeys = new Map<string, string>();
  const bucketKeys = new Map<string, string>();
  for (const { type, identity, properties } of resources) {
    if (type === 'AWS::DynamoDB::Table') hashKeys.set(identity.ref, hashKey(properties));
    const keyArn = type === 'AWS::S3::Bucket' ? bucketKey(properties) : undefined;
    if (keyArn !== undefined) bucketKeys.set(identity.ref, keyArn);
  }
  return {
    callers: callersOf(functions, policies, pairs),
    hashKeyOf: (table) => hashKeys.get(table) ?? 'pk',
    bucketKeyOf: (bucket) => bucketKeys.get(bucket),
  };
}

/** Lambda polls with the function's role, and refuses an event source without these grants. */
export function requirePollerGrants(
  source: DeclaredEventSource,
  functionName: string,
  policies: FunctionPolicies,
  journal: Journal,
): void {
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    const grants = policies.get(functionName)?.allowing({ action, resource: source.queueArn }) ?? [];
    if (grants.length === 0) {
      throw new Error(`${functionName} may not ${action} on ${source.queueArn}; Lambda would refuse the event source`);
    }
    journal.granted(grants);
  }
}

export function unusedGrants(
  functions: readonly DeclaredFunction[],
  policies: FunctionPolicies,
  journal: Journal,
): readonly UnusedGrant[] {
  return functions.flatMap(({ name, roleName }) =>
    (policies.get(name)?.grants ?? [])
      .filter((grant) => CHECKED_SERVICES.test(grant.action) && !journal.isUsed(grant))
      .map(({ action, resource }) => ({ functionName: name, role: roleName, action, resource })),
  );
}

function callersOf(
  functions: readonly DeclaredFunction[],
  policies: FunctionPolicies,
  pairs: Readonly<Record<string, KeyPair>>,
): ReadonlyMap<string, Caller> {
  const admin = pairOf(pairs, ADMIN);
  const callers = new Map<string, Caller>([
    [admin.accessKeyId, { name: ADMIN, role: ADMIN, secretAccessKey: admin.secretAccessKey, policies: undefined }],
  ]);
  for (const { name, roleName } of functions) {
    const { accessKeyId, secretAccessKey } = pairOf(pairs, name);
    const may = policies.get(name) ?? compilePolicies([]);
    callers.set(accessKeyId, { name, role: roleName, secretAccessKey, policies: may });
  }
  return callers;
}

function hashKey(table: JsonObject): string {
  const schema = (table['KeySchema'] ?? []) as readonly JsonObject[];
  return String(schema.find((key) => key['KeyType'] === 'HASH')?.['AttributeName']);
}

function bucketKey(bucket: JsonObject): string | undefined {
  type Encryption = {
    readonly ServerSideEncryptionConfiguration?: readonly { readonly ServerSideEncryptionByDefault?: JsonObject }[];
  };
  const encryption = bucket['BucketEncryption'] as Encryption | undefined;
  const keyArn = encryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault?.['KMSMasterKeyID'];
  return keyArn === undefined ? undefined : String(keyArn);
}
