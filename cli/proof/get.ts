import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { outputUnwritable } from '../cli-error.ts';
import type { PartnerApi } from '../partner-api.ts';

interface Answer {
  readonly state: 'MAKING' | 'MADE';
  readonly done?: number;
  readonly of?: number;
  readonly statement: string;
  readonly signature: object;
  readonly leaves: { readonly pages: number; readonly edition?: string };
}

const POLL_MS = 300;

/** Gets a proof, page by page, into a file: the signed text, its signature, a leaf a line. Throws CliError. */
export async function getProof(
  api: PartnerApi,
  of: string,
  path: string,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const place = /^\d{4}-\d\d-\d\d$/.test(of) ? `/proofs/${of}` : `/batches/${encodeURIComponent(of)}/proof`;
  const { statement, signature, leaves } = await waitForProof(api, place, onProgress);
  const file = createWriteStream(path);
  const ended = finished(file);
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), ended]);
  };
  try {
    await write(`${statement}\n${JSON.stringify(signature)}\n`);
    for (let page = 0; page < leaves.pages; page++) {
      const edition = leaves.edition === undefined ? '' : `&edition=${encodeURIComponent(leaves.edition)}`;
      const answer = (await api.get(`${place}/leaves?page=${page}${edition}`)) as { leaves: readonly string[] };
      await write(`${answer.leaves.join('\n')}\n`);
      onProgress(page + 1, leaves.pages);
    }
    file.end();
    await ended;
  } catch (error) {
    file.destroy();
    throw isOfFile(error) ? outputUnwritable({ zh: path, en: path }, error) : error;
  }
}

async function waitForProof(
  api: PartnerApi,
  place: string,
  onProgress: (done: number, of: number) => void,
): Promise<Answer> {
  for (;;) {
    const answer = (await api.get(place)) as Answer;
    if (answer.state === 'MADE') return answer;
    onProgress(answer.done ?? 0, answer.of ?? 1);
    await pause(POLL_MS);
  }
}

function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
