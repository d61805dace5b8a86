import { randomUUID } from 'node:crypto';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { Deployment } from '../../local/deployment/deployment.ts';
import { idNumber } from '../../local/nights/identifiers.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import type { Kind } from '../../schemas/kind.ts';
import { CITIES } from './cities.ts';
import { type CityNight, NIGHTS, peopleOf } from './city-night.ts';

/** What is wrong with one record in the province's books on purpose, and what a comparison has to call it. */
export interface Planted {
  readonly programme: string;
  readonly kind: Kind;
  readonly declarationNo: string;
  readonly code: Discrepancy;
  /** Sending the city's record again puts it right. */
  readonly isRepaired: boolean;
}

/** Spoils the province's books of one city's night, each round other records of it. */
export async function plantIn(deployment: Deployment, night: CityNight): Promise<readonly Planted[]> {
  const { programme } = night.city;
  const people = peopleOf(night);
  const payments = people.payment.length === 0 ? new Map<string, string>() : await paymentsOf(deployment, programme);
  const planted: Planted[] = [];
  for (const kind of KINDS) {
    const chosen = spread(people[kind], PLANTS[kind].length * NIGHTS.length);
    for (const [place, plant] of PLANTS[kind].entries()) {
      const declarationNo = chosen[place * NIGHTS.length + night.round];
      if (declarationNo === undefined) continue;
      const key = kind === 'payment' ? (payments.get(declarationNo) ?? '') : `${programme}/${declarationNo}`;
      const serial = (CITIES.findIndex((city) => city.programme === programme) + 1) * 10 + night.round;
      const { fields, names = declarationNo } = plant.spoil(key, declarationNo, serial);
      await change(deployment, { op: plant.op, kind, key, ...(fields === undefined ? {} : { fields }) });
      planted.push({ programme, kind, declarationNo: names, code: plant.code, isRepaired: plant.isRepaired });
    }
  }
  return planted;
}

interface Plant {
  readonly op: 'drop' | 'alter' | 'copy';
  readonly code: Discrepancy;
  readonly isRepaired: boolean;
  /** What the province says instead, and the number of the record that differs then, if it is another one. */
  readonly spoil: (
    key: string,
    declarationNo: string,
    serial: number,
  ) => { readonly fields?: Readonly<Record<string, unknown>>; readonly names?: string };
}

const KINDS = ['applicant', 'certificate', 'payment'] as const;
/** Serials no person of a night has. */
const STRANGERS = 6_000_000;
const DROPPED: Plant = { op: 'drop', code: 'missing-in-province', isRepaired: true, spoil: () => ({}) };
const PLANTS: { readonly [K in Kind]: readonly Plant[] } = {
  applicant: [
    DROPPED,
    altered('field-mismatch', { employerName: '记错的单位' }, true),
    {
      op: 'copy',
      code: 'missing-in-city',
      isRepaired: false,
      spoil: (_key, declarationNo, serial) => {
        const names = `X${declarationNo}`;
        const stranger = { idType: '01', idNumber: idNumber(STRANGERS + serial, true), sex: '1' };
        return { fields: { declarationNo: names, ...stranger }, names };
      },
    },
  ],
  certificate: [DROPPED, altered('field-mismatch', { schoolName: '记错的学校' }, true)],
  payment: [
    { ...DROPPED, isRepaired: false },
    altered('wrong-payee', { accountNo: '6222020000000000017' }, false),
    altered('amount-over', { amountFen: 140_000 }, false),
    {
      op: 'copy',
      code: 'paid-twice',
      isRepaired: false,
      spoil: (key) => ({ fields: { paymentNo: `TWICE${key.slice('TWICE'.length)}`, batchNo: 'AGAIN-01' } }),
    },
  ],
};

function altered(code: Discrepancy, fields: Readonly<Record<string, unknown>>, isRepaired: boolean): Plant {
  return { op: 'alter', code, isRepaired, spoil: () => ({ fields }) };
}

/** So many of a list, from all over it. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length === 0) return [];
  if (all.length < count) throw new RangeError(`${all.length} records are too few to plant ${count} differences in`);
  return Array.from({ length: count }, (_, place) => all[Math.floor(((place + 0.5) * all.length) / count)]).filter(
    (each) => each !== undefined,
  );
}

/** Payment numbers by declaration number, as the province exports them. */
async function paymentsOf({ simulators, access }: Deployment, programme: string): Promise<ReadonlyMap<string, string>> {
  const answer = await fetch(`${simulators.provinceUrl}/api/v1/exports/payments?programme=${programme}`, {
    headers: {
      ...signedHeaders(access.signing['province/yuegonghui'] ?? '', `export_${randomUUID()}`, Date.now(), ''),
    },
  });
  if (!answer.ok) throw new Error(`the province answered ${answer.status} about its payments`);
  const lines = (await answer.text()).split('\n').filter((line) => line.includes('"paymentNo"'));
  const payments = lines.map(
    (line) => JSON.parse(line) as { readonly declarationNo: string; readonly paymentNo: string },
  );
  return new Map(payments.map(({ declarationNo, paymentNo }) => [declarationNo, paymentNo]));
}

async function change({ simulators }: Deployment, body: object): Promise<void> {
  const answer = await fetch(`${simulators.provinceUrl}/admin/books`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the province answered ${answer.status}: ${await answer.text()}`);
}
