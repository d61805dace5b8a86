import { resolve } from 'node:path';
import { decodeJwt } from 'jose';
import { logIn, type LoginSettings, type Tokens } from '../../adapters/oidc/login.ts';
import { type KnownAccess, loadAccess } from '../../local/deployment/credentials.ts';
import { signInAs } from '../../local/issuer/headless.ts';
import { CliError } from '../cli-error.ts';
import type { ExitCode } from '../command.ts';
import { userKnown } from '../partner-api.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { awaitCallback } from './browser.ts';
import { saveSession } from './session.ts';
import { orRefused } from './token.ts';

export interface LoginOptions {
  readonly data: string;
  readonly as?: string;
  readonly issuer?: string;
  readonly api?: string;
  readonly client?: string;
  readonly scope: string;
}

/** Signs in by the browser, or as a sample user without one, and keeps the tokens. */
export async function logInHere(terminal: Terminal, options: LoginOptions): Promise<ExitCode> {
  const dataDir = resolve(options.data);
  const access = loadAccess(dataDir);
  const settings = settingsOf(options, access);
  const apiUrl = options.api === undefined ? null : checkedApi(options.api);
  const tokens = await orRefused(async () =>
    options.as === undefined
      ? await byBrowser(terminal, settings)
      : await signInAs(userKnown(options.data, access, options.as).url, options.as),
  );
  saveSession(dataDir, { ...settings, apiUrl, tokens });
  const person = personOf(tokens);
  if (terminal.json)
    printLine(terminal, JSON.stringify({ ...person, issuer: settings.issuer, expiresAt: tokens.expiresAt }));
  else
    printLine(
      terminal,
      say(terminal, {
        zh: `已登录${person.displayName === null ? '' : `：${person.displayName}`}`,
        en: `Logged in${person.displayName === null ? '' : ` as ${person.displayName}`}`,
      }),
    );
  return 0;
}

function settingsOf(options: LoginOptions, access: KnownAccess | undefined): Omit<LoginSettings, 'now'> {
  const { issuer = access?.issuer?.url, scope } = options;
  if (issuer === undefined)
    throw new CliError(
      'login.issuer-missing',
      { zh: '不知道向哪里登录', en: 'there is no issuer to log in with' },
      { zh: '先运行 bridge up，或用 --issuer 写明。', en: 'Run bridge up first, or name one with --issuer.' },
    );
  if (options.as !== undefined && options.issuer !== undefined && options.issuer !== access?.issuer?.url)
    throw new CliError(
      'usage.login-as',
      { zh: '--as 只用于本机系统的示例用户', en: '--as is for the sample users of a local stack' },
      { zh: '去掉 --as，用浏览器登录。', en: 'Leave it out and log in with a browser.' },
    );
  return { issuer, clientId: options.client ?? access?.issuer?.clientId ?? 'bridge-cli', scope };
}

/** A token is worth as much as a password: it goes over plain http to this machine alone. */
function checkedApi(text: string): string {
  const url = URL.parse(text);
  const isLoopback = url?.hostname === 'localhost' || url?.hostname.startsWith('127.') === true;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return text.replace(/\/+$/, '');
  throw new CliError(
    'usage.api',
    { zh: `--api ${text} 不是 https 地址`, en: `--api ${text} is no https address` },
    { zh: '写全，例如 https://bridge.example.cn/v1。', en: 'Write all of it, such as https://bridge.example.cn/v1.' },
  );
}

async function byBrowser(terminal: Terminal, settings: Omit<LoginSettings, 'now'>): Promise<Tokens> {
  const callback = await awaitCallback();
  try {
    return await logIn(
      { ...settings, now: () => new Date() },
      {
        redirectUri: callback.redirectUri,
        authorize: async (address) => {
          terminal.stderr.write(
            `${say(terminal, { zh: '请用浏览器打开下面的地址登录：', en: 'Open this address in a browser to log in:' })}\n${address.href}\n`,
          );
          return await callback.arrived;
        },
      },
    );
  } finally {
    callback.stop();
  }
}

/** As the token says; nothing of one that can't be read, which is the issuer's affair. */
function personOf({ accessToken }: Tokens): { readonly name: string | null; readonly displayName: string | null } {
  try {
    const { sub = null, name } = decodeJwt<{ name?: unknown }>(accessToken);
    return { name: sub, displayName: typeof name === 'string' ? name : sub };
  } catch {
    return { name: null, displayName: null };
  }
}
