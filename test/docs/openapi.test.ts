import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, test } from 'vitest';
import { describedRoutes, openApiText } from '../../cli/openapi/document.ts';
import { PROBLEMS } from '../../schemas/problem.ts';
import { CLIENT, clientTypes } from '../../tools/openapi/generate.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = openApiText();

interface Described {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, object>>;
}
const { paths } = JSON.parse(text) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>> };
const described = Object.values(paths).flatMap((methods) => Object.values(methods));

/** What the recommended rules warn of and we stand by, with the reason. */
const STOOD_BY: Readonly<Record<string, readonly string[]>> = {
  // Whoever asks for these is refused nothing: they take no credential, no condition and no body.
  'operation-4xx-response': ['/health', '/openapi.json', '/proof-keys'],
};

test('the committed description is as `npm run docs` writes it, and the client is made of it', async () => {
  expect(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')).toBe(text);
  expect(readFileSync(CLIENT, 'utf8')).toBe(await clientTypes());
});

test('the description passes the recommended rules', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lintFromString({ source: text, absoluteRef: join(ROOT, 'docs/openapi.json'), config });
  const complaints = found.filter(({ ruleId, location }) => {
    const path = location[0]?.pointer?.split('/')[2]?.replaceAll('~1', '/') ?? '';
    return !(STOOD_BY[ruleId] ?? []).includes(path);
  });
  expect(complaints.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual(
    [],
  );
});

describe('every route', () => {
  test('has a name of its own, a credential or none on purpose, and an answer', () => {
    expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(
      describedRoutes.map(({ id }) => id).toSorted(),
    );
    expect(new Set(describedRoutes.map(({ id }) => id)).size).toBe(describedRoutes.length);
    const open = described.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId);
    expect(open.toSorted()).toEqual(['listProofKeys', 'showDescription', 'showHealth']);
    for (const { responses } of described) expect(Object.keys(responses).some((status) => status < '300')).toBe(true);
  });

  test('is said in Chinese and in English, and may be called by somebody', () => {
    for (const route of describedRoutes) {
      expect(route.summary.zh, route.id).toMatch(/\p{Script=Han}/u);
      expect(route.summary.en, route.id).toMatch(/^[^\p{Script=Han}]*[a-z]/u);
      if ('roles' in route) expect(route.roles.length, route.id).toBeGreaterThan(0);
    }
  });

  test('refuses with codes of the catalogue', () => {
    const codes = describedRoutes.flatMap(({ refusals = {} }) => Object.values(refusals).flat());
    expect(codes.filter((code) => !Object.hasOwn(PROBLEMS, code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(20);
  });
});

test('no condition, body or answer leaves anything to be anything', () => {
  // zod writes what it can't say as `{}`.
  const empty = [...text.matchAll(/"(\w+)": \{\}/g)].map(([, name]) => name);
  expect(empty.filter((name) => name !== 'additionalProperties' && name !== 'properties')).toEqual([]);
});
