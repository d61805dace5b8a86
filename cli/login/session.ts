import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokens } from '../../adapters/oidc/login.ts';

/** Who is logged in, and with whom: what `bridge login` leaves for the commands after it. */
export interface Session {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** Of a deployment elsewhere; `null` = the stack of the same directory. */
  readonly apiUrl: string | null;
  readonly tokens: Tokens;
}

/** `undefined` where nobody is logged in. */
export function loadSession(dataDir: string): Session | undefined {
  const file = fileIn(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Session) : undefined;
}

/** Readable by its owner alone; a reader sees the old content or the new, never half. */
export function saveSession(dataDir: string, session: Session): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = fileIn(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Whether there was one. */
export function removeSession(dataDir: string): boolean {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'login.json');
}
