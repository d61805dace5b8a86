import { inflateSync } from 'node:zlib';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { batchProofKey, dayProofKey, readProof } from '../../adapters/ledger/proofs.ts';
import { SecretError } from '../../adapters/secrets/secret-error.ts';
import { KEPT_ROWS_PER_FRAME } from '../../core/proof/kept-rows.ts';
import { formatLeaf } from '../../core/proof/leaf.ts';
import { createRowMarks, PAGE_ROWS } from '../../core/proof/row-marks.ts';
import { keyIdOf } from '../../core/proof/signing.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import { proofOfBatch } from './batch-proof.ts';
import { type DayProof, proofOfDay } from './day-proof.ts';
import type { Serving } from './environment.ts';
import { type LateEnds, leavesOfFrame } from './kept-leaves.ts';
import { readSealed, type SealedProof } from './sealed-proof.ts';
import { ownBatch } from './view.ts';

/** Our own callers give up after 10 s; a frame begun takes a moment more. */
const MAKING_MS_MAX = 6_000;
/** Some 400 KB: an HTTP answer has at most 1 MiB (DESIGN §11). */
const PAGE_LEAVES = 4_096;
const PAGES_PER_FRAME = KEPT_ROWS_PER_FRAME / PAGE_LEAVES;

/** `GET /v1/batches/{id}/proof`: the signed statement of a batch; 202 while it is being made. */
export async function showProof(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const batch = await ownBatch(serving, partner, event.pathParameters?.['id'] ?? '');
  if (batch === undefined) return refuse(404, 'batch.unknown');
  return await withKey(serving, async (until) => {
    const proof = await proofOfBatch(serving, batch, until);
    return answerOf(proof, proof.kind === 'made' && batch.state !== 'REFUSED' ? pagesOf(batch) : 0);
  });
}

/** `GET /v1/batches/{id}/proof/leaves?page=N`: the leaves of its tree, in order. */
export async function showLeaves(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const batch = await ownBatch(serving, partner, event.pathParameters?.['id'] ?? '');
  const known = batch?.run ? await readProof(serving.table, batchProofKey(batch.batchId, batch.run)) : undefined;
  if (batch === undefined) return refuse(404, 'batch.unknown');
  if (known?.state !== 'MADE' || !batch.proof) return refuse(409, 'proof.not-settled');
  const page = pageOf(event, pagesOf(batch));
  if (page === null) return refuse(400, 'proof.request-invalid', 'page');
  const { proof, frames } = await readSealed(serving, known);
  const frame = Math.floor(page / PAGES_PER_FRAME);
  const leaves = await leavesOfFrame(serving, batch.proof, frame, await lateOf(serving, proof, frames));
  const first = (page % PAGES_PER_FRAME) * PAGE_LEAVES;
  return jsonAnswer(200, { leaves: leaves.slice(first, first + PAGE_LEAVES).map(formatLeaf) });
}

/** `GET /v1/proofs/{date}`: the signed statement of all batches of the tenant's business day; 202 while it is being made. */
export async function showDay(
  serving: Serving,
  { tenant }: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const date = dateOf(event);
  if (date === null) return refuse(400, 'proof.request-invalid', 'date');
  return await withKey(serving, async (until) => {
    const proof = await proofOfDay(serving, tenant, date, until);
    return answerOf(proof, proof.kind === 'made' ? proof.frames.length - 1 : 0);
  });
}

/** `GET /v1/proofs/{date}/leaves?edition=…&page=N`: the statements of its batches, which are the leaves of its tree. */
export async function showDayLeaves(
  serving: Serving,
  { tenant }: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const date = dateOf(event);
  const edition = event.queryStringParameters?.['edition'] ?? '';
  if (date === null || !EDITION.test(edition)) return refuse(400, 'proof.request-invalid', 'date, edition');
  const known = await readProof(serving.table, dayProofKey(tenant, date, edition));
  if (known?.state !== 'MADE') return refuse(404, 'proof.request-invalid', 'edition');
  const page = pageOf(event, known.frames.length - 1);
  const frame = page === null ? undefined : known.frames[page + 1];
  if (frame === undefined) return refuse(400, 'proof.request-invalid', 'page');
  const text = Buffer.from(await serving.vault.readFrame(frame)).toString('utf8');
  return jsonAnswer(200, { leaves: text.split('\n') });
}

/** `GET /v1/proof-keys`: the public keys statements are, and were, signed with; for anyone. */
export async function showKeys(serving: Serving): Promise<APIGatewayProxyResult> {
  return await withKey(serving, async () => {
    const { current, retired } = await serving.secrets.proofKeys();
    const describe = (publicKey: string, retiredAt: string | null) => {
      return { keyId: keyIdOf(publicKey), algorithm: 'ed25519', publicKey, retiredAt };
    };
    return jsonAnswer(200, {
      keys: [
        describe(current.publicKey, null),
        ...retired.map(({ publicKey, retiredAt }) => describe(publicKey, retiredAt)),
      ],
    });
  });
}

const EDITION = /^[A-Za-z0-9.-]{1,64}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

function dateOf({ pathParameters }: APIGatewayProxyEvent): string | null {
  const date = pathParameters?.['date'] ?? '';
  const time = Date.parse(`${date}T00:00:00Z`);
  return DATE.test(date) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null;
}

function pageOf({ queryStringParameters }: APIGatewayProxyEvent, pages: number): number | null {
  const page = queryStringParameters?.['page'] ?? '0';
  return /^\d{1,6}$/.test(page) && Number(page) < pages ? Number(page) : null;
}

async function withKey(
  { clock }: Serving,
  answer: (until: Date) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  try {
    return await answer(new Date(clock.now().getTime() + MAKING_MS_MAX));
  } catch (error) {
    if (error instanceof SecretError && error.code === 'secret.missing') return refuse(503, 'proof.key-missing');
    throw error;
  }
}

function answerOf(proof: DayProof, pages: number): APIGatewayProxyResult {
  switch (proof.kind) {
    case 'refused':
      return refuse(proof.code === 'proof.differs' ? 500 : 409, proof.code, proof.batchId);
    case 'making':
      return jsonAnswer(202, { state: 'MAKING', done: proof.done, of: proof.of });
    case 'made': {
      const { statement, signature } = proof.proof;
      const edition = proof.edition === undefined ? {} : { edition: proof.edition };
      return jsonAnswer(200, { state: 'MADE', statement, signature, leaves: { pages, ...edition } });
    }
  }
}

function pagesOf({ proof }: BatchItem): number {
  return proof ? Math.ceil(proof.rows / PAGE_LEAVES) : 0;
}

async function lateOf(
  { vault }: Serving,
  { ends, pages }: SealedProof,
  frames: readonly FramePointer[],
): Promise<LateEnds> {
  const marks = new Map<number, Uint8Array>();
  for (const [index, page] of pages.entries()) {
    const frame = frames[index + 1];
    if (frame === undefined) throw new RangeError('a page of marks is missing');
    marks.set(page, inflateSync(await vault.readFrame(frame), { maxOutputLength: PAGE_ROWS }));
  }
  return { marks: createRowMarks(marks), ends };
}
