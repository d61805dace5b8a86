import { rmSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { type Resource, synthesize } from './synthesis.ts';

const { dir, templates, resources } = synthesize();
afterAll(() => rmSync(dir, { recursive: true }));

const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
const text = (value: unknown): string => JSON.stringify(value);

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

  test('has these routes', () => {
    const parts = new Map(ofType('AWS::ApiGateway::Resource').map(({ id, properties }) => [id, properties]));
    const pathOf = (reference: unknown): string => {
      const resource = parts.get((reference as { Ref?: string }).Ref ?? '');
      return resource === undefined ? '' : `${pathOf(resource['ParentId'])}/${String(resource['PathPart'])}`;
    };
    const routes = ofType('AWS::ApiGateway::Method').map(({ properties }) => {
      const target = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(text(properties['Integration']))?.[1];
      return `${String(properties['HttpMethod'])} ${pathOf(properties['ResourceId'])} → ${target}`;
    });
    expect(routes.toSorted()).toEqual([
      'GET /batches → Batches',
      'GET /batches/{id} → Batches',
      'GET /batches/{id}/proof → Batches',
      'GET /batches/{id}/proof/leaves → Batches',
      'GET /batches/{id}/rejects → Batches',
      'GET /discrepancies → Operators',
      'GET /discrepancies/{id} → Operators',
      'GET /failures → Operators',
      'GET /health → Batches',
      'GET /history → Batches',
      'GET /messages/{id} → Operators',
      'GET /proof-keys → Batches',
      'GET /proofs/{date} → Batches',
      'GET /proofs/{date}/leaves → Batches',
      'GET /reconciliations → Operators',
      'GET /reconciliations/{id} → Operators',
      'GET /records/{key} → Operators',
      'GET /statements → Operators',
      'POST /batches → Batches',
      'POST /discrepancies/{id}/notes → Operators',
      'POST /discrepancies/{id}/owner → Operators',
      'POST /discrepancies/{id}/resolution → Operators',
      'POST /failures/search → Operators',
      'POST /reconciliations → Operators',
      'POST /records → Batches',
      'POST /statements → Operators',
      'POST /webhooks/province → Webhook',
    ]);
  });
});
