import { headerOf } from '../../adapters/http/problem-document.ts';
import { verify } from '../../core/webhook-signature.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Serving } from './environment.ts';

/** Who calls: the tenant is the credential's, never the body's. */
export interface Partner {
  readonly tenant: string;
  /** The request's own id: the same request again is the same request. */
  readonly requestId: string;
}

/** Partner calls are signed like webhooks, with the secret of the credential they name in `bridge-credential`. */
export async function authenticate(
  { secrets, clock }: Serving,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): Promise<Partner | { readonly refusal: ProblemCode }> {
  const credentialId = headerOf(headers, 'bridge-credential');
  if (credentialId === '') return { refusal: 'auth.missing' };
  const tenant = await secrets.tenantByCredential(credentialId);
  if (tenant === undefined) return { refusal: 'auth.invalid' };
  const id = headerOf(headers, 'webhook-id');
  const verdict = verify({
    secrets: tenant.secrets,
    id,
    body,
    now: clock.now(),
    timestamp: headerOf(headers, 'webhook-timestamp'),
    signature: headerOf(headers, 'webhook-signature'),
  });
  return verdict.valid ? { tenant: tenant.tenant, requestId: id } : { refusal: verdict.code };
}
