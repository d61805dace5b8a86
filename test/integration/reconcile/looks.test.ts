import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReconciliation } from '../../../adapters/ledger/reconciliations.ts';
import type { Operator } from '../../../core/access.ts';
import { isConserved, type ReconciliationStatement } from '../../../core/reconcile/statement.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { declared } from '../../declared/answers.ts';
import { handlerOf } from '../../../functions/operators/handle.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from '../ledger/records.ts';
import { operatorNamed, signedInAs } from '../signed-in.ts';
import { drainReconcile, reconcilingOn, takeIn, tick } from './sides.ts';

const OLD = '2026-11-10T10:00:00+08:00';
const people = Array.from({ length: 9 }, () => {
  const person = newPerson();
  return applicantOf(person, { sex: Number(person.idNumber.charAt(16)) % 2 === 1 ? '1' : '2', updatedAt: OLD });
});
const [first, moved] = people;

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
  if (first === undefined || moved === undefined) throw new Error('none');
  // One record in two snapshots of its system: of its year, and of a batch that names none.
  const newer: Applicant = { ...moved, major: '会计', updatedAt: '2026-11-11T10:00:00+08:00' };
  await takeIn(ground, CITY, 'applicant', people);
  await takeIn(ground, CITY, 'applicant', [newer], { programmeYear: null });
  await takeIn(ground, PROVINCE, 'applicant', [{ ...first, major: '=1+1' }, newer, ...people.slice(2, 7)]);
  const reconciling = reconcilingOn(ground);
  await tick(reconciling);
  await drainReconcile(ground, reconciling);
});
afterAll(async () => await ground.stop());

