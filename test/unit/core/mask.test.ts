import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, maskLine } from '../../../core/mask.ts';
import type { DiscrepancyLine } from '../../../core/reconcile/sides.ts';

const SHOWN: readonly (readonly [field: string, value: string, masked: string])[] = [
  ['name', '张小三', '张*三'],
  ['name', '张三', '张*'],
  ['name', '欧阳小明', '欧**明'],
  ['name', '阿卜杜拉·买买提', '阿******提'],
  ['name', '𬱖㛃𠮷', '𬱖*𠮷'],
  ['name', '张', '*'],
  ['name', '', ''],
  ['payeeName', '张小三', '张*三'],
  ['idNumber', '44019919900307001X', '440199********001X'],
  ['idNumber', 'CHN440190010112', 'CHN440*****0112'],
  ['idNumber', '1234567890', '**********'],
  ['mobile', '13800000000', '138****0000'],
  ['mobile', '1380000', '*******'],
  ['accountNo', '6222000000001234', '************1234'],
  ['accountNo', '6222000000000001234', '***************1234'],
  ['accountNo', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', '************************eS6o'],
  ['accountNo', '1234', '****'],
  ['reasonCode', '账号 6222000000001234 与户名不符', '账号 ************1234 与户名不符'],
  ['reasonCode', '证件 44019919900307001X，2026-11-10', '证件 **************001X，2026-11-10'],
  ['reasonCode', 'NAME_NOT_CORRECT', 'NAME_NOT_CORRECT'],
  ['declarationNo', 'GZ20250000001', 'GZ20250000001'],
  ['certificateNo', '104765201605701784', '104765201605701784'],
  ['amountFen', '150000', '150000'],
  ['constructor', 'as it is', 'as it is'],
];

const RECORD = {
  declarationNo: 'GZ20250000001',
  name: '张小三',
  idNumber: '44019919900307001X',
  mobile: '13812345678',
  accountNo: '6222021234561234',
  payeeName: '李四',
};
const LINE: DiscrepancyLine = {
  code: 'wrong-payee',
  recordKey: 'k'.repeat(43),
  programme: 'GZ-XLBZ',
  city: { row: 2, fields: RECORD },
  province: { row: 3, fields: { ...RECORD, accountNo: '6222021234569999' } },
  differs: [{ field: 'accountNo', city: '6222021234561234', province: '6222021234569999' }],
};

describe('masks', () => {
  test.each(SHOWN)('%s %s is shown as %s', (field, value, masked) => {
    expect(mask(field, value)).toBe(masked);
  });

  test('masking what is masked changes nothing', () => {
    const field = fc.constantFrom('name', 'payeeName', 'idNumber', 'mobile', 'accountNo', 'bankName', 'reasonCode');
    fc.assert(
      fc.property(field, fc.string({ unit: 'grapheme' }), (name, value) => {
        const masked = mask(name, value);
        expect(mask(name, masked)).toBe(masked);
      }),
    );
  });

  test('of every masked value at least one character in four is hidden', () => {
    const field = fc.constantFrom('name', 'payeeName', 'idNumber', 'mobile', 'accountNo');
    fc.assert(
      fc.property(field, fc.string({ minLength: 1, maxLength: 12 }), (name, value) => {
        expect([...mask(name, value)].filter((character) => character === '*').length * 4).toBeGreaterThanOrEqual(
          name === 'name' || name === 'payeeName' ? 4 : value.length,
        );
      }),
    );
  });
});

describe('a line', () => {
  test('is masked on both sides and in what differs, and its keys stay', () => {
    const masked = maskLine(LINE);
    expect(masked.city).toEqual({
      row: 2,
      fields: {
        declarationNo: 'GZ20250000001',
        name: '张*三',
        idNumber: '440199********001X',
        mobile: '138****5678',
        accountNo: '************1234',
        payeeName: '李*',
      },
    });
    expect(masked.differs).toEqual([{ field: 'accountNo', city: '************1234', province: '************9999' }]);
    expect(JSON.stringify(masked)).not.toMatch(/张小三|李四|19900307|12345678|123456/);
    expect({ code: masked.code, recordKey: masked.recordKey }).toEqual({ code: LINE.code, recordKey: LINE.recordKey });
  });

  test('says no name in the reason of a failed payment', () => {
    const fields = { ...RECORD, reasonCode: '账号 6222 0212 3456 1234 非张小三，系李四' };
    const masked = maskLine({ ...LINE, city: { row: 2, fields } });
    expect(masked.city?.fields['reasonCode']).toBe('账号 ***************1234 非张*三，系李*');
  });

  test('of one side alone keeps the other empty', () => {
    expect(maskLine({ ...LINE, province: null, differs: [] })).toMatchObject({ province: null, differs: [] });
  });
});
