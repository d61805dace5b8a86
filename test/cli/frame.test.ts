import { expect, test } from 'vitest';
import { tableLines } from '../../cli/table.ts';
import { wrapped } from '../../cli/wrap.ts';
import { preferencesOf } from '../../cli/terminal.ts';
import { commands } from '../../cli/commands.ts';
import { bridge } from './bridge-in-process.ts';

const CHECK = ['check', 'x.csv', '--system', 'guangzhou/degree-subsidy', '--kind', 'payment'];

test.each<[string, readonly string[], string]>([
  ['no command', [], 'usage.command-missing'],
  ['an unknown command', ['bogus'], 'usage.command-unknown'],
  ['an unknown option', ['systems', '--bogus'], 'usage.option-unknown'],
  ['a missing option', ['check', 'x.csv'], 'usage.option-missing'],
  ['an option without its value', ['check', 'x.csv', '--kind', 'payment', '--system'], 'usage.option-value-missing'],
  ['a missing argument', ['id', 'mobile'], 'usage.argument-missing'],
  ['too many arguments', ['systems', 'x'], 'usage.arguments-excess'],
  ['a group without its command', ['webhook'], 'usage.command-missing'],
  ['an unknown system', ['check', 'x.csv', '--system', 'x', '--kind', 'payment'], 'usage.system-unknown'],
  ['an unknown kind', ['check', 'x.csv', '--system', 'guangzhou/degree-subsidy', '--kind', 'x'], 'usage.kind-unknown'],
  ['a year of two digits', [...CHECK, '--year', '25'], 'usage.year'],
  ['a day that does not exist', [...CHECK, '--as-of', '2026-02-30'], 'usage.date'],
  ['an output over the input', [...CHECK, '--rejects', './x.csv'], 'usage.same-file'],
  ['a file that is not there', CHECK, 'file.not-found'],
  ['an unknown language', ['systems', '--lang', 'fr'], 'usage.language'],
])('%s is exit 2, told on stderr, as JSON with --json', async (_name, args, code) => {
  const plain = await bridge(args);
  expect(plain).toMatchObject({ code: 2, stdout: '' });
  expect(plain.stderr).toContain(`错误 ${code}: `);
  const json = await bridge([...args, ...(args.at(-1) === '--system' ? [] : ['--json'])]);
  expect(json).toMatchObject({ code: 2, stdout: '' });
  if (json.stderr.startsWith('{')) {
    const { error } = JSON.parse(json.stderr) as { error: Record<string, unknown> };
    expect(Object.keys(error)).toEqual(['code', 'message', 'hint']);
    expect(error['code']).toBe(code);
  }
});

test.each(commands.map(({ define }) => define({ language: 'zh' } as never, () => {}).name()))(
  '%s has help in both languages with examples',
  async (name) => {
    const [leaf] = name === 'webhook' ? [['webhook', 'verify']] : [[name]];
    const chinese = await bridge([...(leaf ?? []), '--help']);
    expect(chinese).toMatchObject({ code: 0, stderr: '' });
    expect(chinese.stdout).toContain('示例：\n  bridge ');
    expect((await bridge([...(leaf ?? []), '--help', '--lang', 'en'])).stdout).toContain('Examples:\n  bridge ');
  },
);

test('help tells a default in its own language, and none where an option may be given again', async () => {
  const help = async (language: string) => (await bridge(['systems', 'draft', '--help', '--lang', language])).stdout;
  expect(await help('zh')).toContain('（默认 schemas/systems）');
  expect(await help('zh')).not.toContain('default');
  expect(await help('en')).not.toContain('[]');
});

test('a mistyped option is answered with the right one', async () => {
  expect((await bridge(['systems', '--jsn'])).stderr).toContain('是不是 --json？');
});

test.each<[Readonly<Record<string, string>>, readonly string[], string]>([
  [{}, [], 'zh'],
  [{ LANG: 'C.UTF-8' }, [], 'zh'],
  [{ LANG: 'POSIX' }, [], 'zh'],
  [{ LANG: 'zh_CN.UTF-8' }, [], 'zh'],
  [{ LANG: 'en_US.UTF-8' }, [], 'en'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, [], 'en'],
  [{ LANG: 'cs_CZ.UTF-8' }, [], 'en'],
  [{ LANG: 'en_US.UTF-8' }, ['--lang', 'zh'], 'zh'],
  [{}, ['--lang=en'], 'en'],
  [{}, ['--', '--lang', 'en'], 'zh'],
])('locale %j and options %j speak %s', (environment, args, language) => {
  expect(preferencesOf(args, environment).language).toBe(language);
});

test('a line ends after any Chinese character, never before a comma, and a word stays whole', () => {
  expect(wrapped('每夜对账，一张表', 8)).toBe('每夜对\n账，一张\n表');
  expect(wrapped('use bridge replay', 10)).toBe('use bridge\nreplay');
  expect(wrapped('运行bridge replay', 10)).toBe('运行bridge\nreplay');
  expect(wrapped('a\nb', 10)).toBe('a\nb');
});

test('columns of Chinese and Latin text stand below each other', () => {
  expect(
    tableLines(
      ['行', '说明', '列'],
      [
        ['2', 'ab', 'x'],
        ['10', '金额', 'y'],
      ],
      [0],
    ),
  ).toEqual(['行  说明  列', ' 2  ab    x', '10  金额  y']);
});
