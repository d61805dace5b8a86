import { rmSync } from 'node:fs';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { deploy } from './deployed.ts';
import { editedAssembly } from './edited-assembly.ts';
import { until } from './until.ts';

interface PolicyDocument {
  readonly Statement: { Action: string | readonly string[] }[];
}

/** A copy of the synthesized app in which one role may make one call less. */
function assemblyWithout(role: string, action: string): string {
  const directory = editedAssembly(inject('assemblyDir'), ({ Resources }) => {
    const document = Resources[`${role}RoleDefaultPolicy`]?.Properties['PolicyDocument'] as PolicyDocument | undefined;
    const Statement = document?.Statement ?? [];
    const granting = Statement.filter((each) => [each.Action].flat().includes(action));
    if (granting.length === 0) throw new Error(`${role} was never granted ${action}`);
    for (const statement of granting) statement.Action = [statement.Action].flat().filter((each) => each !== action);
    Statement.splice(0, Infinity, ...Statement.filter(({ Action }) => Action.length > 0));
  });
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe('a grant that is missing', () => {
  test.each([
    ['Translate', 'dynamodb:PartiQLInsert', 'UnionBridge-Flow-Translate'],
    ['DeliverProvinceYuegonghui', 'kms:Decrypt', 'UnionBridge-Flow-DeliverProvinceYuegonghui'],
  ])('fails the run, and is named: %s may not %s', async (role, action, functionName) => {
    const bridge = await deploy({ assemblyDir: assemblyWithout(role, action) });
    onTestFinished(async () => await bridge.stop());
    const [batchId = ''] = await bridge.partner.push(smallNight({ people: 2, seed: 31 }).files.slice(0, 1));
    const [denied] = await until(
      'a refused call',
      async () => bridge.deployment.stack.denied(),
      (calls) => calls.length > 0,
    );
    expect(denied).toMatchObject({ functionName, action });
    expect(await bridge.partner.statement(batchId)).toMatchObject({
      state: 'PROCESSING',
      applied: 0,
      pending: 2,
      conserved: false,
    });
    expect((await bridge.outside.province()).outcomes.applied).toBe(0);
  });
});
