import type { Deployment } from '../deployment/deployment.ts';
import { signInAs } from '../issuer/headless.ts';

/** Asks the bridge as `operator` would. Throws for any answer but a good one. */
export async function askAsOperator(
  { access }: Deployment,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const { accessToken } = await signInAs(access.issuer.url, 'operator');
  const answer = await fetch(access.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`the bridge answered ${answer.status} to ${method} ${path}`);
  return await answer.json();
}