async function get(resource: string, query: Record<string, string> = {}, id = '', by: Partial<Operator> = {}) {
  const operating = {
    ...ground,
    signIn: signedInAs(operatorNamed('viewer', { roles: ['viewer'], ...by })),
    reports: { s3: ground.s3, bucket: 'reports' },
    claimGroups: {},
  } as unknown as Operating;
  const answer = await declared(handlerOf(operating))({
    httpMethod: 'GET',
    resource,
    pathParameters: { id },
    queryStringParameters: query,
    headers: {},
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayProxyEvent);
  return { ...answer, status: answer.statusCode };
}

async function found(resource: string, query: Record<string, string> = {}, id = '', by: Partial<Operator> = {}) {
  return JSON.parse((await get(resource, query, id, by)).body) as Record<string, unknown> & {
    readonly discrepancies: readonly Record<string, unknown>[];
    readonly reconciliations: readonly Record<string, unknown>[];
    readonly next: string | null;
  };
}

describe('what operators see', () => {
  test('a record a city has in two snapshots is one row, as it was last said', async () => {
    const of = { night: '2026-11-23', programme: 'GZ-XLBZ', kind: 'applicant', run: 1 } as const;
    const done = await readReconciliation(ground.table, of);
    expect(done?.statement?.city.received.rows).toBe(9);
    expect(done?.statement?.matched).toBe(6);
  });

  test('a night, with all control totals and a URL of its reports', async () => {
    const { reconciliations, next } = await found('/reconciliations', { night: '2026-11-23', kind: 'applicant' });
    expect(next).toBeNull();
    expect(reconciliations).toHaveLength(1);
    const id = String(reconciliations[0]?.['reconciliationId']);
    const one = await found('/reconciliations/{id}', {}, id);
    const statement = one['statement'] as ReconciliationStatement;
    expect(isConserved(statement)).toBe(true);
    const rows = statement.totals.reduce((sum, { ofCity, ofProvince }) => sum + ofCity.rows + ofProvince.rows, 0);
    expect(rows).toBe(9 + 7);
    const { html } = one['reports'] as { html: string };
    expect((await fetch(html)).headers.get('content-disposition')).toBe(`attachment; filename="${id}.html"`);
  });

  test('each discrepancy once, whatever the size of a page', async () => {
    const ids: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = { limit: '1', state: 'OPEN', ...(cursor === '' ? {} : { cursor }) };
      const page = await found('/discrepancies', query);
      expect(page.discrepancies.length).toBeLessThanOrEqual(1);
      ids.push(...page.discrepancies.map((each) => each['discrepancyId']));
      cursor = page.next;
    }
    const whole = await found('/discrepancies', { limit: '200' });
    expect(ids).toEqual(whole.discrepancies.map((each) => each['discrepancyId']));
    expect(new Set(ids).size).toBe(3);
  });

  test('what both sides say of one, masked', async () => {
    const { discrepancies } = await found('/discrepancies', { code: 'field-mismatch' });
    const one = await found('/discrepancies/{id}', {}, String(discrepancies[0]?.['discrepancyId']));
    const text = JSON.stringify(one);
    expect(text).toContain('"differs":[{"field":"major","city":"机电","province":"=1+1"}]');
    expect(text).not.toContain(first?.idNumber);
    expect(text).not.toContain('"unmasked"');
  });

  test('all of them as a file a spreadsheet may open', async () => {
    const { body, headers } = await get('/discrepancies', { format: 'csv' });
    const text = Buffer.from(body, 'base64').toString('utf8');
    expect(text.startsWith('\u{feff}编号,项目')).toBe(true);
    expect(text.trimEnd().split('\n')).toHaveLength(4);
    expect(headers?.['content-type']).toBe('text/csv; charset=utf-8');
  });

  test('a city’s own, and of another’s nothing, not even that it is there', async () => {
    const own = { tenants: ['guangzhou'] };
    const others = { tenants: ['shenzhen', 'foshan'] };
    const whole = await found('/discrepancies', { limit: '200' });
    const id = String(whole.discrepancies[0]?.['discrepancyId']);
    expect((await found('/discrepancies', { limit: '200' }, '', own)).discrepancies).toEqual(whole.discrepancies);
    expect((await get('/discrepancies/{id}', {}, id, own)).status).toBe(200);
    for (const by of [others, { tenants: [] }]) {
      expect(await found('/discrepancies', {}, '', by)).toMatchObject({ discrepancies: [], next: null });
      expect((await found('/discrepancies', { tenant: 'guangzhou' }, '', by)).discrepancies).toEqual([]);
      const csv = Buffer.from((await get('/discrepancies', { format: 'csv' }, '', by)).body, 'base64').toString('utf8');
      expect(csv.trimEnd().split('\n')).toHaveLength(1);
      expect((await get('/discrepancies/{id}', {}, id, by)).status).toBe(404);
      expect(
        (await found('/reconciliations', {}, '', by)).reconciliations.map(({ programme }) => programme),
      ).not.toContain('GZ-XLBZ');
      expect((await get('/reconciliations/{id}', {}, '2026-11-23.GZ-XLBZ.applicant.1', by)).status).toBe(404);
    }
    expect((await get('/reconciliations/{id}', {}, '2026-11-23.GZ-XLBZ.applicant.1', own)).status).toBe(200);
  });

  test.each([
    ['/discrepancies', { cursor: 'abc' }, 400, 'request.cursor-invalid'],
    ['/discrepancies', { programme: 'GZ' }, 400, 'request.query-invalid'],
    ['/discrepancies', { states: 'OPEN' }, 400, 'request.query-invalid'],
    ['/reconciliations', { night: 'today' }, 400, 'request.query-invalid'],
    ['/reconciliations', { limit: '201' }, 400, 'request.query-invalid'],
  ])('%s %j is refused', async (resource, query, status, code) => {
    const answer = await get(resource, query);
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([status, code]);
  });

  test.each([
    ['/discrepancies/{id}', 'GZ-XLBZ.payment.k', 'case.unknown'],
    ['/discrepancies/{id}', 'nothing', 'case.unknown'],
    ['/reconciliations/{id}', '2026-11-23.GZ-XLBZ.applicant.9', 'reconcile.unknown'],
    ['/reconciliations/{id}', 'list', 'reconcile.unknown'],
  ])('%s %s is not there', async (resource, id, code) => {
    const answer = await get(resource, {}, id);
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([404, code]);
  });
});
