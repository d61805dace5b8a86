import { type BridgeCommand, subcommand } from '../command.ts';
import { tableLines } from '../table.ts';
import { printLine, say, type Terminal } from '../terminal.ts';

/** What became of one `.expected.json`. */
interface Rewritten {
  readonly sample: string;
  readonly changed: boolean;
}

export const systemsGoldenCommand: BridgeCommand = {
  define: (terminal, finish) =>
    subcommand(terminal, {
      name: 'golden',
      summary: {
        zh: '按现在读出的结果重写一个系统的样例预期；改了什么请看版本差异，确认后再提交',
        en: 'rewrite what a system’s golden samples are expected to be read as; review the difference before you commit it',
      },
      examples: ['systems golden foshan/grants'],
    })
      .argument('<ID>', say(terminal, { zh: '系统，如 foshan/grants', en: 'the system' }))
      .action(async (id: string) => {
        const rewritten = await rewrite(id);
        if (terminal.json) printLine(terminal, JSON.stringify({ system: id, samples: rewritten }));
        else print(terminal, rewritten);
        finish(0);
      }),
};

async function rewrite(id: string): Promise<readonly Rewritten[]> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const { findSystem } = await import('../conformance/find-system.ts');
  const { goldenSamples, readGolden } = await import('../conformance/golden.ts');
  const { expectedText } = await import('./expected-text.ts');
  const { system } = await findSystem(id);
  const rewritten: Rewritten[] = [];
  for (const sample of goldenSamples(system)) {
    const before = await readFile(sample.expected, 'utf8').catch(() => '');
    const now = expectedText(await readGolden(system, sample));
    if (before !== now) await writeFile(sample.expected, now);
    rewritten.push({ sample: sample.name, changed: before !== now });
  }
  return rewritten;
}

function print(terminal: Terminal, rewritten: readonly Rewritten[]): void {
  const titles = [say(terminal, { zh: '样例', en: 'sample' }), say(terminal, { zh: '预期', en: 'expected' })];
  const rows = rewritten.map(({ sample, changed }) => [
    sample,
    say(terminal, changed ? { zh: '已重写', en: 'rewritten' } : { zh: '未变', en: 'unchanged' }),
  ]);
  for (const line of tableLines(titles, rows)) printLine(terminal, line);
}
