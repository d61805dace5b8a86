import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { describedRoutes } from '../../cli/openapi/document.ts';
import { synthesize } from './synthesis.ts';

const { dir, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

test('the description has every route of the gateway, and the gateway every route of the description', () => {
  const parts = new Map(
    resources
      .filter(({ type }) => type === 'AWS::ApiGateway::Resource')
      .map(({ id, properties }) => [id, { parent: properties['ParentId'], part: String(properties['PathPart']) }]),
  );
  const pathOf = (reference: unknown): string => {
    const found = parts.get((reference as { readonly Ref?: string }).Ref ?? '');
    return found === undefined ? '' : `${pathOf(found.parent)}/${found.part}`;
  };
  const live = resources
    .filter(({ type }) => type === 'AWS::ApiGateway::Method')
    .map(({ properties }) => `${String(properties['HttpMethod'])} ${pathOf(properties['ResourceId'])}`);
  expect(live.length).toBeGreaterThan(20);
  expect(describedRoutes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(live.toSorted());
});
