import type { Command } from './aws-clients.ts';

/** What a call to the ledger is about: the families of its items, so that one place in the code is one site. */
export function aboutDynamoDb({ input, constructor }: Command): string {
  const families = new Set<string>();
  if (constructor.name === 'QueryCommand') {
    const { IndexName } = input as { IndexName?: string };
    if (IndexName !== undefined) return `index ${IndexName}`;
  }
  collect(input, families);
  return [...families].toSorted().join('+');
}

/** Keys of our table begin with a letter and `#`; the work under a batch tells itself by its sort key. */
const FAMILY = /^([A-Z])#/;

function collect(value: unknown, families: Set<string>): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const each of value) collect(each, families);
    return;
  }
  const { pk, sk } = value as { readonly pk?: { readonly S?: string }; readonly sk?: { readonly S?: string } };
  if (pk?.S !== undefined) return void families.add(familyOf(pk.S, sk?.S));
  const { Statement, Parameters } = value as { Statement?: string; Parameters?: readonly { readonly S?: string }[] };
  if (Statement !== undefined) {
    const key = Parameters?.findIndex(({ S }) => S !== undefined && FAMILY.test(S)) ?? -1;
    const verb = Statement.slice(0, 6).toLowerCase();
    return void families.add(`${verb} ${familyOf(Parameters?.[key]?.S ?? '?', Parameters?.[key + 1]?.S)}`);
  }
  for (const each of Object.values(value)) collect(each, families);
}

function familyOf(pk: string, sk: string | undefined): string {
  const letter = FAMILY.exec(pk)?.[1] ?? pk.slice(0, 1);
  return letter === 'B' && sk !== undefined ? `B/${sk.slice(0, 1)}` : letter;
}

export function aboutS3({ input }: Command): string {
  const { Bucket = '', Key = '', Prefix = '' } = input as { Bucket?: string; Key?: string; Prefix?: string };
  return Bucket === 'vault' ? `vault/${(Key === '' ? Prefix : Key).split('/')[0] ?? ''}` : Bucket;
}

export function aboutSqs({ input }: Command): string {
  return (input as { QueueUrl?: string }).QueueUrl ?? '';
}

export function aboutKms({ input }: Command): string {
  const { EncryptionContext } = input as { EncryptionContext?: { readonly object?: string; readonly pk?: string } };
  return EncryptionContext?.object === undefined ? 'secret' : 'vault';
}
