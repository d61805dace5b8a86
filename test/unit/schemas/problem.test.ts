import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explain, explainCode, isProblemCode, PROBLEMS } from '../../../schemas/problem.ts';
import { problemReference } from '../../../schemas/problem-reference.ts';

test('every code is dotted kebab-case', () => {
  expect(Object.keys(PROBLEMS).filter((code) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
});

test('every problem says in both languages what is wrong and what to do', () => {
  for (const [code, text] of Object.entries(PROBLEMS)) {
    expect(/\p{Script=Han}/u.test(text.zh) && /\p{Script=Han}/u.test(text.todoZh), code).toBe(true);
    expect(/^[\x20-\x7e¥’]+$/.test(text.en) && /^[\x20-\x7e¥’]+$/.test(text.todoEn), code).toBe(true);
  }
});

test('an explanation names the place, the fault and the remedy', () => {
  expect(explain({ code: 'citizen-id.check-digit', field: '身份证号', row: 17 }, 'zh')).toBe(
    '第 17 行「身份证号」：证件号码校验码不对。核对证件原件。',
  );
  expect(explain({ code: 'citizen-id.check-digit', field: '身份证号', row: 17 }, 'en')).toBe(
    'row 17, "身份证号": the check digit is wrong; compare it with the document.',
  );
  expect(explain({ code: 'file.empty', field: null }, 'en')).toBe('the file is empty; export it again.');
  expect(explain({ code: 'row.columns', field: null, row: 3 }, 'zh')).toMatch(/^第 3 行：/);
});

test('a reason of another side is told as that, never as one of ours', () => {
  expect(explainCode('money.zero', 'zh')).toBe(explain({ code: 'money.zero', field: null }, 'zh'));
  expect(explainCode('declaration.unknown', 'zh')).toContain('接收方');
  expect(explainCode('toString', 'en')).toContain('receiving side');
});

test('knows its own codes only', () => {
  expect(isProblemCode('money.zero')).toBe(true);
  expect(isProblemCode('toString')).toBe(false);
});

test('docs/problems.md is the catalogue', () => {
  expect(readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')).toBe(problemReference());
});
