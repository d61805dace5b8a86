import { randomUUID } from 'node:crypto';
import type { Deployment } from '../deployment/deployment.ts';
import { signedHeaders } from '../simulators/signature.ts';

/** Asks the bridge as an operator would. Throws for any answer but a good one. */
export async function askAsOperator(
  { access }: Deployment,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const operator = access.operators['operator-a'];
  if (operator === undefined) throw new Error('this stack has no operators');
  const text = body === undefined ? '' : JSON.stringify(body);
  const answer = await fetch(access.apiUrl + path, {
    method,
    headers: {
      'bridge-credential': operator.credentialId,
      ...signedHeaders(operator.secret, `ask_${randomUUID()}`, Date.now(), text),
    },
    ...(body === undefined ? {} : { body: text }),
  });
  if (!answer.ok) throw new Error(`the bridge answered ${answer.status} to ${method} ${path}`);
  return await answer.json();
}
