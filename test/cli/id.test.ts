import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { bridge } from './bridge-in-process.ts';

const lines = async (...args: readonly string[]): Promise<readonly string[]> =>
  (await bridge(['id', ...args])).stdout.trimEnd().split('\n');

test('a valid number is explained, and that it was upgraded', async () => {
  expect(await lines('citizen-id', '440106900307001')).toEqual([
    '有效  440106900307001',
    '  规范写法  44010619900307001X',
    '  种类      居民身份证，15 位旧号',
    '  升位      已升为 18 位，是同一个人',
    '  地区      广东 广州（440106）',
    '  出生日期  1990-03-07',
    '  性别      男',
  ]);
  expect(await lines('uscc', '81440100MC0000004Q', '--lang', 'en')).toEqual([
    'valid  81440100MC0000004Q',
    '  registered by      trade unions',
    '  organisation       grass-roots union',
    '  registered in      Guangdong, Guangzhou (440100)',
    '  organisation code  MC000000-4',
  ]);
});

test('a wrong number is pointed at, and what would be right is not told', async () => {
  const told = await lines('citizen-id', '340524198001010013');
  expect(told).toEqual([
    '无效  340524198001010013',
    '                       ^',
    '  第 18 位校验码与第 1 至 17 位不符：有一位抄错或两位颠倒，只能按证件改。',
    '  核对证件原件。 [citizen-id.check-digit]',
  ]);
  expect(told.join('\n')).not.toContain('X');
});

test('a number read otherwise than typed is shown as it was read', async () => {
  expect(await lines('bank-card', '6222a2123456789４', '--lang', 'en')).toEqual([
    'invalid  6222a2123456789４',
    '  read as  6222A21234567894',
    '               ^',
    '  “A” cannot stand at position 5.',
    '  Check the card number. [bank-card.format]',
  ]);
});

/** Every way a number can be explained or refused. */
const EVERY: Readonly<Record<string, readonly string[]>> = {
  'citizen-id': [
    '11010519491231002X',
    '440524188001010014',
    '810000199408230021',
    '911398199012310021',
    'FRA110190010155',
    '990101199003070021',
    '440106199002290010',
    '44010619900307A013',
    '4.40106E+17',
    '440106199003070000',
    '44010619900307',
    '',
  ],
  uscc: ['91350211M00013FA1N', '531000005000160090', '91110108551385082F', '9144030070846113IT', '914403'],
  'bank-card': ['6221558812340000', '4111111111111111', '6.22156E+15', '622'],
  'degree-certificate': ['104765201605701784', '104763201605701784', '104765211605701784', '104765201609701784'],
  'skill-certificate': ['s4401001234567890123456', '44010012345678901234AB', '4401001234567890123456', '44'],
  mobile: ['13812345678', '12812345678', '+8613812345678'],
};

test.each(['zh', 'en'])('whatever there is to say fits a terminal of 80 columns (%s)', async (language) => {
  for (const [kind, values] of Object.entries(EVERY)) {
    const told = await lines(kind, '--lang', language, '--', ...values);
    for (const line of told) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
    expect(told.filter((line) => line === '')).toHaveLength(values.length - 1);
    expect(told.join('\n')).not.toMatch(/undefined|null|\[object/);
  }
});

test('what a terminal would obey is shown, not sent', async () => {
  const { stdout } = await bridge(['id', 'mobile', '\u001B[2J138']);
  expect(stdout).not.toContain('\u001B');
  expect(stdout).toContain('�[2J138');
});
