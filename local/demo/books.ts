import { randomUUID } from 'node:crypto';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { signedHeaders } from '../simulators/signature.ts';

const PROVINCE = 'province/yuegonghui';

/** Whose books are spoiled: of a programme's year at least twelve certificates and 24 payments. */
export interface SpoiltRound {
  readonly programme: string;
  readonly year: number;
}

/** What is wrong in the province's books on purpose, and what a comparison has to call it. */
export const PLANTED_IN_BOOKS: readonly { readonly kind: Kind; readonly code: Discrepancy; readonly count: number }[] =
  [
    { kind: 'applicant', code: 'missing-in-province', count: 3 },
    { kind: 'certificate', code: 'field-mismatch', count: 2 },
    { kind: 'payment', code: 'paid-twice', count: 1 },
    { kind: 'payment', code: 'wrong-payee', count: 1 },
    { kind: 'payment', code: 'amount-over', count: 1 },
    { kind: 'payment', code: 'missing-in-province', count: 1 },
  ];

/** Somebody spoils 粤工惠's books of a round, behind the bridge's back. */
export async function spoilBooks(deployment: Deployment, round: SpoiltRound): Promise<void> {
  const { programme } = round;
  const [applicants, certificates, payments] = await Promise.all(
    (['applicants', 'certificates', 'payments'] as const).map((kind) => exported(deployment, kind, round)),
  );
  for (const { declarationNo } of applicants?.slice(0, 3) ?? [])
    await change(deployment, { op: 'drop', kind: 'applicant', key: `${programme}/${declarationNo}` });
  for (const { declarationNo } of certificates?.slice(10, 12) ?? [])
    await change(deployment, {
      op: 'alter',
      kind: 'certificate',
      key: `${programme}/${declarationNo}`,
      fields: { schoolName: '广州开放大学（误）' },
    });
  const [twice, wrong, less, gone] = (payments?.slice(20, 24) ?? []).map(({ paymentNo }) => ({
    kind: 'payment',
    key: paymentNo,
  }));
  await change(deployment, {
    op: 'copy',
    ...twice,
    fields: { paymentNo: 'PAIDTWICEPAIDTWICEPAIDTWICE234', batchNo: 'GZ2025-99' },
  });
  await change(deployment, { op: 'alter', ...wrong, fields: { accountNo: '6222020000000000017' } });
  await change(deployment, { op: 'alter', ...less, fields: { amountFen: 140_000 } });
  await change(deployment, { op: 'drop', ...gone });
}

/** The province has looked into what concerns money, and its books are as they were. */
export async function mendBooks(deployment: Deployment): Promise<void> {
  await change(deployment, { op: 'restore', kind: 'payment' });
}

interface Exported {
  readonly declarationNo: string;
  readonly paymentNo?: string;
}

/** In one order, whatever the province's is. */
async function exported(
  { simulators, access }: Deployment,
  list: string,
  { programme, year }: SpoiltRound,
): Promise<readonly Exported[]> {
  const secret = access.signing[PROVINCE];
  if (secret === undefined) throw new Error(`${PROVINCE} has no secret`);
  const question = `programme=${programme}&year=${year}`;
  const answer = await fetch(`${simulators.provinceUrl}/api/v1/exports/${list}?${question}`, {
    headers: { ...signedHeaders(secret, `export_${randomUUID()}`, Date.now(), '') },
  });
  if (!answer.ok) throw new Error(`the province answered ${answer.status} about its export`);
  const lines = (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('{"declarationNo') || line.includes('"declarationNo"'));
  return lines
    .map((line) => JSON.parse(line) as Exported)
    .toSorted((a, b) => (a.declarationNo < b.declarationNo ? -1 : 1));
}

async function change({ simulators }: Deployment, body: object): Promise<void> {
  const answer = await fetch(`${simulators.provinceUrl}/admin/books`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the province answered ${answer.status}: ${await answer.text()}`);
}
