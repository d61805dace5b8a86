import { LoginFailed } from '../../adapters/oidc/login-failed.ts';
import type { Tokens } from '../../adapters/oidc/login.ts';
import { CliError } from '../cli-error.ts';
import { loadSession, saveSession, type Session } from './session.ts';

/** What the API is called with next: a token that holds for some time yet. Throws CliError. */
export type BearerToken = () => Promise<string>;

/** Renewed this long before it ends: a call takes time, and clocks differ. */
const MARGIN_MS = 60_000;

/** As a sample user of the local issuer. */
export function tokenAs(issuer: string, user: string): BearerToken {
  let tokens: Tokens | undefined;
  return async () => {
    if (tokens === undefined || endsSoon(tokens)) {
      const { signInAs } = await import('../../local/issuer/headless.ts');
      tokens = await orRefused(() => signInAs(issuer, user));
    }
    return tokens.accessToken;
  };
}

/** As whoever is logged in; renewed, and what is new kept, when it ends. */
export function tokenOfSession(dataDir: string, session: Session): BearerToken {
  let known = session;
  return async () => {
    if (!endsSoon(known.tokens)) return known.tokens.accessToken;
    // Another command may have renewed it meanwhile; the older refresh token is worth nothing then.
    known = loadSession(dataDir) ?? known;
    if (endsSoon(known.tokens)) known = await renewed(dataDir, known);
    return known.tokens.accessToken;
  };
}

async function renewed(dataDir: string, session: Session): Promise<Session> {
  const { refreshToken } = session.tokens;
  if (refreshToken === null) throw loginAgain();
  const { refreshed } = await import('../../adapters/oidc/login.ts');
  const tokens = await refreshed({ ...session, now: () => new Date() }, refreshToken).catch((error: unknown) => {
    throw error instanceof LoginFailed ? loginAgain() : error;
  });
  const next = { ...session, tokens };
  saveSession(dataDir, next);
  return next;
}

export async function orRefused<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LoginFailed)) throw error;
    throw new CliError(
      'login.failed',
      { zh: `没有登录成功：${error.message}`, en: `the login failed: ${error.message}` },
      {
        zh: '检查签发方的地址和客户端编号；本机系统须先运行 bridge up。',
        en: 'Check the address of the issuer and the client id; a local stack must be up (bridge up).',
      },
    );
  }
}

function loginAgain(): CliError {
  return new CliError(
    'login.expired',
    { zh: '登录已过期', en: 'the login has expired' },
    { zh: '重新登录：bridge login。', en: 'Log in again: bridge login.' },
  );
}

function endsSoon({ expiresAt }: Tokens): boolean {
  return new Date(expiresAt).getTime() - Date.now() < MARGIN_MS;
}
