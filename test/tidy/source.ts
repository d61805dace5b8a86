import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** One source file, parsed. */
export interface Source {
  /** From the root of the repository: `core/delivery.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Every node of the syntax tree, in the order of the text. */
  readonly nodes: readonly SyntaxNode[];
}

export interface Import {
  /** As written: `../core/delivery.ts`, `zod`. */
  readonly specifier: string;
  /** The same from the root of the repository; null for a package. */
  readonly path: string | null;
  readonly line: number;
}

export interface SyntaxNode {
  readonly type: string;
  readonly line: number;
  readonly lines: number;
  readonly [field: string]: unknown;
}

export const LAYERS = ['schemas', 'core', 'adapters', 'functions', 'infra', 'local', 'cli', 'bench', 'test'] as const;

/** What people wrote: a generated file keeps no rules. */
export function readSources(root: string): readonly Source[] {
  const paths = globSync([`{${LAYERS.join(',')}}/**/*.ts`, '*.ts'], { cwd: root }).toSorted();
  return paths
    .filter((path) => !path.endsWith('.gen.ts'))
    .map((path) => parseSource(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): Source {
  const lineAt = lineFinder(text);
  const nodes: SyntaxNode[] = [];
  walk(parseAst(text, { lang: 'ts' }), (node) => {
    const line = lineAt(node.start);
    nodes.push({ ...node, line, lines: lineAt(node.end) - line + 1 });
  });
  const imports = nodes.flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ specifier, path: resolved(path, specifier), line: node.line }];
  });
  return { path, text, imports, nodes };
}

interface RawNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function walk(value: unknown, visit: (node: RawNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}

function isNode(value: object): value is RawNode {
  return 'type' in value && 'start' in value && 'end' in value;
}

/** Static, re-exporting, dynamic and type imports alike. A computed dynamic import has no specifier to judge. */
function specifierOf({ type, source, argument }: SyntaxNode): string | undefined {
  if (
    /^(Import|ExportNamed|ExportAll)Declaration$/.test(type) ||
    type === 'ImportExpression' ||
    type === 'TSImportType'
  ) {
    const literal = (source ?? argument) as { value?: unknown; literal?: { value?: unknown } } | null | undefined;
    const value = literal?.value ?? literal?.literal?.value;
    return typeof value === 'string' ? value : undefined;
  }
  return undefined;
}

function resolved(path: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
