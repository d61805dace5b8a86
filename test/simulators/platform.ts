import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { personAt } from '../../local/nights/people.ts';
import { startProvince, type Province, type ProvinceOptions } from '../../local/simulators/province/server.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';

export const CALL_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

/** For `expect.poll`: the machine may be busy with other tests. */
export const PATIENT = { timeout: 15_000, interval: 10 } as const;

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-simulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function province(options: Partial<ProvinceOptions> = {}): Promise<Province> {
  const started = await startProvince({
    dataDir: options.dataDir ?? temporaryFolder(),
    port: 0,
    secrets: { calls: [CALL_SECRET], webhooks: WEBHOOK_SECRET },
    ...options,
    knobs: { stepMs: 5, ...options.knobs },
  });
  onTestFinished(() => started.stop().catch(() => undefined));
  return started;
}

let calls = 0;

/** A signed call; `body` is sent as JSON, or as it is when it is bytes. */
/** What the answers of both stand-ins hold, together. */
export interface Answered {
  readonly [field: string]: unknown;
  readonly results?: readonly { readonly outcome: string; readonly code?: string }[];
  readonly code?: string;
}

export function parsed(text: string): Answered {
  return JSON.parse(text) as Answered;
}

export async function call(
  url: string,
  method: string,
  path: string,
  body?: object,
  secret = CALL_SECRET,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string; readonly json: Answered; readonly headers: Headers }> {
  const bytes =
    body === undefined
      ? new Uint8Array()
      : body instanceof Uint8Array
        ? body
        : new TextEncoder().encode(JSON.stringify(body));
  const response = await fetch(url + path, {
    method,
    headers: { ...more, ...signedHeaders(secret, `call_${(calls += 1)}`, Date.now(), bytes) },
    ...(body === undefined ? {} : { body: new Uint8Array(bytes) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    headers: response.headers,
    json: response.headers.get('content-type') === 'application/json' ? parsed(text) : {},
  };
}

export interface Entry {
  readonly attemptId: string;
  readonly record: object;
}

/** Outcomes in order, `refused` with its code. */
export async function bulk(url: string, kind: string, ...records: readonly Entry[]): Promise<readonly string[]> {
  const { json } = await call(url, 'POST', `/api/v1/${kind}/bulk`, { records });
  return (json.results ?? []).map((result) => (result.outcome === 'refused' ? String(result.code) : result.outcome));
}

const OPTIONS = { seed: 5, programmeYear: 2025, updatedOn: '2026-11-19' };

function common(index: number): object {
  const person = personAt(index, OPTIONS);
  return {
    declarationNo: person.declarationNo,
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
    name: person.name,
    idType: '01',
    idNumber: person.idNumber,
    updatedAt: '2026-11-19T20:00:00+08:00',
  };
}

export function applicant(index: number, changes: object = {}): object {
  const person = personAt(index, OPTIONS);
  return {
    ...common(index),
    mobile: person.mobile,
    sex: '1',
    unionName: person.unionName,
    employerName: person.employerName,
    frontline: true,
    priorityTags: [],
    educationLevel: '21',
    schoolName: person.school,
    major: person.major,
    appliedOn: person.appliedOn,
    status: 'APPROVED',
    regionCode: '440100',
    ...changes,
  };
}

export function certificate(index: number, changes: object = {}): object {
  const person = personAt(index, OPTIONS);
  return {
    ...common(index),
    certificateType: '1',
    certificateNo: person.certificateNo,
    schoolName: person.school,
    major: person.major,
    educationLevel: '21',
    graduatedOn: person.graduatedOn,
    verification: 'VERIFIED',
    ...changes,
  };
}

export function payment(index: number, changes: object = {}): object {
  const person = personAt(index, OPTIONS);
  return {
    ...common(index),
    paymentNo: `PAY${index}`,
    batchNo: '2025-01',
    payeeName: person.name,
    bankName: person.bankName,
    accountNo: person.accountNo,
    amountFen: 150_000,
    fundingLevel: 'CITY',
    status: 'PLANNED',
    ...changes,
  };
}

export interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly path: string | undefined;
  readonly raw: string;
  readonly body: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** A bridge that notes what it is sent and answers as told: statuses in turn, 202 after the last. */
export async function bridge(
  ...statuses: number[]
): Promise<{ readonly url: string; readonly taken: Taken[]; readonly statuses: number[] }> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      taken.push({ headers: request.headers, path: request.url, raw, body: JSON.parse(raw) as Taken['body'] });
      response.writeHead(statuses.shift() ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/v1`, taken, statuses };
}
