import { parseArgs } from 'node:util';
import type { Bug } from './bug.ts';
import { AREAS, BUGS } from './bugs.ts';
import { type Caught, hunt, seedsOf } from './hunt.ts';

/** `node test/simulation/planted/report.ts [--max N]`: hunts every planted bug from seed 1 on, and prints docs/planted-bugs.md. */
const { values } = parseArgs({ options: { max: { type: 'string', default: '400' } } });
const MAX = Number(values.max);

// Refusals are everyday life here: what they cost is their stack.
Error.stackTraceLimit = 0;

const caught = new Map<Bug, Caught | null>();
for (const bug of BUGS) {
  caught.set(bug, await hunt(bug, seedsOf({}, MAX)));
  if (process.stderr.isTTY) process.stderr.write(`\r${caught.size} / ${BUGS.length} `);
}
process.stdout.write(pageOf(caught));
if ([...caught.values()].includes(null)) process.exitCode = 1;

function pageOf(hunted: ReadonlyMap<Bug, Caught | null>): string {
  const runs = [...hunted.values()].flatMap((each) => each?.runs ?? []).toSorted((a, b) => a - b);
  const killed = runs.length === BUGS.length ? `All ${BUGS.length}` : `${runs.length} of ${BUGS.length}`;
  const targeted = BUGS.filter(({ profile }) => profile !== undefined).length;
  const lines = [
    '# 埋入的错误 · Planted bugs',
    '',
    '<!-- Written by `node test/simulation/planted/report.ts > docs/planted-bugs.md`; do not edit. -->',
    '',
    '模拟测试能否发现错误，要靠错误来验证：在生产代码中逐个埋入已知的错误，模拟必须把它找出来。',
    '',
    'Whether the simulation finds mistakes is shown by mistakes: each line below is the production code with one known bug planted,',
    'by the test alone. Seeds 1, 2, … are run until an invariant is violated; the unchanged code is clean on the same seeds.',
    '',
    `${killed} are caught: by seed ${middleOf(runs)} in the median, by seed ${runs.at(-1) ?? 0} at most.`,
    `${targeted} of them, marked \\*, need two rare things at once and are hunted in weather of their own.`,
    '',
    'Made by `node test/simulation/planted/report.ts > docs/planted-bugs.md`. Candidates that are no bugs, and why:',
    '[test/simulation/planted](../test/simulation/planted/README.md).',
  ];
  for (const [area, bugs] of AREAS) {
    lines.push('', `## ${area}`, '', '| bug | seeds | caught by |', '| --- | ---: | --- |');
    for (const bug of bugs) lines.push(rowOf(bug, hunted.get(bug) ?? null));
    lines.push('');
    for (const { name, says } of bugs) lines.push(`- \`${name}\`: ${says}`);
  }
  return `${lines.join('\n')}\n`;
}

function rowOf({ name, profile }: Bug, found: Caught | null): string {
  const mark = profile === undefined ? '' : ' \\*';
  return `| \`${name}\`${mark} | ${found?.runs ?? `> ${MAX}`} | ${found === null ? '' : kindsOf(found)} |`;
}

/** What was violated, without which record it was. */
function kindsOf({ violations }: Caught): string {
  return [...new Set(violations.map((each) => each.split(':', 1)[0]?.replace(/^batch .*/, 'batch') ?? ''))]
    .slice(0, 3)
    .join(', ');
}

function middleOf(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
