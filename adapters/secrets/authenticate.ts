import { verify } from '../../core/webhook-signature.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Clock } from '../clock/clock.ts';
import { headerOf } from '../http/problem-document.ts';
import type { Secrets } from './secrets.ts';

/** Who calls: the tenant is the credential's, never the body's. */
export interface Partner {
  readonly tenant: string;
  /** The request's own id: the same request again is the same request. */
  readonly requestId: string;
}

/** Calls are signed like webhooks, with the secret of the credential they name in `bridge-credential` (decision 0006). */
export async function authenticate(
  { secrets, clock }: { readonly secrets: Pick<Secrets, 'credential'>; readonly clock: Clock },
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): Promise<Partner | { readonly refusal: ProblemCode }> {
  const credentialId = headerOf(headers, 'bridge-credential');
  if (credentialId === '') return { refusal: 'auth.missing' };
  const credential = await secrets.credential(credentialId);
  if (credential === undefined) return { refusal: 'auth.invalid' };
  const id = headerOf(headers, 'webhook-id');
  const verdict = verify({
    secrets: credential.secrets,
    id,
    body,
    now: clock.now(),
    timestamp: headerOf(headers, 'webhook-timestamp'),
    signature: headerOf(headers, 'webhook-signature'),
  });
  return verdict.valid ? { tenant: credential.tenant, requestId: id } : { refusal: verdict.code };
}
