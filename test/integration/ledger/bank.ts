import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import { encodeText } from '../../../adapters/files/csv-write.ts';

export const BANK = 'bank/payout';

export type BankTurn = 'take' | 'hang-up-before' | 'hang-up-after' | 'refuse' | 'busy' | 'other-bytes';

/** One line of a file as the bank reads it. */
export interface Instructed {
  readonly number: string;
  readonly payment: Payment;
}

export interface TestBank {
  readonly url: string;
  /** What the next files meet; then every file is taken. */
  readonly script: BankTurn[];
  /** Files taken, name → text. */
  readonly files: Map<string, string>;
  /** Each call as it came. */
  readonly calls: string[];
  readonly stop: () => Promise<void>;
}

/** A bank of a few lines: takes a file once under its name, says what it has. */
export async function startBank(): Promise<TestBank> {
  const script: BankTurn[] = [];
  const files = new Map<string, string>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = (request.url ?? '').split('/').at(-1) ?? '';
      calls.push(`${request.method} ${name}`);
      const say = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.method === 'GET')
        return files.has(name) ? say(200, { file: name, state: 'ACCEPTED' }) : say(404, { code: 'payout.not-found' });
      const turn = script.shift() ?? 'take';
      if (turn === 'hang-up-before') return void response.destroy();
      if (turn === 'refuse') return say(422, { code: 'file.summary' });
      if (turn === 'other-bytes') return say(409, { code: 'payment.number-used' });
      if (turn === 'busy') return say(429, { code: 'request.too-many' });
      const text = new TextDecoder('gb18030', { fatal: true }).decode(Buffer.concat(chunks));
      if ((files.get(name) ?? text) !== text) return say(409, { code: 'file.other-bytes' });
      files.set(name, text);
      if (turn === 'hang-up-after') return void response.destroy();
      return say(201, { file: name });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script,
    files,
    calls,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a file of instructions says: its number, its totals as written, its lines. */
export function readFile(text: string): { readonly summary: readonly string[]; readonly lines: readonly Instructed[] } {
  const [summary = '', ...details] = text.trimEnd().split('\n');
  const mapping = bankMapping();
  const bound = mapping.bind(mapping.header, { today: '2026-11-30' });
  if (!bound.ok) throw new Error('the header is refused');
  const lines = details.map((detail) => {
    const cells = detail.split('|');
    const decoded = bound.decode(cells);
    if (!decoded.ok) throw new Error(`the bank can not read ${decoded.problem.code}`);
    return { number: cells[0] ?? '', payment: decoded.record };
  });
  return { summary: summary.split('|'), lines };
}

/** A return or a 退票 as the bank writes it. */
export async function returnFile(
  document: '回盘' | '退票' | '代发',
  batchNo: string,
  lines: readonly Instructed[],
  said: { readonly rows?: number; readonly fen?: string } = {},
): Promise<Buffer> {
  const mapping = bankMapping();
  const { rows = lines.length, fen = sumOf(lines) } = said;
  const paid = lines.filter(({ payment }) => payment.status === 'SUCCESS');
  const cells = [document, batchNo, String(rows), yuan(fen)];
  if (document === '回盘')
    cells.push(String(paid.length), yuan(sumOf(paid)), String(lines.length - paid.length), '0.00');
  const file = { form: 'text', delimiter: '|', encoding: 'gb18030' } as const;
  const body = await writeTable(
    file,
    mapping.header,
    lines.map(({ number, payment }) => mapping.encode(payment, { paymentNo: number })),
  );
  const details = body.subarray(body.indexOf(0x0a) + 1);
  return Buffer.concat([encodeText(`${cells.join('|')}\n`, 'gb18030'), details]);
}

export function sumOf(lines: readonly Instructed[]): string {
  return lines.reduce((sum, { payment }) => sum + BigInt(payment.amountFen), 0n).toString();
}

function yuan(fen: string): string {
  return `${fen.slice(0, -2) || '0'}.${fen.slice(-2).padStart(2, '0')}`;
}

function bankMapping() {
  const system = systemById(BANK);
  const mapping = system === undefined ? undefined : mappingOf(system, 'payment');
  if (mapping?.form !== 'table') throw new Error('the bank takes tables');
  return mapping;
}
