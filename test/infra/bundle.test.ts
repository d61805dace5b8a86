import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, expect, test } from 'vitest';
import { bundleFunctions, FUNCTION_NAMES } from '../../infra/bundle.ts';

const dir = mkdtempSync(join(tmpdir(), 'bridge-bundle-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a bundle is an ES module that runs CommonJS packages too, and ships without its source map', async () => {
  const functionsDir = join(dir, 'functions');
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(functionsDir, name), { recursive: true });
    writeFileSync(
      join(functionsDir, name, 'legacy.cjs'),
      "const { sep } = require('node:path');\nmodule.exports = { sep };\n",
    );
    writeFileSync(
      join(functionsDir, name, 'handler.ts'),
      `import { sep } from './legacy.cjs';\nexport const handler = async (): Promise<string> => '${name}' + sep;\n`,
    );
  }
  const outdir = join(dir, 'cdk.out');
  const code = bundleFunctions(functionsDir, outdir);

  const { handler } = (await import(join(outdir, 'bundles', 'sweep', 'index.mjs'))) as {
    handler: () => Promise<string>;
  };
  expect(await handler()).toBe('sweep/');
  expect(readdirSync(join(outdir, 'bundles', 'sweep')).toSorted()).toEqual(['index.mjs', 'index.mjs.map']);

  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Stack');
  const { runtime, architecture } = { runtime: Runtime.NODEJS_24_X, architecture: Architecture.ARM_64 };
  void new LambdaFunction(stack, 'Sweep', { code: code.sweep, runtime, architecture, handler: 'index.handler' });
  app.synth();
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.'));
  expect(readdirSync(join(outdir, asset ?? ''))).toEqual(['index.mjs']);
});
