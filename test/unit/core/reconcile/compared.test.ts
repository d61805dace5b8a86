import { describe, expect, test } from 'vitest';
import {
  agree,
  comparedFields,
  comparisonHash,
  fieldsOfBoth,
  normalValue,
  ownerOf,
} from '../../../../core/reconcile/compared.ts';
import { judgeKey } from '../../../../core/reconcile/judge.ts';
import { NO_EVIDENCE } from '../../../../core/reconcile/sides.ts';
import { STATE_MAPS } from '../../../../core/grants/state-maps.ts';
import type { Applicant } from '../../../../schemas/canonical/applicant.ts';
import { APPLICATION_STATES } from '../../../../schemas/canonical/applicant.ts';
import { KINDS } from '../../../../schemas/kind.ts';
import { systems } from '../../../../schemas/systems/registry.ts';
import { applicant, certificate, CITY, comparison, judge, payment, PROVINCE, wordOf } from './rows.ts';

const SHENZHEN = 'shenzhen/dream-plan';
const seat: Applicant = { ...applicant, programmeCode: 'SZ-YMJH', regionCode: '440300' };

describe('what is compared', () => {
  test('of payments, the same everywhere', () => {
    const fields = ['batchNo', 'name', 'payeeName', 'bankName', 'accountNo', 'amountFen', 'fundingLevel', 'paidOn'];
    expect(comparedFields('payment', 'GZ-XLBZ')).toEqual([...fields, 'status']);
    expect(comparedFields('payment', 'SZ-YMJH')).toEqual([...fields, 'status']);
  });

  test('of applicants and certificates, what both wire forms say: no number of a system, no time of change', () => {
    expect(fieldsOfBoth('certificate', 'GZ-XLBZ', CITY, PROVINCE)).toEqual([
      'name',
      'idType',
      'idNumber',
      'certificateType',
      'certificateNo',
      'schoolName',
      'major',
      'educationLevel',
      'graduatedOn',
      'verification',
    ]);
    const fields = fieldsOfBoth('applicant', 'GZ-XLBZ', CITY, PROVINCE);
    expect(fields).toEqual(
      Object.keys(applicant).filter(
        (field) => !['declarationNo', 'programmeCode', 'programmeYear', 'regionCode', 'updatedAt'].includes(field),
      ),
    );
    // What the old net has no column for is filled in by us, and is no word of the city's.
    const old = fieldsOfBoth('applicant', 'GZ-XLBZ', 'guangzhou/education-net', PROVINCE);
    expect(fields.filter((field) => !old.includes(field))).toEqual([
      'idType',
      'unionCode',
      'employerCode',
      'priorityTags',
    ]);
    expect(old.every((field) => fields.includes(field))).toBe(true);
    // Whichever side it is on.
    expect(fieldsOfBoth('applicant', 'GZ-XLBZ', CITY, 'guangzhou/education-net')).toEqual(old);
  });

  test('every system has something to compare in each kind it carries', () => {
    const without = systems
      .filter(({ side }) => side !== 'rail')
      .flatMap(({ id, programme = 'GD-QXYM', kinds }) =>
        KINDS.filter(
          (kind) => kinds[kind] !== undefined && !fieldsOfBoth(kind, programme, id, PROVINCE).includes('name'),
        ).map((kind) => `${id} ${kind}`),
      );
    expect(without).toEqual([]);
  });

  test('a system nobody knows is refused: nothing would ever differ from it', () => {
    expect(() => fieldsOfBoth('applicant', 'GZ-XLBZ', 'nowhere/none', PROVINCE)).toThrow(RangeError);
    expect(() => comparisonHash(certificate, 'guangzhou/matching-grants')).toThrow(RangeError);
  });
});

