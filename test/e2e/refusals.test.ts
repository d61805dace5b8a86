import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import { fileSha256, type NightFile } from '../../local/nights/night.ts';
import { manifestOf } from '../../local/simulators/guangzhou/push.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import { type Deployed, deploy } from './deployed.ts';
import { readCsv, sentAgain, writeCsv } from './edited.ts';
import { type Answered, request, type Statement } from './partner.ts';
import { operatorsOf } from './operators.ts';
import { until } from './until.ts';

const night = smallNight({ people: 10, seed: 21 });

function fileOf(kind: NightFile['kind'], sequence: number): NightFile {
  const found = night.files.find((file) => file.kind === kind);
  if (found === undefined) throw new Error(`the night has no ${kind}`);
  return sentAgain(found, sequence);
}

describe('what the bridge refuses', () => {
  let bridge: Deployed;
  const asViewer = (path: string) => operatorsOf(bridge.deployment.access).call('viewer', 'GET', path);
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
    await bridge.ended(await bridge.partner.push(night.files));
    await bridge.quiet();
  });
  afterAll(async () => await bridge.stop());

  describe('a partner’s call', () => {
    const announce = (body: object | string, headers?: Readonly<Record<string, string>>) =>
      bridge.partner.call('POST', '/batches', body, headers);
    const manifest = () => manifestOf(fileOf('applicant', 100));

    test('without a credential, with one nobody has, or signed wrongly', async () => {
      expect(refusalOf(await request(`${bridge.deployment.access.apiUrl}/batches`, 'GET', undefined, {}))).toBe(
        '401 auth.missing',
      );
      expect(refusalOf(await announce(manifest(), { 'bridge-credential': 'nobody' }))).toBe('401 auth.invalid');
      const body = JSON.stringify(manifest());
      const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
      expect(refusalOf(await announce(body, { ...signedHeaders(other, 'call_1', Date.now(), body) }))).toBe(
        '401 webhook.signature-mismatch',
      );
      const { secret = '' } = bridge.deployment.access.partners['guangzhou'] ?? {};
      expect(refusalOf(await announce(`${body} `, { ...signedHeaders(secret, 'call_2', Date.now(), body) }))).toBe(
        '401 webhook.signature-mismatch',
      );
      expect(refusalOf(await announce(body, { ...signedHeaders(secret, 'call_3', Date.now() - 302_000, body) }))).toBe(
        '401 webhook.timestamp-stale',
      );
    });

    test('for the system of another tenant, or one that is not there', async () => {
      for (const system of ['province/yuegonghui', 'guangzhou/nothing'])
        expect(refusalOf(await announce({ ...manifest(), system }))).toBe('403 auth.forbidden');
    });

    test('with a manifest that is not as agreed', async () => {
      expect(refusalOf(await announce('{"system":'))).toBe('400 batch.manifest-invalid');
      expect(refusalOf(await announce({ ...manifest(), sha256: 'ABC' }))).toBe('400 batch.manifest-invalid');
      expect(refusalOf(await announce({ ...manifest(), extra: 1 }))).toBe('400 batch.manifest-invalid');
      const { totalFen: _total, ...payments } = manifestOf(fileOf('payment', 100));
      const answer = await announce(payments);
      expect(refusalOf(answer)).toBe('400 batch.manifest-invalid');
      expect(answer.json['detail']).toBe('totalFen');
      const { programmeYear: _year, ...yearless } = manifestOf(fileOf('payment', 100));
      expect((await announce(yearless)).json['detail']).toBe('programmeYear');
    });

    test('for a batch or record of nobody, or a route that is not there', async () => {
      expect(refusalOf(await bridge.partner.call('GET', '/batches/nothing'))).toBe('404 batch.unknown');
      expect(refusalOf(await bridge.partner.call('GET', '/batches/nothing/rejects'))).toBe('404 batch.unknown');
      expect(refusalOf(await asViewer('/records/nothing'))).toBe('404 record.unknown');
      expect((await bridge.partner.call('GET', '/nothing')).status).toBe(403);
    });
  });

  describe('a webhook', () => {
    const event = (sequence: number, declarationNo = 'GZXL20250000001') =>
      JSON.stringify({
        type: 'applicant.status-changed',
        timestamp: '2026-11-23T10:00:00+08:00',
        data: {
          declarationNo,
          programmeCode: 'GZ-XLBZ',
          programmeYear: 2025,
          sequence,
          status: 'APPROVED',
          updatedAt: '2026-11-23T10:00:00+08:00',
        },
      });
    const send = async (
      id: string,
      body: string,
      { secret, at = Date.now() }: { secret?: string; at?: number } = {},
    ): Promise<Answered> => {
      const { apiUrl, signing } = bridge.deployment.access;
      return await request(`${apiUrl}/webhooks/province`, 'POST', body, {
        ...signedHeaders(secret ?? signing['province/yuegonghui'] ?? '', id, at, body),
      });
    };

    test('unsigned, signed by another, or too old or new', async () => {
      const { apiUrl, signing } = bridge.deployment.access;
      expect(refusalOf(await request(`${apiUrl}/webhooks/province`, 'POST', event(1), {}))).toBe(
        '401 webhook.header-missing',
      );
      expect(refusalOf(await send('evt_1', event(1), { secret: signing['guangzhou/degree-subsidy'] ?? '' }))).toBe(
        '401 webhook.signature-mismatch',
      );
      expect(refusalOf(await send('evt_1', event(1), { at: Date.now() - 302_000 }))).toBe(
        '401 webhook.timestamp-stale',
      );
      expect(refusalOf(await send('evt_1', event(1), { at: Date.now() + 303_000 }))).toBe(
        '401 webhook.timestamp-future',
      );
      expect(refusalOf(await send('evt 1', event(1)))).toBe('401 webhook.id-malformed');
    });

    test('too large, too deep or not as agreed', async () => {
      expect(refusalOf(await send('evt_large', ' '.repeat(262_145)))).toBe('413 webhook.body-too-large');
      expect(refusalOf(await send('evt_deep', '['.repeat(33) + ']'.repeat(33)))).toBe('400 webhook.body-invalid');
      expect(refusalOf(await send('evt_odd', '{"type":"applicant.renamed"}'))).toBe('400 webhook.body-invalid');
    });

    test('whose id came before with another body; the same again is taken, with one effect', async () => {
      const [applicants] = night.files;
      const declarationNo =
        readCsv(applicants?.bytes ?? Buffer.alloc(0)).rows.find((cells) => cells['申领状态'] === '待发放')?.[
          '申领编号'
        ] ?? '';
      const before = await bridge.outside.city();
      const id = `evt_${randomUUID()}`;
      for (let time = 0; time < 3; time++) expect((await send(id, event(1, declarationNo))).status).toBe(202);
      expect(refusalOf(await send(id, event(2, declarationNo)))).toBe('409 webhook.id-reused');
      await bridge.quiet();
      expect((await send(id, event(1, declarationNo))).status).toBe(202);
      await bridge.quiet();
      const after = await bridge.outside.city();
      expect(after.files.applicant - before.files.applicant).toBe(1);
      expect(after.arrivals).toEqual({ ...before.arrivals, created: before.arrivals.created + 1 });
      expect((await asViewer(`/messages/${id}`)).json).toMatchObject({ state: 'APPLIED', problem: null });
    });
  });

  describe('a file', () => {
    async function sendFile(file: NightFile, stated: object = {}, bytes: Uint8Array = file.bytes): Promise<Statement> {
      const announced = (await bridge.partner.call('POST', '/batches', { ...manifestOf(file), ...stated })).json as {
        batchId: string;
        upload: { url: string; headers: Record<string, string> };
      };
      const { url, headers } = announced.upload;
      expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(200);
      const [statement] = await bridge.ended([announced.batchId]);
      if (statement === undefined) throw new Error('no statement');
      return statement;
    }

    /** Nothing of it may have left: neither records in the ledger nor calls to the province. */
    async function leavesNothing(work: () => Promise<void>): Promise<void> {
      const [records, { requests }] = [await recordItems(), await bridge.outside.province()];
      await work();
      await bridge.quiet();
      expect(await recordItems()).toEqual(records);
      expect((await bridge.outside.province()).requests).toBe(requests);
    }

    async function recordItems() {
      return (await bridge.ledger.items())
        .filter(({ pk }) => pk.startsWith('R#'))
        .map(({ pk, sk, fence }) => ({ pk, sk, fence }));
    }

    const newPayments = (sequence: number) =>
      sentAgain(fileOf('payment', sequence), sequence, (cells) => ({
        ...cells,
        开户行: '另一家样例支行',
        更新时间: '2026-11-20 20:00:00',
      }));

    test('whose total is not the manifest’s is held, every row of it', async () => {
      await leavesNothing(async () => {
        const file = newPayments(200);
        const totalFen = String((file.totalFen ?? 0n) + GRANT_FEN);
        expect(await sendFile(file, { totalFen })).toMatchObject({
          state: 'HELD',
          problem: 'batch.total-mismatch',
          received: file.rows,
          held: file.rows,
          applied: 0,
          conserved: true,
          fen: { received: String(file.totalFen), held: String(file.totalFen) },
        });
      });
    });

    test('with fewer rows than stated is held', async () => {
      await leavesNothing(async () => {
        const file = newPayments(201);
        expect(await sendFile(file, { rows: file.rows + 1 })).toMatchObject({
          state: 'HELD',
          problem: 'batch.rows-mismatch',
          received: file.rows,
          held: file.rows,
        });
      });
    });

    test('cut off, or other than announced, is not taken', async () => {
      await leavesNothing(async () => {
        const file = newPayments(202);
        const cut = await sendFile(file, {}, file.bytes.subarray(0, file.bytes.length - 40));
        expect([cut.state, cut.problem, cut.applied]).toEqual(['REFUSED', 'file.truncated', 0]);
        const other = newPayments(203);
        const changed = Buffer.from(other.bytes.toString('latin1').replace('1500.00', '9500.00'), 'latin1');
        const statement = await sendFile(other, { totalFen: String((other.totalFen ?? 0n) + 800_000n) }, changed);
        expect([statement.state, statement.problem, statement.applied]).toEqual(['HELD', 'batch.digest-mismatch', 0]);
      });
    });

    const unreadable: readonly (readonly [string, string, (file: NightFile) => Buffer])[] = [
      ['file.encoding', 'bytes of no encoding', (file) => Buffer.concat([Buffer.from([0xff, 0xff, 0xff]), file.bytes])],
      [
        'file.header',
        'a header without a required column',
        (file) => Buffer.from(new TextDecoder('gb18030').decode(file.bytes).replace('申领编号', '编号'), 'utf8'),
      ],
      ['file.unsupported', 'a ZIP', () => Buffer.from('PK\u0003\u0004 and more', 'latin1')],
    ];
    test.each(unreadable)('is refused with %s: %s', async (code, _what, spoil) => {
      const file = fileOf('applicant', 210 + unreadable.findIndex(([each]) => each === code));
      const bytes = spoil(file);
      const statement = await sendFile({ ...file, bytes }, {}, bytes);
      expect([statement.state, statement.problem, statement.received]).toEqual(['REFUSED', code, 0]);
    });

    test('gives back its rejected rows with the columns they came in', async () => {
      const source = fileOf('applicant', 220);
      const { header, rows } = readCsv(source.bytes);
      const columns = [...header.toReversed(), '备注'];
      const spoilt = rows.map((cells, row) => ({
        ...cells,
        备注: `第${row}行`,
        ...(row === 3 ? { 手机号: '=1400012' } : {}),
        ...(row === 7 ? { 申领状态: '' } : {}),
      }));
      const bytes = writeCsv(columns, spoilt);
      const statement = await sendFile({ ...source, bytes }, { sha256: fileSha256(bytes), bytes: bytes.length });
      expect(statement).toMatchObject({ state: 'SETTLED', rejected: 2, unchanged: 8, conserved: true });
      const { status, text } = await bridge.partner.call('GET', `/batches/${statement.batchId}/rejects`);
      const [head = '', ...lines] = text
        .replace(/^\uFEFF/, '')
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => line.split(','));
      expect([status, head]).toEqual([200, [...columns, '错误行号', '错误字段', '错误代码', '错误说明']]);
      const place = (column: string) => head.indexOf(column);
      expect(
        lines.map((line) => [
          line[place('申领编号')],
          line[place('备注')],
          line[place('错误行号')],
          line[place('错误字段')],
          line[place('错误代码')],
        ]),
      ).toEqual([
        [rows[3]?.['申领编号'], '第3行', '5', '手机号', 'mobile.format'],
        [rows[7]?.['申领编号'], '第7行', '9', '申领状态', 'row.field-missing'],
      ]);
      // A cell that a spreadsheet would take for a formula comes back as text.
      expect(lines[0]?.[place('手机号')]).toBe("'=1400012");
    });

    test('pushed record by record: the good go on at once, the bad come back in the answer', async () => {
      const rows = readCsv(fileOf('applicant', 230).bytes).rows.map((cells) => ({
        ...cells,
        专业: '即时专业',
        更新时间: '2026-11-21 08:00:00',
      }));
      const push = {
        system: 'guangzhou/degree-subsidy',
        kind: 'applicant',
        sequence: 230,
        records: [...rows.slice(0, 4), { ...rows[4], 手机号: '1' }],
      };
      const answer = await bridge.partner.call('POST', '/records', push);
      expect([answer.status, answer.json['accepted'], answer.json['rejects']]).toEqual([
        202,
        4,
        [expect.objectContaining({ row: 5, field: '手机号', code: 'mobile.format' })],
      ]);
      const [statement] = await bridge.ended([String(answer.json['batchId'])]);
      expect(statement).toMatchObject({ received: 5, applied: 4, rejected: 1, conserved: true });
      const exported = await bridge.outside.exported('applicant');
      expect(exported.filter(({ major }) => major === '即时专业')).toHaveLength(4);
      expect(
        refusalOf(
          await bridge.partner.call('POST', '/records', { ...push, records: Array.from({ length: 101 }, () => ({})) }),
        ),
      ).toBe('400 batch.manifest-invalid');
      expect(refusalOf(await bridge.partner.call('POST', '/records', { ...push, records: [{ 姓名: '无' }] }))).toBe(
        '400 file.header',
      );
      expect(refusalOf(await bridge.partner.call('POST', '/records', { ...push, kind: 'payment' }))).toBe(
        '400 batch.manifest-invalid',
      );
    });
  });

  test('a certificate under another person, an application number of another person, a second claim: found by the ledger', async () => {
    const people = smallNight({ people: 4, seed: 22, programmeYear: 2026 });
    const [mine, theirs] = [
      readCsv(fileOf('certificate', 0).bytes).rows,
      readCsv(people.files[1]?.bytes ?? Buffer.alloc(0)).rows,
    ];
    const certificates = people.files[1];
    const applicants = people.files[0];
    if (certificates === undefined || applicants === undefined)
      throw new Error('a night begins with applicants and certificates');
    const borrowed = sentAgain(certificates, 301, (cells, row) =>
      row > 0
        ? cells
        : {
            ...cells,
            证书类型: mine[0]?.['证书类型'] ?? '',
            证书编号: mine[0]?.['证书编号'] ?? '',
            学历层次: mine[0]?.['学历层次'] ?? '',
            毕业日期: mine[0]?.['毕业日期'] ?? '',
          },
    );
    expect(theirs[0]?.['身份证号']).not.toBe(mine[0]?.['身份证号']);
    const numbered = sentAgain(applicants, 300, (cells, row) =>
      row > 0 ? cells : { ...cells, 申领编号: mine[1]?.['申领编号'] ?? '' },
    );
    // Someone paid in 2025 applies again in 2026 and is to be paid the same grant a second time.
    const claimed = sentAgain(fileOf('payment', 302), 302, (cells) => ({
      ...cells,
      申领编号: (cells['申领编号'] ?? '').replace('GZXL2025', 'GZXL2026'),
      发放批次: '2026-01',
    }));
    const again = sentAgain(fileOf('applicant', 303), 303, (cells) => ({
      ...cells,
      申领编号: (cells['申领编号'] ?? '').replace('GZXL2025', 'GZXL2026'),
      申领日期: '2026-09-01',
    }));
    const before = await bridge.outside.province();
    const statements = await bridge.ended(
      await bridge.partner.push([numbered, borrowed, { ...again, year: 2026 }, { ...claimed, year: 2026 }]),
    );
    await bridge.quiet();
    expect(
      statements.map(({ applied, rejected, held, conserved }) => ({ applied, rejected, held, conserved })),
    ).toEqual([
      { applied: 3, rejected: 1, held: 0, conserved: true },
      { applied: 3, rejected: 0, held: 1, conserved: true },
      { applied: 10, rejected: 0, held: 0, conserved: true },
      { applied: 0, rejected: 0, held: 5, conserved: true },
    ]);
    expect(statements[3]?.fen).toMatchObject({ applied: '0', held: String(5n * GRANT_FEN) });
    const after = await bridge.outside.province();
    expect(after.records.filter(({ kind }) => kind === 'payment')).toEqual(
      before.records.filter(({ kind }) => kind === 'payment'),
    );
    expect([after.paidTwice, after.outcomes.refused]).toEqual([0, before.outcomes.refused]);
    const codes = (await bridge.ledger.items()).flatMap(({ pk, problems }) =>
      pk.startsWith('B#') && Array.isArray(problems) ? (problems as { code: string }[]).map(({ code }) => code) : [],
    );
    expect(
      Object.fromEntries([...Map.groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length])),
    ).toEqual({
      'record.identity-changed': 1,
      'certificate.other-person': 1,
      'payment.already-claimed': 5,
    });
  });

  test('no refusal was a fault of ours', async () => {
    expect(bridge.deployment.stack.denied()).toEqual([]);
    expect(bridge.log.filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
    await until(
      'empty dead letters',
      async () => bridge.deployment.stack.queueDepths(),
      (depths) => Object.entries(depths).every(([queue, { ready }]) => !queue.endsWith('DeadLetters') || ready === 0),
      1_000,
    );
  });
});

/** `401 auth.missing`; anything that is not a whole problem document (RFC 9457) with our code says so instead. */
function refusalOf({ status, type, json, text }: Answered): string {
  const code = String(json['code']);
  const whole =
    type.startsWith('application/problem+json') &&
    json['status'] === status &&
    json['type'] === `urn:union-bridge:problem:${code}` &&
    json['title'] !== '';
  return whole ? `${status} ${code}` : `no problem document: ${status} ${type} ${text}`;
}
