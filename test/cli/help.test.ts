import type { Command } from 'commander';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { bridgeProgram } from '../../cli/program.ts';
import { bridge } from './bridge-in-process.ts';

const program = bridgeProgram({ language: 'zh' } as never, () => {});

/** Every command below this one, by its words. */
function below(command: Command, above: readonly string[] = []): readonly (readonly [readonly string[], Command])[] {
  return command.commands.flatMap((each) => {
    const words = [...above, each.name()];
    return [[words, each] as const, ...below(each, words)];
  });
}
const all = below(program);

test.each(all.map(([words]) => [words.join(' '), words] as const))(
  'bridge %s --help says what it is for, what it takes and how it is written, on a terminal of 80 columns',
  async (_name, words) => {
    for (const [language, examples] of [
      ['zh', '示例：'],
      ['en', 'Examples:'],
    ] as const) {
      const { code, stdout, stderr } = await bridge([...words, '--help', '--lang', language]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const [text = '', written = ''] = stdout.split(`${examples}\n`);
      expect(written).toMatch(/^ {2}bridge /);
      for (const line of text.split('\n').slice(1)) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
    }
  },
);

test('an example is a command line of its own command, with options it has', () => {
  for (const [words, command] of all) {
    const options = new Set(command.options.map(({ long }) => long));
    const lines = examplesOf(command).filter((line) => line.startsWith(`bridge ${words.join(' ')} `));
    for (const line of lines) {
      const deeper = command.commands.find((each) => line.split(' ')[words.length + 1] === each.name());
      if (deeper !== undefined) continue;
      for (const [option] of line.matchAll(/(?<= )--[a-z-]+/g)) expect(options, `${line}: ${option}`).toContain(option);
    }
  }
});

test('an option that many commands have is written alike in all of them', () => {
  const shared = ['--as', '--data', '--tenant', '--kind', '--programme', '--limit', '--after', '--state', '--yes'];
  for (const name of shared) {
    const flags = all.flatMap(([words, { options }]) =>
      words[0] === 'systems' ? [] : options.filter(({ long }) => long === name).map((option) => option.flags),
    );
    expect(flags.length, name).toBeGreaterThan(1);
    expect([...new Set(flags)], name).toHaveLength(1);
  }
});

/** The command lines of its help. */
function examplesOf(command: Command): readonly string[] {
  let text = '';
  command.configureOutput({ ...command.configureOutput(), writeOut: (each) => (text += each) });
  command.outputHelp();
  return text.split('\n').flatMap((line) => (line.startsWith('  bridge ') ? [line.trim()] : []));
}
