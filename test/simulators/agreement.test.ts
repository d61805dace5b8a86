import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { encodeCsv } from '../../adapters/files/csv-write.ts';
import { createObjectChecker, createRowChecker } from '../../core/check.ts';
import { faultyNight } from '../../local/nights/faulty-night.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { startGuangzhou } from '../../local/simulators/guangzhou/server.ts';
import type { Canonical, System } from '../../schemas/systems/system.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import { manifestOf } from '../../local/simulators/guangzhou/push.ts';
import { provinceEventSchema } from '../../schemas/event.ts';
import { manifestSchema } from '../../schemas/manifest.ts';
import { PATIENT, bridge, bulk, call, CALL_SECRET, province, temporaryFolder } from './platform.ts';

const night = faultyNight();
const CITY = system('guangzhou/degree-subsidy');
const PROVINCE = system('province/yuegonghui');
const TODAY = '2026-11-23';

function system(id: string): System {
  const found = systemById(id);
  if (found === undefined) throw new Error(`no system ${id}`);
  return found;
}

function fileOf(kind: NightFile['kind']): NightFile {
  const file = night.files.find((candidate) => candidate.kind === kind);
  if (file === undefined) throw new Error(`no ${kind} file`);
  return file;
}

/** Rows of a file that are good in the eyes of the bridge, canonical; of rows with one 申领编号 the first. */
function accepted(file: NightFile): readonly Canonical[] {
  const [header = [], ...rows]: string[][] = parse(new TextDecoder('gb18030').decode(file.bytes), {
    relaxColumnCount: true,
  });
  const made = createRowChecker({
    system: CITY,
    kind: file.kind,
    header,
    context: { programmeYear: file.year, today: TODAY },
  });
  if (!made.ok) throw new Error(made.problem.code);
  const records = rows.flatMap((cells, place) => {
    const checked = made.checker.row(place + 2, cells);
    return checked.ok ? [checked.record] : [];
  });
  return records.filter(
    (record, place) => records.findIndex((other) => other.declarationNo === record.declarationNo) === place,
  );
}

function toProvince(kind: NightFile['kind'], record: Canonical, place: number): object {
  const mapping = mappingOf(PROVINCE, kind);
  if (mapping?.form !== 'object') throw new Error('the province takes objects');
  const encode = mapping.encode as (record: Canonical, context?: Readonly<Record<string, string>>) => object;
  return encode(record, { paymentNo: `PAY${place}` });
}

test('the platform takes what the bridge translates, its events are understood, and its export reads back', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url });
  for (const kind of ['applicant', 'certificate', 'payment'] as const) {
    const records = accepted(fileOf(kind)).map((record, place) => ({
      attemptId: `${kind}_${place}`,
      record: toProvince(kind, record, place),
    }));
    const outcomes: string[] = [];
    for (let first = 0; first < records.length; first += 100)
      outcomes.push(...(await bulk(platform.url, `${kind}s`, ...records.slice(first, first + 100))));
    expect([kind, new Set(outcomes)]).toEqual([kind, new Set(['applied'])]);
    expect(outcomes.length).toBeGreaterThan(100);
  }
  await expect
    .poll(() => platform.stats(), PATIENT)
    .toMatchObject({
      walking: 0,
      webhooks: { pending: 0 },
      appliedTwice: 0,
      paidTwice: 0,
    });
  expect(to.taken.length).toBeGreaterThan(150);
  for (const event of to.taken) provinceEventSchema.parse(event.body);
  for (const kind of ['applicant', 'certificate', 'payment'] as const) {
    const checker = createObjectChecker({ system: PROVINCE, kind, context: { today: '2099-12-31' } });
    const { text } = await call(platform.url, 'GET', `/api/v1/exports/${kind}s?programme=GZ-XLBZ&year=2026`);
    const lines = text.trimEnd().split('\n');
    expect(
      lines.flatMap((line, place) => (checker.row(place + 1, JSON.parse(line) as unknown).ok ? [] : [line])),
    ).toEqual([]);
  }
});

test('the city takes the files the bridge writes for it', async () => {
  const city = await startGuangzhou({ dataDir: temporaryFolder(), port: 0, secrets: { calls: [CALL_SECRET] } });
  for (const kind of ['applicant', 'certificate', 'payment'] as const) {
    const mapping = mappingOf(CITY, kind);
    if (mapping?.form !== 'table') throw new Error('the city takes tables');
    const records = accepted(fileOf(kind));
    const body = encodeCsv(
      mapping.header,
      records.map((record) => mapping.encode(record)),
      'gb18030',
    );
    expect(await call(city.url, 'PUT', `/outbox/${kind}/${kind}-1.csv`, new Uint8Array(body))).toMatchObject({
      status: 201,
      json: { rows: records.length },
    });
  }
  expect(city.stats().records.every((group) => group.rows > 100)).toBe(true);
  await city.stop();
});

test('the manifests of the sample nights are such as the bridge takes', () => {
  for (const file of night.files) expect(manifestSchema.parse(manifestOf(file))).toMatchObject({ rows: file.rows });
});
