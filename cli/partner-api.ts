import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Answer } from '../adapters/http/exchange.ts';
import { answerJson, createHttp, type Http, type HttpSettings } from '../adapters/http/http.ts';
import { HttpError } from '../adapters/http/http-error.ts';
import { sign } from '../core/webhook-signature.ts';
import { type KnownAccess, loadAccess, type LocalIssuer } from '../local/deployment/credentials.ts';
import { userOf } from '../local/issuer/users.ts';
import { CliError } from './cli-error.ts';
import { isProblemCode, PROBLEMS } from '../schemas/problem.ts';
import { loadSession } from './login/session.ts';
import { type BearerToken, tokenAs, tokenOfSession } from './login/token.ts';
import type { Bilingual } from './terminal.ts';

/** A running stack as one tenant may call it. */
export interface PartnerApi {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: object) => Promise<unknown>;
}

/** Where `--data` says a local stack has its state. */
export const DATA_DIR = '.bridge';

/**
 * The stack whose data directory this is, with the credential of the tenant. Throws CliError where none was started there or none answers.
 */
export function connectPartner(dataDir: string, tenant: string): PartnerApi {
  const access = loadAccess(resolve(dataDir));
  const partner = access?.partners?.[tenant];
  if (access === undefined || partner === undefined) {
    throw notFound(
      { zh: `${dataDir} 里没有 ${tenant} 的接入凭证`, en: `${dataDir} holds no credential for ${tenant}` },
      RUN_UP,
    );
  }
  return connect(access.apiUrl, partner);
}

/** The sample users of the local stack who may act, in its order; none where no stack was started there. */
export function operatorsOf(dataDir: string): readonly string[] {
  const users = loadAccess(resolve(dataDir))?.issuer?.users ?? [];
  return users.filter((id) => userOf(id)?.roles.includes('operator') === true);
}

/**
 * The operators' API as a sample user of the local stack, or, without a name, as whoever is logged in. Throws CliError where the user is
 * none, or nobody is logged in.
 */
export function operatorHttp(dataDir: string, name?: string): Http {
  const directory = resolve(dataDir);
  const access = loadAccess(directory);
  if (name !== undefined) {
    const issuer = userKnown(dataDir, access, name);
    return bearing(access?.apiUrl ?? '', tokenAs(issuer.url, name));
  }
  const session = loadSession(directory);
  const apiUrl = session?.apiUrl ?? access?.apiUrl;
  if (apiUrl === undefined)
    throw notFound({ zh: `${dataDir} 里没有运行过系统`, en: `no stack was started in ${dataDir}` }, RUN_UP);
  if (session === undefined) throw notLoggedIn();
  return bearing(apiUrl, tokenOfSession(directory, session));
}

/** The local issuer, where it has this user. Throws CliError. */
export function userKnown(dataDir: string, access: KnownAccess | undefined, name: string): LocalIssuer {
  const issuer = access?.issuer;
  if (issuer?.users.includes(name) === true) return issuer;
  const known = issuer?.users ?? [];
  throw notFound(
    { zh: `${dataDir} 的系统没有用户 ${name}`, en: `the stack of ${dataDir} has no user ${name}` },
    known.length === 0 ? RUN_UP : { zh: `可用：${known.join('、')}。`, en: `Known: ${known.join(', ')}.` },
  );
}

function notLoggedIn(): CliError {
  return new CliError(
    'login.missing',
    { zh: '没有登录', en: 'nobody is logged in' },
    {
      zh: '先运行 bridge login；本机系统也可以写明示例用户（--as 或 --by），例如 operator。',
      en: 'Run bridge login first; on a local stack a sample user may be named instead (--as or --by), such as operator.',
    },
  );
}

function bearing(apiUrl: string, token: BearerToken): Http {
  return open(apiUrl, async () => ({ authorization: `Bearer ${await token()}` }));
}

const RUN_UP: Bilingual = {
  zh: '先运行 bridge up，或用 --data 指明数据目录。',
  en: 'Run bridge up first, or name the data directory with --data.',
};

function notFound(text: Bilingual, hint: Bilingual): CliError {
  return new CliError('bridge.not-found', text, hint);
}

function connect(
  apiUrl: string,
  { credentialId, secret }: { readonly credentialId: string; readonly secret: string },
): PartnerApi {
  const http = open(apiUrl, (body) => {
    const id = `cli_${randomBytes(12).toString('hex')}`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = sign({ secret, id, timestamp, body });
    return {
      'bridge-credential': credentialId,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    };
  });
  return callsOf(http);
}

function open(apiUrl: string, credentials: NonNullable<HttpSettings['sign']>): Http {
  return createHttp({ baseUrl: apiUrl, allowPrivate: true, sign: credentials });
}

function callsOf(http: Http): PartnerApi {
  return {
    get: (path) => call(() => http.get(path)),
    post: (path, body) => call(() => http.post(path, JSON.stringify(body))),
  };
}

async function call(send: () => Promise<Answer>): Promise<unknown> {
  const { status, body } = await orUnreachable(async () => {
    const answer = await send();
    return { status: answer.status, body: answerJson(answer) };
  });
  if (status < 400) return body;
  throw refusalOf(status, body);
}

/** What is done over HTTP; throws CliError where nothing answers. */
export async function orUnreachable<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new CliError(
      'bridge.unreachable',
      { zh: '连不上正在运行的系统', en: 'no running stack answers' },
      { zh: '先运行 bridge up，并保持它运行。', en: 'Run bridge up and leave it running.' },
    );
  }
}

/** A refusal of the API, told as it tells it. */
export function refusalOf(status: number, body: unknown): CliError {
  const { code, title, detail } = (body ?? {}) as { code?: string; title?: string; detail?: string };
  if (code !== undefined && isProblemCode(code)) {
    const { zh, en, todoZh, todoEn } = PROBLEMS[code];
    const what = detail === undefined ? '' : ` — ${detail}`;
    return new CliError(code, { zh: `${zh}${what}`, en: `${en}${what}` }, { zh: `${todoZh}。`, en: `${todoEn}.` });
  }
  const text = [title, detail].filter((part) => part !== undefined).join(' — ');
  return new CliError(
    code ?? `http.${status}`,
    {
      zh: text === '' ? `接口答复 ${status}` : text,
      en: text === '' ? `the API answered ${status}` : text,
    },
    { zh: '按说明更正后重试。', en: 'Correct what it names and try again.' },
  );
}
