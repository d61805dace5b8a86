import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { KINDS } from '../../schemas/kind.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { bridge } from './bridge-in-process.ts';

const NAMES = commands.map(({ define }) => define({ language: 'zh' } as never, () => {}).name());
const folder = mkdtempSync(join(tmpdir(), 'bridge-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const { stdout } = await bridge(['completion', 'bash']);
  writeFileSync(join(folder, 'bridge.bash'), stdout);
  writeFileSync(join(folder, '资助 2025.csv'), '');
});

/** What bash offers after these words; the last is still being typed. */
function offered(...typed: readonly string[]): readonly string[] {
  const script = [
    'source ./bridge.bash',
    'COMP_WORDS=("$@")',
    'COMP_CWORD=$(($# - 1))',
    '_bridge',
    'for each in "${COMPREPLY[@]}"; do echo "$each"; done',
  ].join('\n');
  const said = execFileSync('bash', ['-c', script, 'bash', 'bridge', ...typed], { cwd: folder, encoding: 'utf8' });
  return said.split('\n').filter((line) => line !== '');
}

test('bash offers every command, those that begin so, and what stands below one', () => {
  expect(offered('')).toEqual(NAMES);
  expect(offered('discrep')).toEqual(['discrepancies']);
  expect(offered('replay', '')).toEqual(['plan', 'show', 'approve', 'run', 'pause']);
});

test('bash offers the options of the command that is being typed', () => {
  expect(offered('replay', 'plan', '--ma')).toEqual(['--mapping']);
  expect(offered('status', '--')).toContain('--watch');
  expect(offered('check', '--ma')).toEqual([]);
});

test('bash offers the values an option takes, of that very command', () => {
  expect(offered('check', 'x.csv', '--kind', '')).toEqual(KINDS);
  expect(offered('push', 'x.csv', '--system', 'foshan')).toEqual(
    systems.map(({ id }) => id).filter((id) => id.startsWith('foshan')),
  );
  expect(offered('discrepancies', '--state', '')).toEqual(['open', 'repairing', 'closed']);
  expect(offered('replay', 'plan', '--state', '')).toEqual(['held', 'rejected', 'quarantined']);
  expect(offered('replay', 'plan', '--reason', '')).toEqual([]);
});

test('bash offers files where a file is wanted, also of a name with a space', () => {
  expect(offered('check', '资')).toEqual(['资助 2025.csv']);
  expect(offered('openapi', '--out', '资')).toEqual(['资助 2025.csv']);
});

test('what was typed is never run', () => {
  expect(offered('show', `$(touch ${join(folder, 'run')})`, '`touch run`', '')).toEqual([]);
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('run');
});

test.each(['zsh', 'fish'])('%s hears of every command, its options and their values', async (shell) => {
  const { code, stdout } = await bridge(['completion', shell]);
  expect(code).toBe(0);
  for (const name of NAMES) expect(stdout).toContain(`' ${name}'`);
  expect(stdout).toContain('quarantined');
  expect(stdout).toContain('mapping');
  expect(stdout.split("'").length % 2, 'every quotation ends').toBe(1);
});

test('another shell is exit 2', async () => {
  expect(await bridge(['completion', 'powershell'])).toMatchObject({ code: 2, stdout: '' });
});
