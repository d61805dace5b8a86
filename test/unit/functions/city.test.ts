import { expect, test } from 'vitest';
import { openRecords } from '../../../adapters/files/open-records.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import type { Http } from '../../../adapters/http/http.ts';
import { systemClock } from '../../../adapters/clock/clock.ts';
import type { DeliveryLine } from '../../../core/lines.ts';
import { cityDestination } from '../../../functions/deliver/city.ts';
import type { Parcel } from '../../../functions/deliver/parcel.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import { stateOf } from '../../../functions/translate/transition.ts';
import { wireFor } from '../../../functions/translate/wire.ts';
import { kindOfRecord } from '../../../core/translate.ts';
import { degreeSubsidy } from '../../../schemas/systems/guangzhou/degree-subsidy/system.ts';
import { matchingGrants } from '../../../schemas/systems/guangzhou/matching-grants/system.ts';
import { workersUniversity } from '../../../schemas/systems/guangzhou/workers-university/system.ts';
import { systems } from '../../../schemas/systems/registry.ts';
import { dreamPlan } from '../../../schemas/systems/shenzhen/dream-plan/system.ts';
import { talentPlatform } from '../../../schemas/systems/shenzhen/talent-platform/system.ts';
import { trainingNetwork } from '../../../schemas/systems/shenzhen/training-network/system.ts';
import type { Canonical, System } from '../../../schemas/systems/system.ts';
import { applicantOf, certificateOf, newItem, newPerson, paymentOf } from '../../integration/ledger/records.ts';

interface Put {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function outbox(): { readonly http: Http; readonly puts: readonly Put[] } {
  const puts: Put[] = [];
  const put: Http['put'] = async (path, body, headers = {}) => {
    puts.push({ path, body: Buffer.from(body), headers });
    return { status: 201, headers: {}, body: Buffer.alloc(0) };
  };
  const never = () => Promise.reject(new Error('a city is only put to'));
  return { http: { get: never, post: never, put, close: () => {} }, puts };
}

const delivering = { clock: systemClock, writeTable } as Pick<Delivering, 'clock' | 'writeTable'> as Delivering;

function parcelOf(system: System, record: Canonical): Parcel {
  const item = newItem();
  const line = {
    kind: kindOfRecord(record),
    messageId: item.messageId,
    wire: wireFor('province/yuegonghui', system.id, record, {}),
  } as DeliveryLine;
  return { line, item };
}

async function readBack(system: System, kind: DeliveryLine['kind'], bytes: Uint8Array): Promise<readonly Canonical[]> {
  const context = { today: '2026-11-23', programmeYear: 2025 };
  const file = await openRecords(
    { system, kind, context },
    (async function* () {
      yield bytes;
    })(),
  );
  const records: Canonical[] = [];
  for await (const block of file.blocks)
    for (const { result } of block) {
      if (!result.ok) throw new Error(result.problem.code);
      records.push(result.record);
    }
  return records;
}

const person = newPerson();
const shenzhen = { programmeCode: 'SZ-YMJH', regionCode: '440300', updatedAt: '2026-11-22T23:05:00+08:00' } as const;
const FORMS = [
  [
    degreeSubsidy,
    applicantOf(person, { status: 'APPROVED', sex: '1' }),
    /^\/outbox\/applicant\/applicant-[0-9a-f]{32}-1\.csv$/,
    'text/csv',
  ],
  [
    dreamPlan,
    applicantOf(person, { ...shenzhen, status: 'APPROVED', sex: '1' }),
    /^\/outbox\/applicant\/applicant-[0-9a-f]{32}-1\.csv$/,
    'text/csv',
  ],
  [
    talentPlatform,
    applicantOf(person, { ...shenzhen, programmeCode: 'SZ-ZYPX', status: 'PAYABLE', sex: '1' }),
    /\.jsonl$/,
    'application/jsonl',
  ],
  [
    trainingNetwork,
    certificateOf(person, {
      programmeCode: 'SZ-SXGC',
      certificateType: 'SKILL_LEVEL',
      certificateNo: 'S000044030012023000001',
      educationLevel: '90',
      skillLevel: '4',
      verification: 'VERIFIED',
    }),
    /^\/outbox\/certificate\/certificate-[0-9a-f]{32}-1\.xlsx$/,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  [
    matchingGrants,
    paymentOf(person, { fundingLevel: 'STREET', status: 'RETURNED', paidOn: '2026-11-20', reasonCode: '账号已销户' }),
    /^\/outbox\/payment\/payment-[0-9a-f]{32}-1\.xlsx$/,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  [
    workersUniversity,
    certificateOf(person, {
      programmeCode: 'GZ-ZGDX',
      certificateType: 'COMPLETION',
      certificateNo: 'ZGDX-2025-0001',
      educationLevel: '90',
      verification: 'CLAIMED',
    }),
    /^\/outbox\/certificate\/certificate-[0-9a-f]{32}-1\.xlsx$/,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
] as const;

test.each(FORMS)('a file is in its system’s own form, and bears its name: $id', async (system, record, path, type) => {
  const { http, puts } = outbox();
  const parcel = parcelOf(system, record);
  const answers = await cityDestination(delivering, http, system).send([parcel]);
  expect(answers).toEqual([[parcel, { kind: 'answered', outcome: 'applied', code: null }]]);
  const [put] = puts;
  expect(put?.path).toMatch(path);
  expect(put?.headers).toEqual({ 'content-type': type, 'bridge-system': system.id });
  const [read] = await readBack(system, kindOfRecord(record), put?.body ?? Buffer.alloc(0));
  expect(read).toMatchObject({ name: record.name, idNumber: record.idNumber, declarationNo: record.declarationNo });
  // An application's state arrives in the city's word, the others' as they are.
  if (read !== undefined && !('appliedOn' in record)) expect(stateOf(read)).toBe(stateOf(record));
  const again = outbox();
  await cityDestination(delivering, again.http, system).send([parcel]);
  expect(again.puts).toEqual(puts);
});

test('a seat’s state arrives in Shenzhen’s word', async () => {
  const { http, puts } = outbox();
  const record = applicantOf(person, { ...shenzhen, status: 'APPROVED', sex: '1' });
  await cityDestination(delivering, http, dreamPlan).send([parcelOf(dreamPlan, record)]);
  expect(await readBack(dreamPlan, 'applicant', puts[0]?.body ?? Buffer.alloc(0))).toMatchObject([
    { status: 'ADMISSION_NOTICE' },
  ]);
});

test('a record the form can’t write is refused by itself, and the others go', async () => {
  const { http, puts } = outbox();
  const good = parcelOf(degreeSubsidy, applicantOf(person));
  const bad = parcelOf(degreeSubsidy, applicantOf(newPerson(), { major: '\ud800' }));
  const answers = new Map(await cityDestination(delivering, http, degreeSubsidy).send([bad, good]));
  expect(answers.get(bad)).toEqual({ kind: 'unsayable', code: 'value.unmappable' });
  expect(answers.get(good)).toMatchObject({ outcome: 'applied' });
  expect(puts).toHaveLength(1);
  const alone = outbox();
  expect(await cityDestination(delivering, alone.http, degreeSubsidy).send([bad])).toHaveLength(1);
  expect(alone.puts).toEqual([]);
});

test('every receiving system’s files can be written', () => {
  const receiving = systems.filter(({ side, receives }) => side === 'city' && receives);
  const misfits = receiving.filter(({ file, kinds }) =>
    Object.values(kinds).some((mapping) => (mapping.form === 'object') !== (file.form === 'jsonl')),
  );
  expect(misfits.map(({ id }) => id)).toEqual([]);
});
