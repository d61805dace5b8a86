import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { Clock } from '../clock/clock.ts';
import { createHttp, type Http } from '../http/http.ts';

/** The issuer can't be asked for its keys, or what it answers is no use: nothing is known of the token. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable';
}

export interface IssuerSettings {
  /** As the tokens name it, to the letter; its description lies below it. */
  readonly issuer: string;
  /** Plain http and private addresses: of an issuer on this machine alone. */
  readonly allowPrivate: boolean;
  readonly clock: Clock;
}

/** A key is believed this long after it was fetched: one withdrawn is refused from then on. */
const KEYS_KEPT_MS = 600_000;
/** A token that names an unknown key has them fetched anew, at most this often: a forged one costs the issuer no call. */
const COOLDOWN_MS = 30_000;
/** After a call that failed the issuer is left alone this long. */
const FAILED_MS = 5_000;
const ANSWER_BYTES_MAX = 256 * 1024;
const TIMEOUT_MS = 5_000;

const descriptionSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * The keys the issuer signs with, fetched when first asked for and kept. The address of the keys is the one the issuer's own description
 * gives; both are asked over https on public addresses, and no redirect is followed. What it returns throws `IssuerUnreachable`, or what
 * `jose` throws of a key that is not there.
 */
export function issuerKeys(settings: IssuerSettings): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let failedAt = -Infinity;
  const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
    const now = settings.clock.now().getTime();
    if (now - failedAt < FAILED_MS) throw new IssuerUnreachable('the issuer did not answer a moment ago');
    try {
      return await ask();
    } catch (error) {
      failedAt = now;
      throw new IssuerUnreachable('the issuer gives no keys', { cause: error });
    }
  };
  return async (header, token) => {
    keys ??= await guarded(async () => keysAt(await addressOfKeys(settings), settings, guarded));
    return await keys(header, token);
  };
}

async function addressOfKeys({ issuer, allowPrivate }: IssuerSettings): Promise<URL> {
  const document = await fetched(issuer, '/.well-known/openid-configuration', allowPrivate);
  const description = descriptionSchema.parse(JSON.parse(document.toString('utf8')));
  if (description.issuer !== issuer) throw new TypeError('the description is of another issuer');
  return new URL(description.jwks_uri);
}

function keysAt(
  address: URL,
  { allowPrivate }: IssuerSettings,
  guarded: <T>(ask: () => Promise<T>) => Promise<T>,
): JWTVerifyGetKey {
  return createRemoteJWKSet(address, {
    cacheMaxAge: KEYS_KEPT_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: async () =>
      await guarded(async () => {
        const body = await fetched(address.origin, address.pathname + address.search, allowPrivate);
        keySetSchema.parse(JSON.parse(body.toString('utf8')));
        return new Response(new Uint8Array(body));
      }),
  });
}

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

async function fetched(baseUrl: string, path: string, allowPrivate: boolean): Promise<Buffer> {
  const http: Http = createHttp({ baseUrl, allowPrivate, timeoutMs: TIMEOUT_MS, answerBytesMax: ANSWER_BYTES_MAX });
  try {
    const { status, body } = await http.get(path);
    if (status !== 200) throw new TypeError(`status ${status}`);
    return body;
  } finally {
    http.close();
  }
}
