import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signedHeaders } from '../signature.ts';

/** A file the city sends, as `local/nights` makes it. */
export interface OutgoingFile {
  readonly fileName: string;
  readonly kind: 'applicant' | 'certificate' | 'payment';
  readonly system: string;
  readonly year: number;
  /** YYYY-MM-DD */
  readonly businessDate: string;
  readonly sequence: number;
  readonly rows: number;
  /** 分; null where the kind has no money. */
  readonly totalFen: bigint | null;
  readonly bytes: Uint8Array;
}

export interface PushOptions {
  /** Base of the bridge's API with its stage: `http://127.0.0.1:8787/v1`. */
  readonly bridgeUrl: string;
  readonly credentialId: string;
  /** The tenant's signing secret, `whsec_…`. */
  readonly secret: string;
  readonly files: readonly OutgoingFile[];
  /** @default Date.now */
  readonly now?: () => number;
  /** Waits between tries of one call. @default 0.2 s, 1 s, 3 s, 10 s */
  readonly retryDelaysMs?: readonly number[];
}

export interface PushedBatch {
  readonly fileName: string;
  readonly batchId: string;
}

export class PushRefused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(fileName: string, status: number, code: string) {
    super(`${fileName}: the bridge answered ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

const RETRY_DELAYS_MS: readonly number[] = [200, 1000, 3000, 10_000];
const CALL_TIMEOUT_MS = 30_000;

/** Sends a night's files in their order: a signed manifest to `POST /batches`, then the bytes to the upload address it gives. */
export async function pushNight(options: PushOptions): Promise<readonly PushedBatch[]> {
  const pushed: PushedBatch[] = [];
  for (const file of options.files) pushed.push(await pushFile(options, file));
  return pushed;
}

async function pushFile(options: PushOptions, file: OutgoingFile): Promise<PushedBatch> {
  const body = JSON.stringify(manifestOf(file));
  // One id for all tries: it is the same call.
  const callId = `push_${randomBytes(12).toString('hex')}`;
  const opened = await retried(options, file.fileName, () =>
    fetch(`${options.bridgeUrl.replace(/\/$/, '')}/batches`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'bridge-credential': options.credentialId,
        ...signedHeaders(options.secret, callId, (options.now ?? Date.now)(), body),
      },
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }),
  );
  const { batchId, upload } = readOpened(file.fileName, await opened.json());
  await retried(options, file.fileName, () =>
    fetch(upload.url, {
      method: 'PUT',
      body: new Uint8Array(file.bytes),
      headers: upload.headers,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }),
  );
  return { fileName: file.fileName, batchId };
}

/** The manifest of CONTRACT §2; sha256 in lower-case hex, amounts as decimal strings, totalFen for payments only. */
export function manifestOf(file: OutgoingFile): Readonly<Record<string, unknown>> {
  return {
    system: file.system,
    kind: file.kind,
    programmeYear: file.year,
    businessDate: file.businessDate,
    sequence: file.sequence,
    fileName: file.fileName,
    bytes: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    rows: file.rows,
    ...(file.totalFen === null ? {} : { totalFen: String(file.totalFen) }),
  };
}

async function retried(options: PushOptions, fileName: string, call: () => Promise<Response>): Promise<Response> {
  const delays = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  for (let tries = 0; ; tries += 1) {
    const delay = delays[tries];
    const answer = await call().catch((error: unknown) => {
      if (delay === undefined) throw error;
      return undefined;
    });
    if (answer?.ok === true) return answer;
    const again = answer === undefined || answer.status === 429 || answer.status >= 500;
    if (answer !== undefined && (!again || delay === undefined))
      throw new PushRefused(fileName, answer.status, codeOf(await answer.text()));
    await pause(delay ?? 0);
  }
}

function codeOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : 'without a code';
  } catch {
    return 'without a code';
  }
}

function readOpened(
  fileName: string,
  body: unknown,
): { readonly batchId: string; readonly upload: { readonly url: string; readonly headers: Record<string, string> } } {
  if (typeof body === 'object' && body !== null && 'batchId' in body && 'upload' in body) {
    const { batchId, upload } = body;
    if (
      typeof batchId === 'string' &&
      typeof upload === 'object' &&
      upload !== null &&
      'url' in upload &&
      typeof upload.url === 'string'
    ) {
      const headers =
        'headers' in upload && typeof upload.headers === 'object' && upload.headers !== null
          ? Object.entries(upload.headers)
          : [];
      return {
        batchId,
        upload: { url: upload.url, headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])) },
      };
    }
  }
  throw new PushRefused(fileName, 200, 'without batchId and upload');
}
