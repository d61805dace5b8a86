import { createReadStream } from 'node:fs';
import type { ProofSignature } from '../../core/proof/signing.ts';
import { parseStatement, type ProofStatement } from '../../core/proof/statement.ts';
import { explain } from '../../schemas/problem.ts';
import { proofSignatureSchema } from '../../schemas/proof.ts';
import { CliError } from '../cli-error.ts';
import { FileError, systemErrorCode } from '../../adapters/files/file-error.ts';

/** A proof as it lies in a file: the signed text, its signature, and a leaf a line. */
export interface ProofFile {
  readonly text: string;
  readonly statement: ProofStatement;
  readonly signature: ProofSignature;
  /** The leaves as they stand in the file; can be iterated once. */
  readonly leaves: AsyncIterable<string>;
}

/** A line is at most a day's statement with all its comparisons. */
const LINE_CHARACTERS_MAX = 4_000_000;
const READ_BYTES = 256 * 1024;

/** Opens a proof of any length. Throws FileError where there is no such file, CliError where it is no proof. */
export async function openProof(path: string): Promise<ProofFile> {
  const lines = linesOf(path);
  const text = (await lines.next()).value ?? '';
  const statement = parseStatement(text);
  const { data: signature } = proofSignatureSchema.safeParse(jsonOf((await lines.next()).value ?? ''));
  if (statement !== null && signature !== undefined) return { text, statement, signature, leaves: lines };
  await lines.return(undefined);
  throw unreadable();
}

function unreadable(): CliError {
  const problem = { code: 'proof.unreadable', field: null } as const;
  const [zh = '', hintZh = ''] = explain(problem, 'zh').split(/(?<=。)/);
  const [en = '', hintEn = ''] = explain(problem, 'en').split('; ');
  return new CliError(problem.code, { zh, en }, { zh: hintZh, en: hintEn });
}

/** Lines end in LF; a CR that a mail program put before it is no part of them. */
async function* linesOf(path: string): AsyncGenerator<string, undefined> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: READ_BYTES })) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      if (rest.length > LINE_CHARACTERS_MAX) throw unreadable();
      for (const line of parts) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new FileError('file.not-found', { path, reason: systemErrorCode(error) });
  }
  if (rest !== '') yield rest;
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
