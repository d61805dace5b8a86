import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import type { Story } from '../../schemas/api/records.ts';
import type { Deployed } from './deployed.ts';
import { readCsv } from './edited.ts';
import type { LedgerItem } from './ledger.ts';
import { operatorsOf } from './operators.ts';
import { request } from './partner.ts';
import { until } from './until.ts';

const PROVINCE = 'province/yuegonghui';
/** Longer than an event waits before the province is asked. */
const LONG_AGO_MS = 2 * 3_600_000;

/** An event of an application, as the province sends them; answers its id. */
export async function tellApplication(
  { deployment }: Deployed,
  { declarationNo, sequence }: { readonly declarationNo: string; readonly sequence: number },
): Promise<string> {
  const { apiUrl, signing } = deployment.access;
  const id = `evt_${randomUUID()}`;
  const data = {
    declarationNo,
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    sequence,
    status: 'APPROVED',
    updatedAt: '2026-11-23T10:00:00+08:00',
  };
  const body = JSON.stringify({ type: 'applicant.status-changed', timestamp: '2026-11-23T10:00:00+08:00', data });
  const answer = await request(`${apiUrl}/webhooks/province`, 'POST', body, {
    ...signedHeaders(signing[PROVINCE] ?? '', id, Date.now(), body),
  });
  expect(answer.status).toBe(202);
  return id;
}

/**
 * The last event of an application is as if it had never come, and another one does: for long it waits, the province is asked, and its
 * answer is applied as an event of its own. Answers the ids of both.
 */
export async function loseEvent(bridge: Deployed, seed: number): Promise<readonly [string, string]> {
  const { ledger } = bridge;
  const declarationNo = await apply(bridge, seed);
  const heard = await until(
    'the province’s word',
    () => heardOf(bridge, declarationNo),
    (item) => item !== undefined,
  );
  if (heard === undefined) throw new Error('the province has said nothing');
  const sequence = Number(heard['sequence']);
  await ledger.overwrite({ ...heard, sequence: sequence - 1, messageId: 'the one before' });
  const id = await tellApplication(bridge, { declarationNo, sequence: sequence + 1 });
  const inbound = async (webhookId: string) =>
    (await ledger.items()).find(({ pk, sk }) => pk === `W#${webhookId}` && sk === '0');
  const parked = await until(
    'an event behind a gap',
    () => inbound(id),
    (item) => item?.['state'] === 'PARKED',
  );
  if (parked === undefined) throw new Error('no event has come');
  // It is looked at again within seconds.
  await ledger.overwrite({ ...parked, receivedAt: new Date(Date.now() - LONG_AGO_MS).toISOString() });
  await until(
    'the event behind the gap to be applied',
    () => inbound(id),
    (item) => item?.['state'] === 'APPLIED',
  );
  const answer = (await ledger.items()).find(({ sk, answerTo }) => sk === '0' && answerTo === id);
  if (answer === undefined) throw new Error('the province was not asked');
  return [id, answer.pk.slice('W#'.length)];
}

/** Somebody applies, and the province has to review it. */
async function apply({ partner, ended }: Deployed, seed: number): Promise<string> {
  const applicants = smallNight({ people: 2, seed }).files.find(({ kind }) => kind === 'applicant');
  const [cells] = readCsv(applicants?.bytes ?? Buffer.alloc(0)).rows;
  const { json } = await partner.call('POST', '/records', {
    system: 'guangzhou/degree-subsidy',
    kind: 'applicant',
    sequence: 502,
    records: [{ ...cells, 申领状态: '已提交' }],
  });
  expect(await ended([String(json['batchId'])])).toMatchObject([{ applied: 1 }]);
  return cells?.['申领编号'] ?? '';
}

/** The province's word on an application, as the ledger has it. */
async function heardOf({ deployment, ledger }: Deployed, declarationNo: string): Promise<LedgerItem | undefined> {
  const { json } = await operatorsOf(deployment.access).call('viewer', 'GET', `/records/${declarationNo}`);
  const { stories = [] } = json as { readonly stories?: readonly Story[] };
  const { recordKey = '' } = stories.find(({ kind }) => kind === 'applicant') ?? {};
  return (await ledger.items()).find(({ pk, sk }) => pk === `R#${recordKey}` && sk === PROVINCE);
}
