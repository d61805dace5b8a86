import { matchesGlob } from 'node:path';
import type { Source, SyntaxNode } from './source.ts';

/** Nothing is ever looked for in a folder that could hold anything. */
export function names({ path }: Source): readonly string[] {
  const banned = path.split('/').find((part) => /^(utils?|helpers?|common|misc|shared|stuff)(\.|$)/i.test(part));
  if (banned !== undefined) return [`${path} '${banned}' says nothing: name it after what it holds`];
  const file = path.split('/').at(-1) ?? '';
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(file) ? [] : [`${path} is not in lower-case-with-dashes`];
}

/** Lines; a file has one reason to exist. */
export function length({ path, text }: Source): readonly string[] {
  const lines = text.split('\n').length - 1;
  return lines > LINES_MAX ? [`${path} has ${lines} lines, ${LINES_MAX} is the ceiling`] : [];
}

/** What Node can't run by stripping types, and what hides a type or a name. */
export function syntax({ path, nodes }: Source): readonly string[] {
  return nodes.flatMap((node) => {
    const reason = BANNED_SYNTAX[node.type]?.(node, path) ?? null;
    return reason === null ? [] : [`${path}:${node.line} ${reason}`];
  });
}

type Complaint = (node: SyntaxNode, path: string) => string | null;

const BANNED_SYNTAX: Readonly<Record<string, Complaint>> = {
  TSEnumDeclaration: () => 'no enum: a union of strings',
  TSModuleDeclaration: ({ id }) => (typeOf(id) === 'Literal' ? null : 'no namespace: a file is one'),
  TSAnyKeyword: () => 'no any: unknown, and a schema',
  TSNonNullExpression: () => 'no non-null assertion: say what happens when it is missing',
  TSParameterProperty: () => 'no parameter property: it does not survive stripping types',
  PropertyDefinition: ({ definite }) => (definite === true ? 'no definite assignment: give it a value' : null),
  ExportDefaultDeclaration: (_, path) =>
    path.endsWith('.config.ts') ? null : 'no default export: names are searched for',
  ExportAllDeclaration: () => 'no export of everything: import from where it is',
  Program: ({ body }) => (isBarrel(body) ? 'no barrel: import from where it is' : null),
};

function isBarrel(body: unknown): boolean {
  if (!Array.isArray(body) || body.length === 0) return false;
  return body.every(
    (node: { type: string; source?: unknown }) => node.type === 'ExportNamedDeclaration' && Boolean(node.source),
  );
}

/** The environment comes in as an argument, read in one file per function. */
export function environment({ path, nodes, imports }: Source): readonly string[] {
  if (READS_ENVIRONMENT.some((pattern) => matchesGlob(path, pattern))) return [];
  const reads = nodes.filter((node) => isMember(node, 'process', 'env'));
  const ways = imports.filter(({ specifier }) => specifier === 'node:process');
  return [...reads, ...ways].map(({ line }) => `${path}:${line} no process.env here`);
}

/** Only what people run speaks to a terminal; a function's words pass the log's allow-list. */
export function output({ path, nodes }: Source): readonly string[] {
  if (/^(cli|local|bench|test)\//.test(path)) return [];
  return nodes.flatMap((node) => (isMember(node, 'console') ? [`${path}:${node.line} no console: adapters/log`] : []));
}

export function words({ path, text }: Source): readonly string[] {
  if (path.startsWith('test/tidy')) return [];
  return text.split('\n').flatMap((line, at) => {
    const found = /\b(TODO|FIXME|XXX|HACK)\b/.exec(line)?.[0];
    return found === undefined ? [] : [`${path}:${at + 1} ${found}: do it, or write an issue`];
  });
}

function isMember({ type, object, property }: SyntaxNode, objectName: string, propertyName?: string): boolean {
  if (type !== 'MemberExpression' || nameOf(object) !== objectName) return false;
  return propertyName === undefined || nameOf(property) === propertyName;
}

function nameOf(node: unknown): string | undefined {
  const { name, value } = (node ?? {}) as { name?: string; value?: string };
  return name ?? value;
}

function typeOf(node: unknown): string | undefined {
  return (node as { type?: string } | null)?.type;
}

const LINES_MAX = 400;

const READS_ENVIRONMENT = [
  'functions/*/environment.ts',
  'cli/bridge.ts',
  'cli/commands/up.ts',
  'local/stack.ts',
  'local/runtime/function-process.ts',
  'bench/**',
  'test/**',
];
