import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { bridge as run } from '../cli/bridge-in-process.ts';
import { type Deployed, deploy } from './deployed.ts';
import { sentAgain } from './edited.ts';
import { operatorsOf } from './operators.ts';

const SYSTEM = 'guangzhou/degree-subsidy';

/** A city on its first days: what it paid before, what it pays now, and the two persons between them. */
describe('a city’s payments before go-live', () => {
  const night = smallNight({ people: 4, seed: 71 });
  const before = smallNight({ people: 3, seed: 72, programmeYear: 2024 });
  let bridge: Deployed;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir'), histories: 'open' });
  });
  afterAll(async () => await bridge.stop());

  const statement = (verb: string, by: string, ...args: readonly string[]) =>
    run(['statement', verb, ...args, '--as', by, '--data', bridge.dataDir, '--json']);
  const signOff = (by: string, rows: number, fen: string) =>
    statement('history', by, 'guangzhou', '--rows', String(rows), '--fen', fen);

  test('hold its new ones until two persons have signed for them; then those go on by themselves', async () => {
    const batchIds = await bridge.partner.push(night.files);
    const first = await bridge.ended(batchIds);
    for (const [index, { kind, rows }] of night.files.entries()) {
      expect(first[index]).toMatchObject(
        kind === 'payment'
          ? { state: 'HELD', problem: 'history.not-signed-off', applied: 0 }
          : { state: 'SETTLED', applied: rows },
      );
    }

    let [rows, fen] = [0, 0n];
    for (const file of before.files.filter(({ kind }) => kind === 'payment')) {
      const path = join(bridge.dataDir, file.fileName);
      writeFileSync(path, paid(file).bytes);
      const imported = await run([
        'import-settled',
        path,
        '--system',
        SYSTEM,
        '--year',
        '2024',
        '--data',
        bridge.dataDir,
        '--json',
      ]);
      expect(imported, imported.stderr).toMatchObject({ code: 0 });
      rows += file.rows;
      fen += BigInt(file.totalFen ?? 0);
    }

    expect(await signOff('operator', rows, String(fen))).toMatchObject({ code: 0 });
    expect(JSON.parse((await signOff('operator', rows, String(fen))).stdout)).toMatchObject({ state: 'SAID' });
    await bridge.deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
    expect(await bridge.partner.statement(batchIds.at(-1) ?? '')).toMatchObject({ state: 'HELD' });
    // Somebody who counted otherwise has said something else.
    expect(JSON.parse((await signOff('approver', rows + 1, String(fen))).stdout)).toMatchObject({ state: 'SAID' });
    const signed = await signOff('approver', rows, String(fen));
    expect(JSON.parse(signed.stdout)).toMatchObject({
      state: 'IN_EFFECT',
      said: [{ by: 'operator' }, { by: 'approver' }],
    });

    await bridge.hurry();
    for (const [index, after] of (await bridge.ended(batchIds)).entries()) {
      expect(after).toMatchObject({
        state: 'SETTLED',
        problem: null,
        applied: night.files[index]?.rows,
        conserved: true,
      });
    }
    expect(await bridge.outside.province()).toMatchObject({ appliedTwice: 0, paidTwice: 0 });
    expect(bridge.deployment.stack.denied()).toEqual([]);
  });

  test('are signed off by persons alone, and once', async () => {
    const body = { type: 'history.signed-off', tenant: 'guangzhou', rows: 0, fen: '0' };
    expect(await bridge.partner.call('POST', '/statements', body)).toMatchObject({
      status: 401,
      json: { code: 'auth.missing' },
    });
    const operators = operatorsOf(bridge.deployment.access);
    for (const name of ['viewer', 'auditor'])
      expect(await operators.say(name, body)).toMatchObject({ status: 403, json: { code: 'auth.forbidden' } });
    expect(await operators.agree(body)).toMatchObject({
      status: 200,
      json: { state: 'REFUSED', problem: 'history.closed' },
    });
    const { stdout } = await statement('list', 'operator');
    const { statements } = JSON.parse(stdout) as { statements: readonly { readonly state: string }[] };
    expect(statements.map(({ state }) => state)).toEqual(['REFUSED', 'SAID', 'IN_EFFECT']);
  });

  test('declared by two not to be there, the next city’s go on at once', async () => {
    const declared = { type: 'history.signed-off', tenant: 'shenzhen', rows: 0, fen: '0' };
    expect(await operatorsOf(bridge.deployment.access).agree(declared)).toMatchObject({
      status: 201,
      json: { state: 'IN_EFFECT' },
    });
  });
});

/** The file as it would have been after the money had arrived. */
function paid(file: NightFile): NightFile {
  return sentAgain(file, 1, (cells) => ({ ...cells, 发放状态: '发放成功', 发放日期: '2025-01-10' }));
}
