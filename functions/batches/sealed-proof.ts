import type { ProofMade } from '../../adapters/ledger/proofs.ts';
import type { ProofSignature } from '../../core/proof/signing.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Serving } from './environment.ts';

/** The first frame of a sealed proof; behind it the pages of marks of a batch's rows, or the leaves of a day. */
export interface SealedProof {
  /** The very text that is signed. */
  readonly statement: string;
  readonly signature: ProofSignature;
  readonly ends: readonly string[];
  /** Which pages the other frames are. */
  readonly pages: readonly number[];
}

export type Proof =
  | { readonly kind: 'made'; readonly proof: SealedProof; readonly frames: readonly FramePointer[] }
  /** Rows done so far. */
  | { readonly kind: 'making'; readonly done: number; readonly of: number }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly batchId?: string };

export function refused(code: ProblemCode, batchId?: string): Proof {
  return { kind: 'refused', code, ...(batchId === undefined ? {} : { batchId }) };
}

export async function readSealed(
  { vault }: Pick<Serving, 'vault'>,
  { frames }: ProofMade,
): Promise<{ readonly proof: SealedProof; readonly frames: readonly FramePointer[] }> {
  const [first] = frames;
  if (first === undefined) throw new Error('a proof without a frame');
  const text = Buffer.from(await vault.readFrame(first)).toString('utf8');
  return { proof: JSON.parse(text) as SealedProof, frames };
}
