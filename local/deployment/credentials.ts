import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets of one local deployment, made once and kept beside its state. */
export interface LocalCredentials {
  /** Sign what passes between the bridge and each system, both ways. */
  readonly signing: Readonly<Record<string, string>>;
  /** The cities' credentials for our API. */
  readonly partners: Readonly<Record<string, { readonly credentialId: string; readonly secret: string }>>;
}

/** What the command line needs to call a running stack; readable by its owner alone. */
export interface Access extends LocalCredentials {
  readonly apiUrl: string;
}

const SYSTEMS = ['province/yuegonghui', 'guangzhou/degree-subsidy'];
const PARTNERS = ['guangzhou'];

export function loadCredentials(dataDir: string): LocalCredentials {
  // Not `credentials.json`: that one is the stack's, for its functions' key pairs.
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LocalCredentials;
  const made: LocalCredentials = {
    signing: Object.fromEntries(SYSTEMS.map((system) => [system, newSecret()])),
    partners: Object.fromEntries(
      PARTNERS.map((tenant) => [tenant, { credentialId: `${tenant}-nightly`, secret: newSecret() }]),
    ),
  };
  writeWhole(file, made);
  return made;
}

export function saveAccess(dataDir: string, access: Access): void {
  writeWhole(join(dataDir, 'access.json'), access);
}

/** How to reach the stack of this data directory; `undefined` where none was ever started. */
export function loadAccess(dataDir: string): Access | undefined {
  const file = join(dataDir, 'access.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Access) : undefined;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** A reader sees the old content or the new, never half. */
function writeWhole(file: string, content: object): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
