import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';

const ROOT = join(import.meta.dirname, '../..');
const READMES = ['README.md', 'README.zh-CN.md'];

const NOT_OURS = new Set(['node_modules', 'cdk.out', '.bridge', '.git']);

/** Every Markdown file of the repository, in order. */
function documents(): readonly string[] {
  const exclude = (path: string): boolean => NOT_OURS.has(path.split('/')[0] ?? '');
  return globSync('**/*.md', { cwd: ROOT, exclude }).toSorted();
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What follows `](`, outside fenced blocks and code spans. */
function targetsIn(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** GitHub's anchors: lower case, punctuation dropped, spaces to hyphens. */
function anchorsIn(text: string): readonly string[] {
  const headings = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(
    ([, title = '']) => title,
  );
  return headings.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

/** Why a link leads nowhere; `null` where it leads somewhere, or out of the repository. */
function faultOf(from: string, target: string): string | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [file = '', anchor] = target.split('#', 2);
  const path = file === '' ? from : relative(ROOT, join(ROOT, dirname(from), decodeURIComponent(file)));
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return `${from}: ${target} is not there`;
  if (anchor === undefined || anchorsIn(textOf(path)).includes(decodeURIComponent(anchor))) return null;
  return `${from}: ${path} has no heading for #${anchor}`;
}

/** Command lines of the fenced shell blocks and of code spans, without comments. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'));
  const spans = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].flatMap((line) => line.replace(/\s#.*$/, '').split('&&')).map((line) => line.trim());
}

const NPM_ITSELF = new Set(['ci', 'install']);

/** Why a command line can't be run as written; `null` where it can, or where it is no command of this repository. */
function wrongCommand(line: string): string | null {
  const { scripts, bin } = JSON.parse(textOf('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
    readonly bin: Readonly<Record<string, string>>;
  };
  const npm = /^npm (?:run )?([a-z:]+)/.exec(line)?.[1];
  if (npm !== undefined) return npm in scripts || NPM_ITSELF.has(npm) ? null : `${line}: no script ${npm}`;
  const bridge = /^(?:npx )?bridge ([a-z-]+)/.exec(line)?.[1];
  if (bridge !== undefined)
    return 'bridge' in bin && subcommands().includes(bridge) ? null : `${line}: no subcommand ${bridge}`;
  const npx = /^npx ([a-z-]+)/.exec(line)?.[1];
  if (npx !== undefined) return existsSync(join(ROOT, 'node_modules/.bin', npx)) ? null : `${line}: no program ${npx}`;
  const script = /^node ([\w./-]+\.ts)/.exec(line)?.[1];
  return script === undefined || existsSync(join(ROOT, script)) ? null : `${line}: no file ${script}`;
}

function subcommands(): readonly string[] {
  const terminal = { language: 'en' } as unknown as Parameters<(typeof commands)[number]['define']>[0];
  return commands.map(({ define }) => define(terminal, () => undefined).name());
}

describe('the documents', () => {
  test('link to what is there', () => {
    const paths = documents();
    expect(paths).toEqual(expect.arrayContaining([...READMES, 'ARCHITECTURE.md', 'docs/decisions/README.md']));
    expect(paths.flatMap((path) => targetsIn(textOf(path)).flatMap((target) => faultOf(path, target) ?? []))).toEqual(
      [],
    );
  });

  test('name commands that can be run', () => {
    expect(documents().flatMap((path) => commandsIn(textOf(path)).flatMap((line) => wrongCommand(line) ?? []))).toEqual(
      [],
    );
  });

  test('give every decision its line in the list', () => {
    const pages = documents().filter((path) => /^docs\/decisions\/\d{4}-/.test(path));
    const listed = targetsIn(textOf('docs/decisions/README.md')).map((target) => `docs/decisions/${target}`);
    expect(listed).toEqual(pages);
  });

  test.each(READMES)('%s names the two commands, and is one screen', (path) => {
    const text = textOf(path);
    expect(commandsIn(text)).toEqual(expect.arrayContaining(['npm ci', 'npm start', 'npm test', 'npm run synth']));
    expect(text.split('\n').length).toBeLessThanOrEqual(70);
  });

  test('keep to the line', () => {
    const prose = documents().filter((path) => path !== 'docs/problems.md');
    const long = prose.flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, at) => (line.length > 140 && !line.startsWith('|') ? [`${path}:${at + 1}`] : [])),
    );
    expect(long).toEqual([]);
  });
});

describe('the check itself', () => {
  test.each([
    ['README.md', 'docs/nowhere.md'],
    ['docs/decisions/README.md', 'nowhere.md'],
    ['README.md', 'ARCHITECTURE.md#no-such-heading'],
    ['README.md', '../outside.md'],
  ])('%s may not link to %s', (from, target) => {
    expect(faultOf(from, target)).not.toBeNull();
  });

  test.each(['npm run nothing', 'npx bridge nothing', 'npx no-such-program', 'node bench/nothing.ts'])(
    'refuses %s',
    (line) => {
      expect(wrongCommand(line)).not.toBeNull();
    },
  );

  test.each(['[a](x.md)', 'text [a](x.md#b), more'])('finds the link of %s', (text) => {
    expect(targetsIn(text)).toHaveLength(1);
  });

  test.each(['`[a](x.md)`', '```\n[a](x.md)\n```\n'])('finds no link in %j', (text) => {
    expect(targetsIn(text)).toEqual([]);
  });
});
