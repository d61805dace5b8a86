import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Answer } from '../adapters/http/exchange.ts';
import { answerJson, createHttp, type Http } from '../adapters/http/http.ts';
import { HttpError } from '../adapters/http/http-error.ts';
import { sign } from '../core/webhook-signature.ts';
import { loadAccess } from '../local/deployment/credentials.ts';
import { CliError } from './cli-error.ts';
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
  const partner = access?.partners[tenant];
  if (access === undefined || partner === undefined) {
    throw notFound(
      { zh: `${dataDir} 里没有 ${tenant} 的接入凭证`, en: `${dataDir} holds no credential for ${tenant}` },
      RUN_UP,
    );
  }
  return connect(access.apiUrl, partner);
}

/** The operators whose credentials the data directory holds, in its order; none where no stack was started there. */
export function operatorsOf(dataDir: string): readonly string[] {
  return Object.keys(loadAccess(resolve(dataDir))?.operators ?? {});
}

/** The same stack, as one operator. Throws CliError. */
export function connectOperator(dataDir: string, name: string): PartnerApi {
  const access = loadAccess(resolve(dataDir));
  const operator = access?.operators[name];
  if (access === undefined || operator === undefined) {
    const known = operatorsOf(dataDir);
    throw notFound(
      { zh: `${dataDir} 里没有操作员 ${name} 的凭证`, en: `${dataDir} holds no credential for the operator ${name}` },
      known.length === 0 ? RUN_UP : { zh: `可用：${known.join('、')}。`, en: `Known: ${known.join(', ')}.` },
    );
  }
  return connect(access.apiUrl, operator);
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
  const http = createHttp({
    baseUrl: apiUrl,
    allowPrivate: true,
    sign: (body) => {
      const id = `cli_${randomBytes(12).toString('hex')}`;
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = sign({ secret, id, timestamp, body });
      return {
        'bridge-credential': credentialId,
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      };
    },
  });
  return {
    get: (path) => call(http, (open) => open.get(path)),
    post: (path, body) => call(http, (open) => open.post(path, JSON.stringify(body))),
  };
}

async function call(http: Http, send: (http: Http) => Promise<Answer>): Promise<unknown> {
  try {
    const answer = await send(http);
    const body = answerJson(answer);
    if (answer.status < 400) return body;
    throw refusal(answer.status, body);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new CliError(
      'bridge.unreachable',
      { zh: '连不上正在运行的系统', en: 'no running stack answers' },
      { zh: '先运行 bridge up，并保持它运行。', en: 'Run bridge up and leave it running.' },
    );
  }
}

function refusal(status: number, body: unknown): CliError {
  const { code, title, detail } = (body ?? {}) as { code?: string; title?: string; detail?: string };
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
