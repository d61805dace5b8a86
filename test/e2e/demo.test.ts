import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PLANTED_IN_BOOKS } from '../../local/demo/books.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'bridge-demo-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Line {
  readonly batches: readonly {
    readonly system: string;
    readonly kind: string;
    readonly received: number;
    readonly applied: number;
    readonly unchanged: number;
    readonly rejected: number;
    readonly held: number;
    readonly fen: string;
  }[];
  readonly reconciliation: { readonly programmes: readonly object[]; readonly discrepancies: object };
  readonly conserved: boolean;
}

interface Found {
  readonly programme: string;
  readonly kind: string;
  readonly code: string;
  readonly count: number;
}

interface Comparison {
  readonly comparison: string;
  readonly found: readonly Found[];
}

function byKindAndCode(a: Found, b: Found): number {
  return `${a.kind} ${a.code}` < `${b.kind} ${b.code}` ? -1 : 1;
}

function run(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, ['cli/bridge.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }));
  });
}

test('the main job: four sample nights through the stack, conserved in rows and in 分', async () => {
  const { code, out, err } = await run('up', '--demo', '--once', '--json', '--data', dataDir, '--port', '0');
  expect(err).toBe('');
  const lines = out.trim().split('\n');
  const line = JSON.parse(lines.at(-1) ?? '') as Line;
  const comparisons = lines.slice(0, -1).map((text) => JSON.parse(text) as Comparison);
  expect(line.batches).toHaveLength(16);
  for (const { received, applied, unchanged, rejected, held } of line.batches)
    expect(received).toBe(applied + unchanged + rejected + held);
  const [applicants, certificates, first, second] = line.batches;
  const faulty = line.batches.slice(4, 8);
  const later = line.batches.slice(8);
  expect(applicants).toMatchObject({ kind: 'applicant', received: 4400, applied: 4400, fen: '0' });
  expect(certificates).toMatchObject({ kind: 'certificate', received: 4400, applied: 4400 });
  for (const batch of [first, second])
    expect(batch).toMatchObject({ kind: 'payment', received: 2200, applied: 2200, fen: '330000000' });
  expect(faulty.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(63);
  expect(faulty.at(-1)).toMatchObject({ kind: 'payment', received: 90, applied: 0, held: 90 });
  expect(later.map(({ system, kind, received, held }) => [system, kind, received, held])).toEqual([
    ['shenzhen/dream-plan', 'applicant', 121, 0],
    ['shenzhen/dream-plan', 'certificate', 40, 0],
    // One of them has had Guangzhou's grant.
    ['shenzhen/dream-plan', 'payment', 61, 1],
    ['guangzhou/matching-grants', 'payment', 40, 0],
    ['shenzhen/talent-platform', 'applicant', 120, 0],
    ['shenzhen/talent-platform', 'certificate', 30, 0],
    ['bank/payout', 'payment', 40, 0],
    ['bank/payout', 'payment', expect.any(Number), 0],
  ]);
  const [round, night, shenzhen] = line.reconciliation.programmes;
  expect(shenzhen).toMatchObject({ programme: 'SZ-YMJH', year: 2025, city: { rows: 60 }, province: { rows: 60 } });
  const total = { rows: 4400, fen: '660000000' };
  expect(round).toEqual({ programme: 'GZ-XLBZ', year: 2025, city: total, province: total });
  expect(night).toMatchObject({ programme: 'GZ-XLBZ', year: 2026 });
  // The province's books were spoiled: what was planted there is found and nothing else; what may be sent again is, money waits for people.
  const planted = PLANTED_IN_BOOKS.map((each) => ({ programme: 'GZ-XLBZ', ...each }));
  expect(comparisons.map(({ comparison }) => comparison)).toEqual(['spoiled', 'repaired', 'mended']);
  const [spoiled, repaired, mended] = comparisons.map(({ found }) => found.toSorted(byKindAndCode));
  expect(spoiled).toEqual(planted.toSorted(byKindAndCode));
  expect(repaired).toEqual(planted.filter(({ kind }) => kind === 'payment').toSorted(byKindAndCode));
  expect(mended).toEqual([]);
  expect(line.reconciliation.discrepancies).toEqual({});
  expect(line.conserved).toBe(true);
  expect(code).toBe(0);
});

test('a stack cannot be started where the data directory is not one', async () => {
  const { code, err } = await run('up', '--once', '--json', '--data', '/dev/null/x', '--port', '0');
  expect(code).toBe(2);
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'up.data-unusable' } });
});
