import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { verify } from '../../core/webhook-signature.ts';

const SECRETS = {
  'operator-a': `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  'operator-b': `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
};

/** What the API heard, and whether it was signed by the operator it names. */
export interface Heard {
  readonly by: string;
  readonly valid: boolean;
  readonly request: string;
  readonly body: unknown;
}

export interface OperatorsApi {
  /** A data directory whose access file leads here. */
  readonly data: string;
  readonly heard: Heard[];
  /** What it says next, one after the other; the last again and again. */
  readonly answers: { readonly status: number; readonly body: object }[];
  readonly stop: () => void;
}

/** The operators' API in a few lines: it remembers what it was asked and answers what the test says. */
export async function startOperatorsApi(): Promise<OperatorsApi> {
  const heard: Heard[] = [];
  const answers: OperatorsApi['answers'] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const header = (name: string) => String(request.headers[name] ?? '');
      const by = header('bridge-credential');
      const { valid } = verify({
        secrets: [SECRETS[by as keyof typeof SECRETS]],
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        body,
        now: new Date(),
      });
      const text = body.toString('utf8');
      const asked = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
      heard.push({ by, valid, request: asked, body: text === '' ? null : JSON.parse(text) });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: {} };
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const data = mkdtempSync(join(tmpdir(), 'bridge-operators-'));
  const operators = Object.fromEntries(
    Object.entries(SECRETS).map(([name, secret]) => [name, { credentialId: name, secret }]),
  );
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(data, 'access.json'), JSON.stringify({ apiUrl, operators, partners: {} }));
  return {
    data,
    heard,
    answers,
    stop: () => {
      server.close();
      rmSync(data, { recursive: true });
    },
  };
}
