import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { deploy } from './deployed.ts';
import { until } from './until.ts';

interface Statement {
  readonly Action: string | readonly string[];
}

/** A copy of the synthesized app in which one role may make one call less. */
function assemblyWithout(role: string, action: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'bridge-e2e-app-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(inject('assemblyDir'), directory, { recursive: true });
  const file = join(directory, 'UnionBridge-Flow.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Properties: { PolicyDocument: { Statement: Statement[] } } }> };
  const document = template.Resources[`${role}RoleDefaultPolicy`]?.Properties.PolicyDocument;
  const kept = document?.Statement.map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((each) => each !== action) })) ?? [];
  if (document === undefined || JSON.stringify(kept) === JSON.stringify(document.Statement.map((one) => ({ ...one, Action: [one.Action].flat() }))))
    throw new Error(`${role} was never granted ${action}`);
  document.Statement = kept.filter(({ Action }) => Action.length > 0);
  writeFileSync(file, JSON.stringify(template));
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
    const [denied] = await until('a refused call', async () => bridge.deployment.stack.denied(), (calls) => calls.length > 0);
    expect(denied).toMatchObject({ functionName, action });
    expect(await bridge.partner.statement(batchId)).toMatchObject({ state: 'PROCESSING', applied: 0, pending: 2, conserved: false });
    expect((await bridge.outside.province()).outcomes.applied).toBe(0);
  });
});