describe('values are compared in the normal form of their field', () => {
  test.each([
    ['name', '阿卜杜拉•买买提', '阿卜杜拉·买买提'],
    ['payeeName', ' 阿卜杜拉・买买提', '阿卜杜拉·买买提'],
    ['idNumber', '440106900307001', '44010619900307001X'],
    ['idNumber', '44010619900307001ｘ', '44010619900307001X'],
    ['accountNo', '６２２２021234567890128', '6222021234567890128'],
    ['batchNo', "'２０２５-01 ", '2025-01'],
    ['certificateNo', '１04765201605701784', '104765201605701784'],
    ['unionCode', '81440100mc0000004q', '81440100MC0000004Q'],
    ['mobile', '１3812340000', '13812340000'],
    ['schoolName', ' 样例大学　', '样例大学'],
  ])('%s', (field, written, normal) => {
    expect(normalValue({ ...payment, [field]: written }, field)).toBe(normal);
  });

  test('never more of a name than its dots: NFKC would change what a person is called by', () => {
    expect(normalValue({ ...payment, name: '㈱﨑' }, 'name')).toBe('㈱﨑');
    expect(wordOf(judge([{ ...payment, name: 'Ⅹ' }], [{ ...payment, name: 'X' }]))).toBe('field-mismatch');
  });

  test('tags are a set', () => {
    const as = (priorityTags: Applicant['priorityTags']): Applicant => ({ ...applicant, priorityTags });
    const word = (a: Applicant, b: Applicant): string => wordOf(judge([a], [b], {}, { kind: 'applicant' }));
    expect(word(as(['NEW_GEN', 'NEW_FORM']), as(['NEW_FORM', 'NEW_GEN', 'NEW_GEN']))).toBe('matched');
    expect(word(as([]), as(['NEW_GEN']))).toBe('field-mismatch');
    expect(word(as(['NEW_GEN']), as(['NEW_GEN', 'NEW_FORM']))).toBe('field-mismatch');
  });

  test('yes and no are told apart', () => {
    const verdict = judge([applicant], [{ ...applicant, frontline: false }], {}, { kind: 'applicant' });
    expect(verdict).toMatchObject({ differs: [{ field: 'frontline', city: 'true', province: 'false' }] });
  });

  test('an account of letters keeps its capitals', () => {
    const [a, b] = ['oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6O'];
    expect(wordOf(judge([{ ...payment, accountNo: a }], [{ ...payment, accountNo: b }]))).toBe('wrong-payee');
  });
});

describe('states of applicants', () => {
  const cityOf = (status: Applicant['status']): Applicant => ({ ...seat, status });

  test("a city's word agrees with each of the province's it stands for", () => {
    for (const status of ['SYSTEM_CHECK', 'UNIT_REVIEW', 'CITY_REVIEW', 'PROVINCE_REVIEW'] as const)
      expect(agree(cityOf('DOC_REVIEW'), cityOf(status), 'status')).toBe(true);
    expect(agree(cityOf('DOC_REVIEW'), cityOf('PUBLIC_NOTICE'), 'status')).toBe(false);
    expect(agree(cityOf('ADMISSION_NOTICE'), cityOf('APPROVED'), 'status')).toBe(true);
    for (const [own, other] of STATE_MAPS.TUITION_SPONSORSHIP.pairs)
      expect(agree(cityOf(own), cityOf(other), 'status')).toBe(true);
  });

  test("are shown in the province's words, and as they are where it has none", () => {
    const differs = (own: Applicant['status']) => {
      const [city, province] = [cityOf(own), cityOf('CLOSED')];
      const rows = {
        recordKey: 'k',
        city: [{ row: 2, batchId: '', system: SHENZHEN, record: city }],
        province: [{ row: 1, batchId: '', system: PROVINCE, record: province }],
      };
      return judgeKey(rows, NO_EVIDENCE, { ...comparison, kind: 'applicant' });
    };
    expect(differs('ENROLLED')).toMatchObject({
      code: 'state-mismatch',
      differs: [{ field: 'status', city: 'PAYABLE', province: 'CLOSED' }],
    });
    expect(differs('OBJECTION')).toMatchObject({ differs: [{ field: 'status', city: 'OBJECTION' }] });
    expect(differs('GRADUATED')).toEqual({ outcome: 'matched' });
  });

  test('the state of a certificate keeps its own name', () => {
    const other = { ...certificate, verification: 'MISMATCH', major: '法学' } as const;
    expect(judge([certificate], [other], {}, { kind: 'certificate' })).toEqual({
      outcome: 'discrepant',
      code: 'state-mismatch',
      differs: [
        { field: 'major', city: '会计学', province: '法学' },
        { field: 'verification', city: 'VERIFIED', province: 'MISMATCH' },
      ],
    });
  });
});

