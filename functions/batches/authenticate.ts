import { authenticate } from '../../adapters/secrets/authenticate.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Serving } from './environment.ts';

/** Who calls: the tenant is the credential's, never the body's. */
export interface Partner {
  readonly tenant: string;
  /** The request's own id: the same request again is the same request. */
  readonly requestId: string;
}

/** The partner that signed the call; an operator is none. */
export async function authenticatePartner(
  serving: Serving,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): Promise<Partner | { readonly refusal: ProblemCode }> {
  const authenticated = await authenticate(serving, headers, body);
  if ('refusal' in authenticated) return authenticated;
  const { caller, requestId } = authenticated;
  return caller.role === 'partner' ? { tenant: caller.tenant, requestId } : { refusal: 'auth.forbidden' };
}
