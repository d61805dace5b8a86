import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importDirection, neighbours, specifiers } from './tidy/import-rules.ts';
import { LAYERS, parseSource, readSources, type Source } from './tidy/source.ts';
import { environment, length, names, output, syntax, words } from './tidy/word-rules.ts';

const RULES: Readonly<Record<string, (source: Source) => readonly string[]>> = {
  importDirection,
  neighbours,
  specifiers,
  names,
  length,
  syntax,
  environment,
  output,
  words,
};

describe('the repository keeps its rules', () => {
  const sources = readSources(join(import.meta.dirname, '..'));

  test('every layer is read', () => {
    const seen = new Set(sources.map(({ path }) => path.split('/')[0]));
    expect(LAYERS.filter((layer) => !seen.has(layer))).toEqual([]);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  test.each(Object.keys(RULES))('%s', (name) => {
    expect(sources.flatMap((source) => RULES[name]?.(source) ?? [])).toEqual([]);
  });
});

/** Each rule with what it must refuse and, where a neighbour is close, what it must let pass: path, text. */
const REFUSED: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['importDirection', 'schemas/a.ts', "import { b } from '../core/b.ts';"],
  ['importDirection', 'schemas/a.ts', "import { createHash } from 'node:crypto';"],
  ['importDirection', 'schemas/a.ts', "export { b } from '../core/b.ts';"],
  ['importDirection', 'core/a.ts', "import { readFile } from 'node:fs';"],
  ['importDirection', 'core/a.ts', "import * as z from 'zod';"],
  ['importDirection', 'core/a.ts', "import type { Ledger } from '../adapters/ledger/ledger.ts';"],
  ['importDirection', 'core/a.ts', "type Ledger = import('../adapters/ledger/ledger.ts').Ledger;"],
  ['importDirection', 'adapters/a/b.ts', "import { handler } from '../../functions/ingest/handler.ts';"],
  ['importDirection', 'functions/ingest/handler.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
  ['importDirection', 'functions/ingest/handler.ts', "const axios = await import('axios');"],
  ['importDirection', 'functions/ingest/handler.ts', "import { startStack } from '../../local/stack.ts';"],
  ['importDirection', 'functions/ingest/handler.ts', "import { judge } from '../translate/judge.ts';"],
  ['importDirection', 'infra/a.ts', "import { handler } from '../functions/ingest/handler.ts';"],
  ['importDirection', 'infra/a.ts', "import { MESSAGES } from '../schemas/message.ts';"],
  ['importDirection', 'local/a.ts', "import { handler } from '../functions/ingest/handler.ts';"],
  ['importDirection', 'local/a.ts', "import { createBridge } from '../infra/bridge.ts';"],
  ['importDirection', 'cli/a.ts', "import { createLedger } from '../adapters/ledger/ledger.ts';"],
  ['importDirection', 'cli/a.ts', "import { SQSClient } from '@aws-sdk/client-sqs';"],
  ['neighbours', 'functions/ingest/handler.ts', "import { judge } from '../translate/judge.ts';"],
  ['neighbours', 'schemas/systems/guangzhou/degree-subsidy/a.ts', "import { b } from '../micro-classroom/b.ts';"],
  [
    'neighbours',
    'schemas/systems/guangzhou/degree-subsidy/a.ts',
    "import { b } from '../../province/yuegonghui/b.ts';",
  ],
  ['specifiers', 'core/a.ts', "import { b } from './b';"],
  ['specifiers', 'core/a.ts', "import { createHash } from 'crypto';"],
  ['names', 'core/utils/a.ts', ''],
  ['names', 'core/helpers.ts', ''],
  ['names', 'core/date-Codec.ts', ''],
  ['length', 'core/a.ts', '\n'.repeat(401)],
  ['syntax', 'core/a.ts', 'enum Kind { A }'],
  ['syntax', 'core/a.ts', 'namespace Kind { export const a = 1; }'],
  ['syntax', 'core/a.ts', 'export const a = (b: any): unknown => b;'],
  ['syntax', 'core/a.ts', 'export const a = (b: string | undefined): string => b!;'],
  ['syntax', 'core/a.ts', 'export class A { constructor(readonly b: string) {} }'],
  ['syntax', 'core/a.ts', 'export class A { b!: string; }'],
  ['syntax', 'core/a.ts', 'export default 1;'],
  ['syntax', 'core/a.ts', "export * from './b.ts';"],
  ['syntax', 'core/a.ts', "export { b } from './b.ts';\nexport { c } from './c.ts';"],
  ['environment', 'functions/ingest/handler.ts', 'export const table = process.env.BRIDGE_TABLE;'],
  ['environment', 'adapters/a/b.ts', "export const table = process['env'].BRIDGE_TABLE;"],
  ['environment', 'core/a.ts', "import { env } from 'node:process';"],
  ['output', 'functions/ingest/handler.ts', "console.log('a');"],
  ['words', 'core/a.ts', '// TODO later'],
];

const PASSED: readonly (readonly [rule: string, path: string, text: string])[] = [
  [
    'importDirection',
    'core/a.ts',
    "import { createHmac } from 'node:crypto';\nimport { KINDS } from '../schemas/kind.ts';",
  ],
  [
    'importDirection',
    'functions/ingest/handler.ts',
    "import { a } from './a.ts';\nimport { b } from '../../adapters/b/b.ts';",
  ],
  ['importDirection', 'infra/a.ts', "import { systems } from '../schemas/systems/registry.ts';"],
  ['importDirection', 'cli/a.ts', "import { openCsv } from '../adapters/files/csv.ts';"],
  ['neighbours', 'schemas/systems/guangzhou/degree-subsidy/a.ts', "import { b } from './b.ts';"],
  ['neighbours', 'schemas/systems/guangzhou/degree-subsidy/a.ts', "import { money } from '../../../codecs/money.ts';"],
  ['specifiers', 'core/a.ts', "import * as z from 'zod';\nimport { b } from './b.ts';"],
  ['names', 'core/ledger/record-states.ts', ''],
  ['length', 'core/a.ts', '\n'.repeat(400)],
  ['syntax', 'vitest.config.ts', 'export default {};'],
  ['syntax', 'core/a.ts', "export { b } from './b.ts';\nexport const c = 1;"],
  ['environment', 'functions/ingest/environment.ts', 'export const table = process.env.BRIDGE_TABLE;'],
  ['output', 'cli/check.ts', "console.log('a');"],
];

describe('each rule', () => {
  test.each(REFUSED)('%s refuses %s: %s', (rule, path, text) => {
    expect(RULES[rule]?.(parseSource(path, text))).toHaveLength(1);
  });

  test.each(PASSED)('%s lets pass %s: %s', (rule, path, text) => {
    expect(RULES[rule]?.(parseSource(path, text))).toEqual([]);
  });

  test('is tried', () => {
    expect(Object.keys(RULES).toSorted()).toEqual([...new Set(REFUSED.map(([rule]) => rule))].toSorted());
  });
});