test('a certificate under another person differs in the ID number', () => {
  const other = { ...certificate, idNumber: '440199199003070021', idType: '02' } as const;
  expect(judge([certificate], [other], {}, { kind: 'certificate' })).toEqual({
    outcome: 'discrepant',
    code: 'field-mismatch',
    differs: [
      { field: 'idType', city: '01', province: '02' },
      { field: 'idNumber', city: '440199199003070013', province: '440199199003070021' },
    ],
  });
});

describe('the comparison hash', () => {
  test('is 16 bytes as 22 characters, and the same wherever the same is said', () => {
    const hash = comparisonHash(payment, CITY);
    expect(hash).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
    expect(Buffer.from(hash, 'base64url').toString('base64url')).toBe(hash);
    expect(comparisonHash({ ...payment, declarationNo: 'X', updatedAt: 'later', reasonCode: 'x' }, PROVINCE)).toBe(
      hash,
    );
  });

  test('is another with any value that is compared', () => {
    const others: readonly object[] = [
      { batchNo: 'B2' },
      { name: '张四' },
      { payeeName: '张四' },
      { bankName: '乙' },
      { accountNo: '6222021234567890999' },
      { amountFen: '150001' },
      { fundingLevel: 'DISTRICT' },
      { paidOn: '2026-09-29' },
      { paidOn: undefined },
      { status: 'UNKNOWN' },
      // A value moved over a border is another pair of values.
      { name: '张', payeeName: '三张三' },
    ];
    const hashes = others.map((change) => comparisonHash({ ...payment, ...change }, PROVINCE));
    expect(new Set([comparisonHash(payment, CITY), ...hashes]).size).toBe(others.length + 1);
  });

  test('tells one field from the next where one of them is absent', () => {
    const { ethnic: _, unionCode: __, ...rest } = applicant;
    const [first, next] = [
      { ...rest, ethnic: '01' },
      { ...rest, unionCode: '01' },
    ];
    expect(comparisonHash(first, CITY)).not.toBe(comparisonHash(next, CITY));
  });

  test('says nothing of what the system has no place for', () => {
    const [old, other] = [applicant, { ...applicant, idType: '02', priorityTags: [] } as const];
    const net = 'guangzhou/education-net';
    expect(comparisonHash(old, net)).toBe(comparisonHash(other, net));
    expect(comparisonHash(old, CITY)).not.toBe(comparisonHash(other, CITY));
    expect(comparisonHash(old, CITY)).toBe(comparisonHash({ ...old, regionCode: '440106' }, PROVINCE));
  });

  test('is equal only where the states agree, whatever the state and the model', () => {
    for (const [programmeCode, system] of [
      ['GZ-XLBZ', CITY],
      ['SZ-YMJH', SHENZHEN],
      ['GZ-ZGDX', 'guangzhou/workers-university'],
    ] as const)
      for (const own of APPLICATION_STATES)
        for (const other of APPLICATION_STATES) {
          const [city, province] = [
            { ...applicant, programmeCode, status: own },
            { ...applicant, programmeCode, status: other },
          ];
          if (comparisonHash(city, system) === comparisonHash(province, PROVINCE))
            expect(agree(city, province, 'status'), `${programmeCode} ${own} ${other}`).toBe(true);
        }
    expect(comparisonHash({ ...seat, status: 'DOC_REVIEW' }, SHENZHEN)).toBe(
      comparisonHash({ ...seat, status: 'UNIT_REVIEW' }, PROVINCE),
    );
  });
});

test('who owns a field is the mapping of the city', () => {
  expect(ownerOf('applicant', CITY, 'status')).toBe('province');
  expect(ownerOf('applicant', SHENZHEN, 'status')).toBe('city');
  expect(ownerOf('applicant', CITY, 'name')).toBe('city');
});
