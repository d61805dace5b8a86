import { rmSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { describedRoutes } from '../../cli/openapi/document.ts';
import type { Operation, PartnerRoute } from '../../schemas/api/operation.ts';
import { type Resource, synthesize } from './synthesis.ts';

const { dir, templates, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
const text = (value: unknown): string => JSON.stringify(value);

/** CONTRACT §2. */
const PROMISED = [
  'POST /webhooks/province',
  'POST /batches',
  'GET /batches/{id}',
  'GET /batches/{id}/rejects',
  'POST /records',
  'GET /failures',
  'GET /records/{key}',
  'GET /messages/{id}',
  'GET /discrepancies',
  'GET /reconciliations',
  'GET /audit',
  'POST /replays',
  'POST /replays/{id}/approval',
  'POST /replays/{id}/run',
  'GET /replays/{id}',
  'POST /records/{key}/unmask',
  'GET /health',
  'GET /openapi.json',
];

describe('the API', () => {
  const api = Template.fromJSON({ ...templates.get('UnionBridge-Api') });

  test('is regional, at v1, passes raw bytes, is throttled and logged', () => {
    api.hasResourceProperties('AWS::ApiGateway::RestApi', {
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    api.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'v1',
      AccessLogSetting: { Format: Match.stringLikeRegexp('resourcePath') },
      MethodSettings: [
        Match.objectLike({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400, DataTraceEnabled: false }),
      ],
    });
  });

  test('logs the route, not the path, which may hold the key of a record', () => {
    expect(text(ofType('AWS::ApiGateway::Stage'))).not.toContain('context.path');
  });

  test('has every route of its description and no other, those the contract names among them', () => {
    const parts = new Map(ofType('AWS::ApiGateway::Resource').map(({ id, properties }) => [id, properties]));
    const pathOf = (reference: unknown): string => {
      const resource = parts.get((reference as { Ref?: string }).Ref ?? '');
      return resource === undefined ? '' : `${pathOf(resource['ParentId'])}/${String(resource['PathPart'])}`;
    };
    const routes = ofType('AWS::ApiGateway::Method').map(({ properties }) => {
      const target = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(text(properties['Integration']))?.[1];
      return `${String(properties['HttpMethod'])} ${pathOf(properties['ResourceId'])} → ${target}`;
    });
    const owner = (route: Operation | PartnerRoute): string =>
      'roles' in route ? 'Operators' : route.caller === 'province' ? 'Webhook' : 'Batches';
    expect(routes.toSorted()).toEqual(
      describedRoutes.map((route) => `${route.method} ${route.path} → ${owner(route)}`).toSorted(),
    );
    for (const route of PROMISED) expect(routes.map((each) => each.split(' → ')[0])).toContain(route);
  });
});
