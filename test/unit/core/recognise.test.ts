import { expect, test } from 'vitest';
import { looksLike, recogniseHeader, recogniseMembers } from '../../../core/recognise.ts';
import { systems } from '../../../schemas/systems/registry.ts';

const everyMapping = systems.flatMap((system) =>
  Object.values(system.kinds).map((mapping) => ({ system: system.id, kind: mapping.kind, mapping })),
);

test.each(everyMapping)('$system $kind is recognised by its own names', ({ system, kind, mapping }) => {
  const names = [...mapping.ours, ...mapping.fields].map(({ wire }) => wire);
  const found = mapping.form === 'table' ? recogniseHeader(names) : recogniseMembers(names);
  expect(found[0]).toEqual({ system, kind });
});

const PAYMENT =
  '发放批次,申领编号,姓名,证件类型,证件号码,身份证号,户名,开户行,银行账号,发放金额,资助层级,发放日期,发放状态,失败原因,更新时间';

test('a header is recognised by synonyms, in any order, with columns more, read in the wrong form', () => {
  const like = { looksLike: 'guangzhou/degree-subsidy payment' };
  expect(looksLike(PAYMENT.split(',').toReversed())).toEqual(like);
  expect(looksLike([PAYMENT.replaceAll(',', '|')])).toEqual(like);
  expect(looksLike([PAYMENT])).toEqual(like);
  expect(looksLike(['\uFEFF发放批次', ...PAYMENT.split(',').slice(1), '备注'])).toEqual(like);
});

test('JSON cut into cells is recognised by its members', () => {
  const members = systems.find(({ id }) => id === 'province/yuegonghui')?.kinds.certificate?.fields ?? [];
  const line = `{${members.map(({ wire }) => `"${wire}":"x"`).join(',')}}`;
  const like = { looksLike: 'province/yuegonghui certificate' };
  expect(looksLike(line.split(','))).toEqual(like);
  expect(looksLike(line.replaceAll('"', '').split(','))).toEqual(like);
});

test('a header that lacks what every layout requires is nobody’s', () => {
  expect(looksLike(['姓名', '身份证号', '备注'])).toEqual({});
  expect(looksLike([])).toEqual({});
  expect(looksLike(PAYMENT.split(',').slice(1))).toEqual({});
});

test('a file without a header is recognised by its summary line', () => {
  const bank = systems.find(({ id }) => id === 'bank/payout');
  if (bank?.file.form !== 'text' || bank.file.summary === undefined) throw new Error('bank/payout has a summary line');
  const cells = bank.file.summary.write({ batchNo: 'UB1', rows: 2, fen: '300000' });
  expect(looksLike(cells)).toEqual({ looksLike: 'bank/payout payment' });
  expect(looksLike([cells.join('|')])).toEqual({ looksLike: 'bank/payout payment' });
  expect(looksLike(['a|b|c'])).toEqual({});
});
