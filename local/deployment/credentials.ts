import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systems } from '../../schemas/systems/registry.ts';

/** Secrets of one local deployment, made once and kept beside its state. */
export interface LocalCredentials {
  /** Sign what passes between the bridge and each system, both ways. */
  readonly signing: Readonly<Record<string, string>>;
  /** The tenants' credentials for our API: cities, and rails. */
  readonly partners: Readonly<Record<string, { readonly credentialId: string; readonly secret: string }>>;
  /** Ours at the tenants' platforms that give out tokens, by tenant. */
  readonly clients: Readonly<Record<string, { readonly id: string; readonly secret: string }>>;
}

/** What the command line needs to call a running stack; readable by its owner alone. */
export interface Access extends LocalCredentials {
  readonly apiUrl: string;
  /** Where operators sign in. */
  readonly issuer: LocalIssuer;
}

export interface LocalIssuer {
  /** As its tokens name it. */
  readonly url: string;
  /** What its tokens call the API. */
  readonly audience: string;
  /** Of the command line. */
  readonly clientId: string;
  /** The sample users. */
  readonly users: readonly string[];
}

/** Owners of the registry's systems; the province calls us by webhooks alone. */
export const TENANTS: readonly string[] = [...new Set(systems.map(({ tenant }) => tenant))];
const PARTNERS = TENANTS.filter((tenant) => tenant !== 'province');

export function loadCredentials(dataDir: string): LocalCredentials {
  // Not `credentials.json`: that one is the stack's, for its functions' key pairs.
  const file = join(dataDir, 'secrets.json');
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<LocalCredentials>)
    : ({} satisfies Partial<LocalCredentials>);
  // A system that is new since the directory was made gets its secrets now; what is there stays.
  const all: LocalCredentials = {
    signing: { ...Object.fromEntries(systems.map(({ id }) => [id, newSecret()])), ...known.signing },
    partners: {
      ...Object.fromEntries(
        PARTNERS.map((tenant) => [tenant, { credentialId: `${tenant}-nightly`, secret: newSecret() }]),
      ),
      ...known.partners,
    },
    clients: {
      ...Object.fromEntries(PARTNERS.map((tenant) => [tenant, { id: 'union-bridge', secret: newSecret() }])),
      ...known.clients,
    },
  };
  writeWhole(file, all);
  return all;
}

export function saveAccess(dataDir: string, access: Access): void {
  writeWhole(join(dataDir, 'access.json'), access);
}

/** Written by a person for a deployment elsewhere, it may hold no more than its address and a credential. */
export type KnownAccess = Pick<Access, 'apiUrl'> & Partial<Access>;

/** How to reach the stack of this data directory; `undefined` where none was ever started. */
export function loadAccess(dataDir: string): KnownAccess | undefined {
  const file = join(dataDir, 'access.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KnownAccess) : undefined;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** A reader sees the old content or the new, never half. */
function writeWhole(file: string, content: object): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
