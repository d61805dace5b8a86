import { personKey } from '../../../core/identity.ts';
import type { Held } from '../outside/province-books.ts';
import type { ExpectedRecord } from '../scenario/expectation.ts';
import type { Holdings } from './items.ts';

/** The newest a city has said of an application is what the province holds, or the application stands visibly in the ledger. */
export function newestViolations(
  expected: readonly ExpectedRecord[],
  indexKey: Uint8Array,
  { records }: Holdings,
  province: readonly Held[],
): readonly string[] {
  return expected.flatMap(({ kind, programmeCode, declarationNo, idNumber, mobile }) => {
    if (kind !== 'applicant' || mobile === null) return [];
    const held = province.find(
      (each) => each.kind === kind && each.programmeCode === programmeCode && each.declarationNo === declarationNo,
    );
    if (held === undefined || held.body['mobile'] === mobile) return [];
    const person = personKey(indexKey, idNumber);
    const own = records.filter((record) => record.kind === kind && record.personKey === person);
    return own.some(({ state }) => state !== 'DELIVERED')
      ? []
      : [`lost: the newest of an application of ${programmeCode} is not at the province, and nothing says why`];
  });
}
