import type { Deployment } from '../deployment/deployment.ts';
import type { BankFigures, Luck } from '../simulators/bank/accounts.ts';
import type { OwnedBatch } from './bridge-api.ts';

/** The bank's own books. */
export async function figuresOf(deployment: Deployment): Promise<BankFigures> {
  return (await (await fetch(`${bankUrl(deployment)}/admin/stats`)).json()) as BankFigures;
}

/** Shares of the payments that fail, or come back in a state nobody has agreed on. */
export async function setLuck(deployment: Deployment, luck: Luck): Promise<void> {
  await ask(deployment, 'PUT', '/admin/faults', luck);
}

/** Lets a share of what was paid come back, two days after. */
export async function giveBack(deployment: Deployment, share: number): Promise<void> {
  await ask(deployment, 'POST', '/admin/returns', { share });
}

/** The batches its returns became. */
export function returnsIn({ batches }: BankFigures): readonly OwnedBatch[] {
  return batches.map((batchId) => ({ tenant: 'bank', batchId }));
}

async function ask(deployment: Deployment, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(bankUrl(deployment) + path, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the bank answered ${answer.status} to ${method} ${path}`);
}

function bankUrl({ simulators }: Deployment): string {
  const url = simulators.urls['bank'];
  if (url === undefined) throw new Error('there is no bank');
  return url;
}
