import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Resource, synthesize } from './synthesis.ts';

/** Partition, region and account come from the deployment alone; a template made for one place must fit the other. */
test('the templates made for aws-cn and for aws are the same', () => {
  const china = synthesize({ env: { account: '111111111111', region: 'cn-north-1' } });
  const abroad = synthesize({ env: { account: '111111111111', region: 'ap-southeast-1' } });
  for (const { dir } of [china, abroad]) rmSync(dir, { recursive: true });

  const inChina = china.resources.map(withoutRegion);
  const outside = abroad.resources.map(withoutRegion);
  expect(inChina.length).toBeGreaterThan(80);
  expect(inChina.filter((resource, at) => resource !== outside[at])).toEqual([]);
  expect([...inChina, ...outside].filter((resource) => /arn:aws[^:]*:/.test(resource))).toEqual([]);
});

/** The region given, and the hash the gateway's deployment makes of it. */
function withoutRegion({ id, whole }: Resource): string {
  return JSON.stringify({ id, ...whole })
    .replaceAll(/cn-north-1|ap-southeast-1/g, 'REGION')
    .replaceAll(/ApiDeployment[0-9a-f]{32}/g, 'ApiDeployment');
}
