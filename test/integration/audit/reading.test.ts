import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLocked } from '../../../adapters/anchors/locked-store.ts';
import { recorded } from '../../../adapters/ledger/recorded.ts';
import { anchorHash } from '../../../core/audit/anchor.ts';
import { type AuditEntry, BRIDGE } from '../../../core/audit/entry.ts';
import { type leafOfText, rootOf, sealsIn } from '../../../core/audit/journal.ts';
import { verifyJournal } from '../../../core/audit/verify-journal.ts';
import { listAudit, listAuditChains } from '../../../functions/operators/audit.ts';
import { exportAudit, exportJournal, exportSeal, listAuditAnchors } from '../../../functions/operators/audit-export.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import type { Handler } from '../../../functions/operators/handlers.ts';
import { ask, EVERYWHERE, operatingOn } from '../operators/asking.ts';
import { type Nights, startNights } from './nights.ts';

const DAY = '2026-11-23';
const AUDITOR = { ...EVERYWHERE, name: 'auditor', roles: ['auditor'] } as const;
let nights: Nights;
let operating: Operating;

beforeAll(async () => {
  nights = await startNights();
  operating = { ...operatingOn(nights), locked: nights.locked };
  for (let at = 0; at < 12; at++) await nights.pay(DAY, `12:00:${String(at).padStart(2, '0')}`);
  await nights.pay(DAY, '12:00:00', { tenant: 'shenzhen' });
  for (const [tenant, by] of [
    ['guangzhou', 'operator'],
    ['guangzhou', 'approver'],
    ['shenzhen', 'operator'],
    [BRIDGE, 'operator'],
  ] as const) {
    const act = { tenant, by, action: 'case.note', about: `of-${by}`, detail: {} };
    await recorded(nights, act, () => Promise.resolve());
  }
  await nights.sealAfter(DAY);
  await nights.sealAfter('2026-11-24');
});
afterAll(() => nights.stop());

async function read<T>(
  handler: Handler,
  query: Readonly<Record<string, string>>,
  operator = AUDITOR as typeof EVERYWHERE,
) {
  const { status, text } = await ask(operating, handler, { operator, query });
  return { status, ...(JSON.parse(text) as T & { readonly code?: string }) };
}

async function readAll<T>(
  handler: Handler,
  query: Readonly<Record<string, string>>,
  of: (page: Record<string, readonly T[]>) => readonly T[],
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Record<string, readonly T[]> & { readonly next: string | null } = await read(handler, {
      ...query,
      ...(cursor === '' ? {} : { cursor }),
    });
    all.push(...of(page));
    cursor = page.next;
  }
  return all;
}

test('acts are listed by tenant, the newest first, in pages, and narrowed by who, what and when', async () => {
  const listed = (query: Readonly<Record<string, string>>) =>
    readAll<AuditEntry>(listAudit, { limit: '3', ...query }, ({ entries = [] }) => entries);
  const guangzhou = await listed({ tenant: 'guangzhou' });
  expect(guangzhou.map(({ sequence }) => sequence)).toEqual([6, 5, 4, 3, 2, 1]);
  expect((await listed({ by: 'approver' })).map(({ sequence }) => sequence)).toEqual([4, 3]);
  expect((await listed({ action: 'case.note' })).map(({ tenant, sequence }) => `${tenant} ${sequence}`)).toEqual([
    'bridge 1',
    'guangzhou 3',
    'guangzhou 1',
    'shenzhen 1',
  ]);
  expect((await listed({ tenant: 'guangzhou', to: DAY })).map(({ action }) => action)).not.toContain('journal.sealed');
  expect((await listed({ from: '2026-11-25' })).map(({ action }) => action)).toContain('audit.anchored');
});

test('of another’s chain nobody is told', async () => {
  const limited = { ...AUDITOR, tenants: ['guangzhou'] } as unknown as typeof EVERYWHERE;
  const { chains } = await read<{ chains: readonly { tenant: string }[] }>(listAuditChains, {}, limited);
  expect(chains.map(({ tenant }) => tenant)).toEqual(['guangzhou']);
  const { entries } = await read<{ entries: readonly AuditEntry[] }>(listAudit, {}, limited);
  expect(new Set(entries.map(({ tenant }) => tenant))).toEqual(new Set(['guangzhou']));
  const of = { tenant: 'shenzhen', date: DAY, root: 'a'.repeat(64) };
  for (const [handler, query] of [
    [listAudit, { tenant: BRIDGE }],
    [exportAudit, { tenant: 'shenzhen' }],
    [exportJournal, { tenant: 'shenzhen', date: DAY }],
    [exportSeal, of],
  ] as const)
    expect(await read(handler, query, limited)).toMatchObject({ status: 404, code: 'audit.tenant-unknown' });
});

test('of a chain that is not there it is said that it has no end', async () => {
  expect(await read(exportAudit, { tenant: 'dongguan' })).toEqual({ status: 200, entries: [], head: null, next: null });
  expect(await read(exportJournal, { tenant: 'dongguan', date: DAY })).toMatchObject({ status: 200, leaves: [] });
  expect(await read(exportSeal, { tenant: 'dongguan', date: DAY, root: 'a'.repeat(64) })).toMatchObject({
    sealed: null,
  });
});

test('a day can be verified from what is exported', async () => {
  const { entries } = await read<{ entries: readonly AuditEntry[] }>(exportAudit, { tenant: 'guangzhou' });
  const seals = sealsIn(entries).filter(({ date }) => date === DAY);
  const leaves = await readAll<string>(
    exportJournal,
    { tenant: 'guangzhou', date: DAY },
    ({ leaves: page = [] }) => page,
  );
  expect(leaves).toHaveLength(12);
  const root = seals[0]?.root ?? '';
  const { sealed } = await read<{ sealed: ReturnType<typeof leafOfText>[] }>(exportSeal, {
    tenant: 'guangzhou',
    date: DAY,
    root,
  });
  expect(rootOf(sealed)).toBe(root);
  expect(verifyJournal({ tenant: 'guangzhou', date: DAY, seals, sealed, leaves })).toEqual([]);
  expect(JSON.stringify(leaves)).not.toMatch(/\p{Script=Han}/u);
  expect(await read(exportSeal, { tenant: 'guangzhou', date: DAY, root: 'a'.repeat(64) })).toMatchObject({
    sealed: null,
  });
});

test('anchors come as they were locked away', async () => {
  type Page = {
    readonly anchors: readonly { readonly date: string; readonly text: string; readonly sha256: string }[];
  };
  const { anchors } = await read<Page>(listAuditAnchors, {});
  expect(anchors.map(({ date }) => date)).toEqual([DAY, '2026-11-24']);
  expect(anchors[1]?.text).toBe(await readLocked(nights.locked, 'anchors/2026-11-24.json'));
  expect(anchors[1]?.sha256).toBe(anchorHash(anchors[1]?.text ?? ''));
  const { anchors: later } = await read<Page>(listAuditAnchors, { from: '2026-11-24' });
  expect(later.map(({ date }) => date)).toEqual(['2026-11-24']);
});

test.each([
  [listAudit, { tenant: 'guangzhou', cursor: 'x' }],
  [exportJournal, { tenant: 'guangzhou', date: DAY, cursor: 'x' }],
  [listAuditAnchors, { cursor: 'x' }],
] as const)('a cursor that is none is refused (%o)', async (handler, query) => {
  expect(await read(handler, query)).toMatchObject({ status: 400, code: 'request.cursor-invalid' });
});
