import { createHash } from 'node:crypto';
import { businessMinute, businessNight } from '../../adapters/clock/business-date.ts';
import { download, type Download } from '../../adapters/http/download.ts';
import { AddressRefused, AnswerMalformed, AnswerTooLarge, HttpError } from '../../adapters/http/http-error.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { sign } from '../../core/webhook-signature.ts';
import { KINDS, type Kind } from '../../schemas/kind.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { Collected } from './collect.ts';
import { CollectError } from './collect-error.ts';
import type { Collecting } from './environment.ts';
import { landFile } from './land.ts';

/** DESIGN §11: a file's limit. */
const BYTES_MAX = 2 * 1024 ** 3;
const PATHS = { applicant: 'applicants', certificate: 'certificates', payment: 'payments' } as const;
/** A count of rows or 分 in decimal digits. */
const COUNT = /^(0|[1-9]\d{0,17})$/;
const LINE_FEED = 0x0a;

/**
 * Asks the province for all it holds of each kind (decision 0037), and lands each list as a batch of its own. A list that does not come
 * whole leaves nothing behind, does not keep the others back, and fails the run; with the next event it is asked for again.
 */
export async function collectExports(collecting: Collecting, system: System, at: Date): Promise<readonly Collected[]> {
  const collected: Collected[] = [];
  const failures: unknown[] = [];
  const endsAtMs = collecting.clock.now().getTime() + collecting.runMs;
  const hasTime = (): boolean => collecting.clock.now().getTime() < endsAtMs;
  for (const kind of KINDS) {
    try {
      const landed = await collectExport(collecting, system, kind, at, hasTime);
      if (landed !== null) collected.push(landed);
    } catch (error) {
      const code = error instanceof CollectError ? error.code : null;
      collecting.log.error('collect.failed', { system: system.id, kind, code, error });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return collected;
}

async function collectExport(
  collecting: Collecting,
  { id, tenant }: System,
  kind: Kind,
  at: Date,
  hasTime: () => boolean,
): Promise<Collected | null> {
  await using spool = await collecting.spool(1);
  const list = await readList(await ask(collecting, id, kind), spool, hasTime);
  if (list.rows === 0) {
    // An empty list is no file; what stands, stands, and is a day older.
    collecting.log.warn('collect.empty', { system: id, kind });
    return null;
  }
  const sequence = businessMinute(at);
  const manifest = {
    system: id,
    kind,
    programmeYear: null,
    businessDate: businessNight(at),
    sequence,
    fileName: `${kind}-export-${sequence}.jsonl`,
    ...list,
    purpose: 'export',
  } as const;
  return await landFile(collecting, tenant, manifest, () => spool.read(0));
}

/** The list's bytes on the disk, as they came, and what they amount to. */
async function readList({ status, headers, body }: Download, spool: Spool, hasTime: () => boolean) {
  if (status !== 200) {
    await body.return();
    throw refusalOf(status);
  }
  const [rows, fen] = [headers['export-rows'] ?? '', headers['export-fen'] ?? ''];
  if (!COUNT.test(rows) || !COUNT.test(fen)) {
    await body.return();
    throw new CollectError('province.answer-malformed', 'an export that does not say what it holds');
  }
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  let last = LINE_FEED;
  for await (const piece of failing(body)) {
    // Thrown in the loop: the connection is dropped with it.
    if (!hasTime()) throw new CollectError('province.timed-out', 'the run took too long');
    hash.update(piece);
    bytes += piece.length;
    for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) lines += 1;
    last = piece.at(-1) ?? last;
    const written = spool.append(0, piece);
    if (written !== undefined) await written;
  }
  // Whatever has gone missing on the way, nobody could tell which records it was.
  if (lines !== Number(rows) || last !== LINE_FEED)
    throw new CollectError('province.export-incomplete', `${lines} records of ${rows}`);
  return { bytes, sha256: hash.digest('hex'), rows: lines, totalFen: fen };
}

async function ask(collecting: Collecting, id: string, kind: Kind): Promise<Download> {
  const { baseUrl, allowPrivate, secrets, clock } = collecting;
  const known = await secrets.signingSecrets(id);
  const settings = {
    baseUrl,
    allowPrivate,
    bytesMax: BYTES_MAX,
    sign: () => {
      const messageId = `msg_${crypto.randomUUID()}`;
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      return {
        'webhook-id': messageId,
        'webhook-timestamp': timestamp,
        'webhook-signature': known
          .map((secret) => sign({ secret, id: messageId, timestamp, body: Buffer.alloc(0) }))
          .join(' '),
      };
    },
  };
  try {
    return await download(settings, `/api/v1/exports/${PATHS[kind]}`);
  } catch (error) {
    throw failureOf(error);
  }
}

async function* failing(body: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  try {
    yield* body;
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(cause: unknown): unknown {
  if (!(cause instanceof HttpError) || cause instanceof AddressRefused) return cause;
  const isUnreadable = cause instanceof AnswerMalformed || cause instanceof AnswerTooLarge;
  const code = isUnreadable ? 'province.answer-malformed' : 'province.unavailable';
  return new CollectError(cause.code === 'http.timed-out' ? 'province.timed-out' : code, cause.code, { cause });
}

function refusalOf(status: number): CollectError {
  if (status === 401 || status === 403) return new CollectError('province.unauthorized', `status ${status}`);
  if (status === 429) return new CollectError('province.rate-limited', `status ${status}`);
  return new CollectError(status >= 500 ? 'province.unavailable' : 'province.refused', `status ${status}`);
}
