import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { FailurePage } from '../../schemas/api/failures.ts';
import type { ReplayView } from '../../schemas/api/replays.ts';
import { TRIES_MAX } from '../../core/delivery.ts';
import { figuresOf } from '../../local/demo/bank.ts';
import { runBridge, type Told } from './bridge-command.ts';
import { clerksNight, wrongInShenzhen } from './clerk-night.ts';
import { type Deployed, deploy } from './deployed.ts';
import type { LedgerItem } from './ledger.ts';
import { until } from './until.ts';

const CITY = 'guangzhou';
const SYSTEM = 'guangzhou/degree-subsidy';
const GRANT = '150000';
const DAY_MS = 86_400_000;

/** The morning after a bad night, command by command; each test goes on where the one before it ended. */
describe('a clerk finds what went wrong, understands it, sends it again, and an auditor proves who did what', () => {
  const night = clerksNight();
  const declarationNo = night.person['申领编号'] ?? '';
  const shenzhen = wrongInShenzhen();
  let bridge: Deployed;
  /** The payment of the wrong ID number: the province refused it, for it did not know the application. */
  let payment = '';
  /** `bridge` as whoever is logged in, or as `--as` says. */
  let run: (args: readonly string[], typed?: string) => Promise<Told>;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
    const { dataDir } = bridge;
    // The command's name may be followed by keys that begin with a hyphen: they stand behind `--`.
    run = async (args, typed) => {
      const keysAt = args.indexOf('--');
      const [options, keys] = keysAt === -1 ? [args, []] : [args.slice(0, keysAt), args.slice(keysAt)];
      return await runBridge([...options, '--data', dataDir, ...keys], typed);
    };
    await bridge.partner.push(night.files);
    await push(shenzhen.bytes, 'shenzhen/dream-plan');
    await bridge.hurry();
  });
  afterAll(async () => await bridge.stop());

  async function push(bytes: Buffer, system: string): Promise<Told> {
    const path = join(bridge.dataDir, 'pushed.csv');
    writeFileSync(path, bytes);
    return await run(['push', path, '--system', system, '--kind', 'applicant', '--business-date', '2026-11-21']);
  }

  async function failures(...args: readonly string[]): Promise<FailurePage['failures']> {
    const { out } = await run(['failures', '--json', ...args]);
    return (JSON.parse(out) as FailurePage).failures;
  }

  async function planned(by: string, ...args: readonly string[]): Promise<ReplayView> {
    const { out, err } = await run(['replay', 'plan', '--json', '--as', by, '--reason', '市方已更正', ...args]);
    expect(err).toBe('');
    return JSON.parse(out) as ReplayView;
  }

  test('what is wrong is listed, and each planted fault is there', async () => {
    expect(await run(['login', '--as', 'operator'])).toMatchObject({ code: 0, out: '已登录：经办员 李\n' });
    const all = await failures();
    const told = all.map(({ tenant, kind, code, row, fen }) => [tenant, kind, code, row, fen]);
    const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(told.toSorted(byText)).toEqual(
      [
        [CITY, 'applicant', 'citizen-id.check-digit', 3, null],
        [CITY, 'applicant', 'mobile.format', 4, null],
        [CITY, 'certificate', 'certificate.format', 6, null],
        // Their applications never came to the province.
        [CITY, 'payment', 'declaration.unknown', 3, GRANT],
        [CITY, 'payment', 'declaration.unknown', 4, GRANT],
        [CITY, 'payment', 'batch.total-mismatch', null, '600000'],
        ['shenzhen', 'applicant', 'mobile.format', 4, null],
      ].toSorted(byText),
    );
    payment = all.find(({ kind, row }) => kind === 'payment' && row === 3)?.recordKey ?? '';
    const { code, out } = await run(['failures']);
    expect(code).toBe(1);
    expect(out).toContain('列出 7 条 · ¥9,000.00');
    expect(out).toContain('证件号码校验码不对。核对证件原件。');
    const [batchId] = all.flatMap((each) => (each.code === 'citizen-id.check-digit' ? [each.batchId ?? ''] : []));
    expect((await failures('--code', 'mobile.format')).map(({ tenant }) => tenant).toSorted()).toEqual([
      CITY,
      'shenzhen',
    ]);
    const inBatch = await failures('--batch', batchId ?? '');
    expect(new Set(inBatch.map(({ row }) => row))).toEqual(new Set([3, 4]));
    const none = await run(['failures', '--code', 'money.zero']);
    expect(none).toMatchObject({ code: 0, out: '没有这样的问题。\n' });
  });

  test('one of them tells why, shows its row beside the record and what was sent, and what happened when', async () => {
    const { code, out } = await run(['show', declarationNo]);
    expect(code).toBe(1);
    expect(out).toContain('发放 · GZ-XLBZ · ¥1,500.00');
    expect(out).toMatch(/✗ .*：不通过 declaration\.unknown\n {2}\p{Script=Han}+/u);
    expect(out).toMatch(/字段 +原文件 +规范记录 +已发送 粤工惠/);
    expect(out).toMatch(/发放金额\(元\)=1500\.00 +150000 分 +150000/);
    expect(out).toMatch(/资金流水第 1 笔：待发送 +¥1,500\.00/);
    expect(out).toContain('不通过：declaration.unknown');
    for (const column of ['姓名', '身份证号', '银行账号']) expect(out).not.toContain(night.grant[column]);
  });

  test('a person whose numbers are wanted whole has to say why, may have to be another, and is written down', async () => {
    const whole = (...args: readonly string[]) => run(['show', '--unmask', ...args, '--', payment]);
    expect(await whole()).toMatchObject({ code: 2, out: '', err: saying('--unmask 要写明理由') });
    const reason = ['--reason', '当事人来电核对收款账号'];
    const viewed = await whole(...reason, '--as', 'viewer');
    expect(viewed).toMatchObject({ code: 2, out: '', err: saying('auth.forbidden') });
    expect((await whole(...reason)).out).toContain(night.grant['银行账号']);
    const audit = await run(['audit', 'list', '--as', 'auditor', '--action', 'record.unmasked', '--json']);
    expect(JSON.parse(audit.out)).toMatchObject({ entries: [{ tenant: CITY, by: 'operator', about: payment }] });
    expect(audit.out).not.toContain('当事人');
  });

  test('a correction that came while the province was down goes again, and once more there is nothing to do', async () => {
    await bridge.outside.provinceKnobs({ rate5xx: 1 });
    const pushed = push(night.corrected.bytes, SYSTEM);
    await until('it is given up', giveUp, (items) => items.length === 1);
    expect(await pushed).toMatchObject({ code: 1 });
    await bridge.outside.provinceKnobs({ rate5xx: 0 });
    const stuck = await failures('--state', 'quarantined');
    expect(stuck).toMatchObject([{ kind: 'applicant', code: 'province.unavailable' }]);

    const plan = await planned('operator', '--code', 'province.unavailable');
    expect(plan).toMatchObject({ movesMoney: false, needsApproval: false, toReplay: { rows: 1, fen: '0' } });
    const lines = await run(['replay', 'show', plan.replayId, '--lines']);
    expect(lines.out).toMatch(/^重放 {2}申领人 {2}隔离 {2}→ /);
    expect(await knownOfHim()).toEqual([]);
    const other = await run(['replay', 'run', plan.replayId], '2\n');
    expect(other).toMatchObject({ code: 2, err: saying('usage.not-confirmed') });
    const done = await run(['replay', 'run', plan.replayId], '1\n');
    expect(done.err).toContain('重放 1 笔，不动用资金。');
    expect(done.out).toContain('已完成');
    expect(done.out).toContain('1/1：已重放 1');
    expect(done.code).toBe(0);
    await bridge.hurry();
    expect(await knownOfHim()).toMatchObject([{ idNumber: night.person['身份证号'] }]);

    const again = await run(['replay', 'plan', '--reason', '再来一次', '--', stuck[0]?.recordKey ?? '']);
    expect(again).toMatchObject({ code: 1, out: saying('没有可重放的记录：无须执行。') });
    expect(again.out).toMatch(/不动 replay\.settled +申领人 +已送达/);
  });

  test('money goes again on the word of two, and nobody is paid twice', async () => {
    const before = await bridge.outside.province();
    const [his, ours] = [await planned('approver', '--', payment), await planned('operator', '--', payment)];
    for (const plan of [his, ours])
      expect(plan).toMatchObject({ movesMoney: true, needsApproval: true, toReplay: { rows: 1, fen: GRANT } });
    const approve = (by: string, { replayId }: ReplayView) =>
      run(['replay', 'approve', replayId, '--as', by, '--reason', '已与市方核对'], '1\n');
    expect(await approve('approver', his)).toMatchObject({ code: 2, err: saying('replay.own-plan') });
    expect(await approve('operator', his)).toMatchObject({ code: 2, err: saying('auth.forbidden') });
    const early = await run(['replay', 'run', ours.replayId, '--yes']);
    expect(early).toMatchObject({ code: 2, err: saying('replay.not-approved') });
    const approved = await approve('approver', ours);
    expect(approved).toMatchObject({ code: 0, err: saying('可能动用资金 ¥1,500.00') });
    expect(await run(['replay', 'run', ours.replayId, '--yes'])).toMatchObject({ code: 0 });
    await bridge.hurry();

    const after = await bridge.outside.province();
    expect(after).toMatchObject({ appliedTwice: 0, paidTwice: 0 });
    const paid = ({ records }: typeof after) => records.find(({ kind }) => kind === 'payment');
    expect(paid(before)).toMatchObject({ rows: 1, fen: GRANT });
    expect(paid(after)).toMatchObject({ rows: 2, fen: '300000', byStatus: { SUCCESS: 2 } });
    const grants = await bridge.outside.exported('payment');
    expect(grants.filter((each) => each['declarationNo'] === declarationNo)).toHaveLength(1);
    // This grant is the province's to pay: the bank hears nothing of it.
    expect(await figuresOf(bridge.deployment)).toMatchObject({ instructed: 0, paid: 0, paidTwice: 0 });
    expect(await run(['show', '--', payment])).toMatchObject({ code: 0, out: saying(ours.replayId) });
    expect(await planned('operator', '--', payment)).toMatchObject({
      toReplay: { rows: 0 },
      counts: [{ action: 'nothing', code: 'replay.settled', rows: 1, fen: GRANT }],
    });
    expect(await failures('--kind', 'payment', '--state', 'rejected')).toMatchObject([{ row: 4 }]);
  });

  test('whoever may look at one city sees nothing of another, and does nothing', async () => {
    const seen = await failures('--as', 'viewer');
    expect(new Set(seen.map(({ tenant }) => tenant))).toEqual(new Set([CITY]));
    expect(await run(['show', shenzhen.number])).toMatchObject({ code: 0, out: saying('SZ-YMJH') });
    const hidden = await run(['show', shenzhen.number, '--as', 'viewer']);
    expect(hidden).toMatchObject({ code: 2, out: '', err: saying('record.unknown') });
    const theirs = await run(['failures', '--city', 'shenzhen', '--as', 'viewer', '--json']);
    expect(theirs.out).not.toContain('mobile.format');
    for (const act of [
      ['replay', 'plan', '--reason', '试一试', '--as', 'viewer', '--', payment],
      ['audit', 'list', '--as', 'viewer'],
      ['audit', 'verify', '--as', 'operator'],
    ])
      expect(await run(act), act.join(' ')).toMatchObject({ code: 2, err: saying('auth.forbidden') });
  });

  test('the chains and the sealed journal are as they were; one byte, or one entry of money, is missed', async () => {
    const verify = () => run(['audit', 'verify', '--as', 'auditor']);
    const items = await bridge.ledger.items();
    const money = items.filter(({ pk, tenant }) => pk.startsWith('M#') && tenant === CITY);
    const at = new Date(String(money[0]?.['at'])).getTime() + DAY_MS;
    await bridge.deployment.stack.invoke('UnionBridge-Flow-Audit', { time: new Date(at).toISOString() });
    const clean = await verify();
    expect(clean.out).toContain('没有发现改动、删除、调换、截断');
    expect(clean.out).toMatch(new RegExp(`${CITY} +\\d+ +1 +${money.length} +0\n`));
    expect(clean).toMatchObject({ code: 0, err: '' });

    const act = entry(items, ({ pk, action }) => pk === `U#${CITY}` && action === 'replay.approved');
    const { overwrite, forget } = bridge.ledger;
    await overwrite({ ...act, by: 'approvez' });
    const edited = await verify();
    expect(edited).toMatchObject({ code: 1, out: saying(`✗ ${CITY} 第 ${Number(act.sk)} 条`) });
    expect(edited.out).toContain('被改动');
    await overwrite(act);
    expect((await verify()).code).toBe(0);

    const sealed = entry(money, ({ fen }) => fen === GRANT);
    for (const spoil of [() => overwrite({ ...sealed, fen: '150001' }), () => forget(sealed)]) {
      await spoil();
      const missed = await verify();
      expect(missed).toMatchObject({ code: 1, out: saying('资金流水与封存时不符') });
      expect(missed.out).toContain(`${sealed.pk}/${sealed.sk}`);
    }
    await overwrite(sealed);
    expect((await verify()).code).toBe(0);
    expect(bridge.deployment.stack.denied()).toEqual([]);
  });

  /** The application, as the province has it. */
  async function knownOfHim() {
    const known = await bridge.outside.exported('applicant');
    return known.filter((each) => each['declarationNo'] === declarationNo);
  }

  /** A failed delivery as after a night of tries; the quarantined records. */
  async function giveUp(): Promise<readonly LedgerItem[]> {
    const items = await bridge.ledger.items();
    const failing = items.filter(({ sk, calls }) => sk.startsWith('D#') && Number(calls) > 0);
    for (const item of failing.filter((each) => 'duePk' in each))
      await bridge.ledger.overwrite({ ...item, calls: TRIES_MAX - 1, dueAt: '2000-01-01T00:00:00.000Z' });
    await bridge.deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    return items.filter(({ pk, state }) => pk.startsWith('R#') && state === 'QUARANTINED');
  }
});

/** A text that says so somewhere. */
function saying(words: string): unknown {
  return expect.stringContaining(words);
}

function entry(items: readonly LedgerItem[], fits: (item: LedgerItem) => boolean): LedgerItem {
  const found = items.find(fits);
  if (found === undefined) throw new Error('there is no such entry');
  return found;
}
