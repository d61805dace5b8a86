import { GRANT_FEN, smallNight } from '../../local/nights/clean-nights.ts';
import type { NightFile } from '../../local/nights/night.ts';
import { shenzhenNight } from '../../local/nights/shenzhen-night.ts';
import { type Cells, readCsv, sentAgain } from './edited.ts';

const PEOPLE = 6;
/** Places of rows from 0: whose application the city gets wrong, and whose certificate. */
const WRONG_ID = 1;
const WRONG_MOBILE = 2;
const WRONG_CERTIFICATE = 4;

export interface ClerksNight {
  readonly files: readonly NightFile[];
  /** The application and the grant of whoever stands at `WRONG_ID`, as they ought to have been. */
  readonly person: Cells;
  readonly grant: Cells;
  /** The applications once more, the wrong ID number put right. */
  readonly corrected: NightFile;
}

/** A small night with two applications, a certificate and a batch's total gone wrong. */
export function clerksNight(): ClerksNight {
  const [applicants, certificates, paid, held] = smallNight({ people: PEOPLE, seed: 83 }).files;
  if (applicants === undefined || certificates === undefined || paid === undefined || held === undefined)
    throw new Error('a night has four files');
  const wrongMobile = (cells: Cells, row: number): Cells =>
    row === WRONG_MOBILE ? { ...cells, 手机号: '1400012' } : cells;
  const person = readCsv(applicants.bytes).rows[WRONG_ID] ?? {};
  return {
    files: [
      sentAgain(applicants, applicants.sequence, (cells, row) =>
        row === WRONG_ID ? { ...cells, 身份证号: otherCheckDigit(cells['身份证号'] ?? '') } : wrongMobile(cells, row),
      ),
      sentAgain(certificates, certificates.sequence, (cells, row) =>
        row === WRONG_CERTIFICATE ? { ...cells, 证书编号: '1990512' } : cells,
      ),
      paid,
      { ...held, totalFen: (held.totalFen ?? 0n) + GRANT_FEN },
    ],
    person,
    grant: readCsv(paid.bytes).rows[WRONG_ID] ?? {},
    corrected: sentAgain(applicants, applicants.sequence + 100, wrongMobile),
  };
}

/** Three applications of Shenzhen, the last with a mobile number that is none; and the number of the first. */
export function wrongInShenzhen(): { readonly bytes: Buffer; readonly number: string } {
  const [applicants] = shenzhenNight().files;
  const [header = '', first = '', second = '', last = ''] = String(applicants?.bytes).split('\r\n');
  const lines = [header, first, second, last.replace(/,1\d{10},/, ',14000,')];
  return { bytes: Buffer.from(`${lines.join('\r\n')}\r\n`), number: /SZYM\d+/.exec(first)?.[0] ?? '' };
}

function otherCheckDigit(good: string): string {
  return good.slice(0, -1) + (good.endsWith('0') ? '1' : '0');
}
