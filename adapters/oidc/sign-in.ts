import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Operator } from '../../core/access.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { headerOf } from '../http/problem-document.ts';
import { IssuerUnreachable, issuerKeys, type IssuerSettings } from './keys.ts';
import { type OperatorClaims, operatorOf } from './operator.ts';

export interface SignInSettings extends IssuerSettings, OperatorClaims {
  /** What the issuer calls our API: a token for anything else is none of ours. */
  readonly audience: string;
}

/** Who sent a request, or why nobody is believed to have. */
export type SignedIn =
  | { readonly operator: Operator }
  | { readonly refusal: ProblemCode; readonly status: 401 | 403 | 503 };

export type SignIn = (headers: Readonly<Record<string, string | undefined>>) => Promise<SignedIn>;

/** Signatures by a key of which only the issuer has the private half. No `none`, and no HMAC: its key would be one everybody knows. */
const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
];
/** Clocks differ. */
const SKEW_SECONDS = 30;
const TOKEN_CHARS_MAX = 16_384;
/** RFC 9068, and what issuers write that don't follow it. A logout token or a security event names itself otherwise. */
const ACCESS_TOKEN = /^(application\/)?(at\+)?jwt$/i;
/** An ID token tells the client who somebody is; it is no leave to call us, even where both bear one audience. */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];

/** Who brings a bearer token is who the issuer says (RFC 6750, RFC 9068); `keys` are the issuer's. */
export function signInWith(settings: SignInSettings, keys: JWTVerifyGetKey = issuerKeys(settings)): SignIn {
  return async (headers) => {
    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(headerOf(headers, 'authorization'))?.[1];
    if (token === undefined) return { refusal: 'auth.missing', status: 401 };
    if (token.length > TOKEN_CHARS_MAX) return { refusal: 'auth.token-invalid', status: 401 };
    try {
      const claims = await verified(token, settings, keys);
      const operator = claims === undefined ? undefined : operatorOf(claims, settings);
      if (operator === undefined) return { refusal: 'auth.token-invalid', status: 401 };
      return operator.roles.length === 0 ? { refusal: 'auth.forbidden', status: 403 } : { operator };
    } catch (error) {
      if (error instanceof IssuerUnreachable) return { refusal: 'auth.issuer-unreachable', status: 503 };
      if (error instanceof errors.JOSEError) return { refusal: refusalOf(error), status: 401 };
      throw error;
    }
  };
}

async function verified(
  token: string,
  { issuer, audience, clock }: SignInSettings,
  keys: JWTVerifyGetKey,
): Promise<JWTPayload | undefined> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_SECONDS,
    currentDate: clock.now(),
    requiredClaims: ['exp', 'sub'],
  });
  const type = protectedHeader.typ ?? 'JWT';
  if (!ACCESS_TOKEN.test(type)) return undefined;
  const says = /at\+/i.test(type);
  return says || !OF_ID_TOKENS.some((claim) => claim in payload) ? payload : undefined;
}

function refusalOf(error: errors.JOSEError): ProblemCode {
  if (error instanceof errors.JWTExpired) return 'auth.token-expired';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return 'auth.wrong-audience';
  return 'auth.token-invalid';
}
