import { randomUUID } from 'node:crypto';
import type { Access } from '../deployment/credentials.ts';
import { signedHeaders } from '../simulators/signature.ts';

/** A batch as `GET /v1/batches/{id}` shows it. */
export interface BatchView {
  readonly batchId: string;
  readonly system: string;
  readonly kind: string;
  readonly fileName: string;
  readonly state: 'AWAITING_UPLOAD' | 'PROCESSING' | 'SETTLED' | 'HELD' | 'REFUSED';
  readonly problem: string | null;
  readonly received: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly held: number;
  readonly pending: number;
  readonly fen: Readonly<Record<'received' | 'applied' | 'unchanged' | 'rejected' | 'held' | 'pending', string>>;
  readonly conserved: boolean;
}

/** A batch and whose it is. */
export interface OwnedBatch {
  readonly tenant: string;
  readonly batchId: string;
}

/** Asks the bridge as the batch's owner would. */
export async function showBatch({ apiUrl, partners }: Access, { tenant, batchId }: OwnedBatch): Promise<BatchView> {
  const partner = partners[tenant];
  if (partner === undefined) throw new Error(`no credential for ${tenant}`);
  const answer = await fetch(`${apiUrl}/batches/${batchId}`, {
    headers: {
      'bridge-credential': partner.credentialId,
      ...signedHeaders(partner.secret, `ask_${randomUUID()}`, Date.now(), ''),
    },
  });
  if (!answer.ok) throw new Error(`the bridge answered ${answer.status} about ${batchId}`);
  return (await answer.json()) as BatchView;
}

export function isSettled({ state }: BatchView): boolean {
  return state === 'SETTLED' || state === 'HELD' || state === 'REFUSED';
}
