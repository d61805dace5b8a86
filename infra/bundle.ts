import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** The folders under `functions/`: one bundle each, however many functions run it. */
export const FUNCTION_NAMES = [
  'ingest',
  'translate',
  'deliver',
  'webhook',
  'sweep',
  'batches',
  'collect',
  'operators',
  'reconcile',
  'replay',
  'audit',
  'watch',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export type FunctionCode = Readonly<Record<FunctionName, Code>>;

/**
 * Bundles every function into `<outdir>/bundles/<name>/index.mjs`, the AWS SDK included, so that what was tested is what runs.
 * Names stay readable in stack traces; source maps lie beside the bundle and are not deployed.
 */
export function bundleFunctions(functionsDir: string, outdir: string): FunctionCode {
  const bundlesDir = join(outdir, 'bundles');
  buildSync({
    absWorkingDir: functionsDir,
    entryPoints: FUNCTION_NAMES.map((name) => ({
      in: join(functionsDir, name, 'handler.ts'),
      out: join(name, 'index'),
    })),
    outdir: bundlesDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: REQUIRE_FOR_COMMONJS },
  });
  const codeOf = (name: FunctionName) => Code.fromAsset(join(bundlesDir, name), { exclude: ['*.map'] });
  return {
    ingest: codeOf('ingest'),
    translate: codeOf('translate'),
    deliver: codeOf('deliver'),
    webhook: codeOf('webhook'),
    sweep: codeOf('sweep'),
    batches: codeOf('batches'),
    collect: codeOf('collect'),
    operators: codeOf('operators'),
    reconcile: codeOf('reconcile'),
    replay: codeOf('replay'),
    audit: codeOf('audit'),
    watch: codeOf('watch'),
  };
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_FOR_COMMONJS =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";
