import type { JWTPayload } from 'jose';
import type { Operator } from '../../core/access.ts';
import { ROLES } from '../../schemas/api/roles.ts';

/** Which claims of a token say what somebody may do. */
export interface OperatorClaims {
  /** A list of roles, or one text with spaces between them. */
  readonly rolesClaim: string;
  /** Tenants, likewise; `*` = all of them. */
  readonly tenantsClaim: string;
}

/** OpenID Connect Core §2: a subject is at most 255 ASCII characters. It is kept for good, and stands in log lines: no white space. */
const SUBJECT = /^[\x21-\x7E]{1,255}$/;
const DISPLAYED_MAX = 80;

/**
 * The person a verified token names; undefined where it names none. What it does not say nobody has: no claim of roles is no role, no
 * claim of tenants is no tenant, and a role we don't know is none.
 */
export function operatorOf(claims: JWTPayload, { rolesClaim, tenantsClaim }: OperatorClaims): Operator | undefined {
  const { sub } = claims;
  if (typeof sub !== 'string' || !SUBJECT.test(sub)) return undefined;
  const claimed = namesIn(claims[rolesClaim]);
  const tenants = namesIn(claims[tenantsClaim]);
  return {
    name: sub,
    displayName: displayed(claims['name']) ?? displayed(claims['preferred_username']) ?? sub,
    roles: ROLES.filter((role) => claimed.includes(role)),
    tenants: tenants.includes('*') ? 'all' : tenants,
  };
}

function namesIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((name) => name !== '');
  return Array.isArray(claim) ? claim.filter((name) => typeof name === 'string') : [];
}

function displayed(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const name = claim
    .replaceAll(/\p{Cc}|\p{Cf}/gu, '')
    .trim()
    .slice(0, DISPLAYED_MAX);
  return name === '' ? undefined : name;
}
