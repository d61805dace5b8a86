import { expect } from 'vitest';
import type { GivenSecret } from '../../schemas/api/tenants.ts';
import type { Deployed } from './deployed.ts';
import { operatorsOf } from './operators.ts';

/** A tenant's further credential from its giving to its end, beside the one it calls with. */
export async function giveAndTakeBack({ deployment }: Deployed, tenant: string): Promise<void> {
  const approver = async (path: string, body?: object) =>
    await operatorsOf(deployment.access).call('approver', 'POST', path, body);
  const given = await approver(`/tenants/${tenant}/credentials`, { purpose: 'calls' });
  expect(given.status).toBe(201);
  const { credential, secret } = given.json as unknown as GivenSecret;
  const path = `/credentials/${credential.credentialId}`;
  const rotated = await approver(`${path}/rotation`, { overlapDays: 1 });
  expect(rotated).toMatchObject({ status: 200, json: { credential: { state: 'ROTATING' } } });
  expect((rotated.json as unknown as GivenSecret).secret).not.toBe(secret);
  expect(await approver(`${path}/revocation`)).toMatchObject({
    status: 200,
    json: { credential: { state: 'REVOKED' } },
  });
}
