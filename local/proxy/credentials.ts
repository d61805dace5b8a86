import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type KeyPair = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A random key pair for each name; kept in `dataDir` (mode 0600), so that URLs signed before a restart stay good. */
export function keyPairs(dataDir: string, names: readonly string[]): Readonly<Record<string, KeyPair>> {
  const file = join(dataDir, 'credentials.json');
  const known = read(file);
  const pairs = Object.fromEntries(names.map((name) => [name, known[name] ?? newPair()]));
  writeFileSync(`${file}.new`, JSON.stringify(pairs), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return pairs;
}

function read(file: string): Record<string, KeyPair> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, KeyPair>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function newPair(): KeyPair {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}

/** The name under which everything may be done. */
export const ADMIN = 'admin';

export function pairOf(pairs: Readonly<Record<string, KeyPair>>, name: string): KeyPair {
  const pair = pairs[name];
  if (pair === undefined) throw new Error(`there are no credentials for ${name}`);
  return pair;
}
