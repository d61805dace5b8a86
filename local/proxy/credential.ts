import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Credential = {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly presigned: boolean;
};

const HEADER = /Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request/;
const EXPIRES_SECONDS_MAX = 604_800;

/** Who signed the call and for which service: the SigV4 credential scope, from the header or from a presigned URL. */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const header = request.headers.authorization;
  const presigned = header === undefined;
  const source = presigned ? `Credential=${presignedParameter(request, 'X-Amz-Credential') ?? ''}` : header;
  const match = HEADER.exec(source);
  if (match === null) return undefined;
  return { accessKeyId: String(match[1]), region: String(match[3]), service: String(match[4]), presigned };
}

/** Why a presigned URL is not (or no longer) good; undefined if it is. Source: SigV4 query parameters, S3's canonical form. */
export function presignedFault(request: IncomingMessage, secretAccessKey: string, now: Date): string | undefined {
  const date = presignedParameter(request, 'X-Amz-Date') ?? '';
  const expiresSeconds = Number(presignedParameter(request, 'X-Amz-Expires'));
  const signedAt = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!Number.isFinite(signedAt) || !(expiresSeconds >= 1 && expiresSeconds <= EXPIRES_SECONDS_MAX)) {
    return 'AuthorizationQueryParametersError';
  }
  if (now.getTime() > signedAt + expiresSeconds * 1000) return 'Request has expired';
  const signed = (presignedParameter(request, 'X-Amz-SignedHeaders') ?? '').split(';');
  const loose = Object.keys(request.headers).find((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (loose !== undefined) return `There were headers present in the request which were not signed: ${loose}`;
  const given = Buffer.from(presignedParameter(request, 'X-Amz-Signature') ?? '', 'hex');
  const computed = Buffer.from(presignedSignature(request, secretAccessKey, date), 'hex');
  return given.length === computed.length && timingSafeEqual(given, computed) ? undefined : 'SignatureDoesNotMatch';
}

function presignedSignature(request: IncomingMessage, secretAccessKey: string, date: string): string {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const signedHeaders = (presignedParameter(request, 'X-Amz-SignedHeaders') ?? '').split(';');
  const canonicalQuery = query
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='))
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .toSorted()
    .join('&');
  const canonicalHeaders = signedHeaders
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
    .join('');
  const payload = presignedParameter(request, 'X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  const canonical = [request.method, path, canonicalQuery, canonicalHeaders, signedHeaders.join(';'), payload].join(
    '\n',
  );
  const [, day = '', region = '', service = ''] = (presignedParameter(request, 'X-Amz-Credential') ?? '').split('/');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, toSign).toString('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function presignedParameter(request: IncomingMessage, name: string): string | undefined {
  const query = request.url?.split('?', 2)[1];
  const pair = query?.split('&').find((one) => one.startsWith(`${name}=`));
  return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1));
}
