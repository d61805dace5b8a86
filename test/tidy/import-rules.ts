import type { Import, Source } from './source.ts';

/** What a layer may import of ours (DESIGN §2), as the beginnings of paths, and which packages. */
interface Allowance {
  readonly ours: readonly string[];
  readonly packages: RegExp;
}

const ANY = /^/;
/** Everything but the SDKs: those are the adapters' to hide. */
const NO_SDK = /^(?!@aws-sdk\/|@smithy\/|@aws-lambda-powertools\/|@aws-crypto\/|axios(\/|$))/;

const ALLOWED: Readonly<Record<string, Allowance>> = {
  schemas: { ours: ['schemas/'], packages: /^zod$/ },
  core: { ours: ['core/', 'schemas/'], packages: /^node:crypto$/ },
  adapters: { ours: ['adapters/', 'core/', 'schemas/'], packages: ANY },
  functions: { ours: ['adapters/', 'core/', 'schemas/', 'docs/openapi.json'], packages: NO_SDK },
  infra: {
    ours: ['infra/', 'schemas/api/', 'schemas/metrics.ts', 'schemas/systems/registry.ts', 'schemas/programmes.ts'],
    packages: ANY,
  },
  local: { ours: ['local/', 'adapters/', 'core/', 'schemas/'], packages: ANY },
  cli: {
    ours: [
      'cli/',
      'local/',
      'adapters/files/',
      'adapters/http/',
      'adapters/oidc/',
      'adapters/reports/',
      'adapters/vault/spool.ts',
      'core/',
      'schemas/',
    ],
    packages: NO_SDK,
  },
};

/** Complaints about what `source` imports. Benchmarks, tests and tools' configurations may import anything. */
export function importDirection({ path, imports }: Source): readonly string[] {
  const layer = path.split('/')[0] ?? '';
  const allowed = ALLOWED[layer];
  if (allowed === undefined) return [];
  const home = ownFolder(path);
  return imports.flatMap(({ specifier, path: target, line }) => {
    if (target === null)
      return allowed.packages.test(specifier) ? [] : [`${path}:${line} ${layer} may not use ${specifier}`];
    const own = home !== null && target.startsWith(home);
    if (own || allowed.ours.some((start) => target.startsWith(start))) return [];
    return [`${path}:${line} ${layer} may not import ${target}`];
  });
}

/** A function never imports another; a system never imports another. */
export function neighbours({ path, imports }: Source): readonly string[] {
  const home = ownFolder(path);
  if (home === null) return [];
  return imports.flatMap(({ path: target, line }) => {
    const other = target === null ? null : ownFolder(target);
    if (other === null || other === home || !sameSort(home, other)) return [];
    return [`${path}:${line} ${home} may not import ${other}`];
  });
}

/** `.ts` on what is ours, `node:` on what is Node's: what is written is what is loaded. */
export function specifiers({ path, imports }: Source): readonly string[] {
  return imports.flatMap((one) => (isPlain(one) ? [] : [`${path}:${one.line} write '${one.specifier}' in full`]));
}

function isPlain({ specifier, path }: Import): boolean {
  if (path !== null) return /\.(ts|json|js|mjs|cjs)$/.test(specifier);
  return specifier.startsWith('node:') || !NODE_MODULES.has(specifier.split('/')[0] ?? '');
}

/** `functions/ingest/` or `schemas/systems/guangzhou/degree-subsidy/`; null elsewhere. */
function ownFolder(path: string): string | null {
  return /^(functions\/[^/]+\/|schemas\/systems\/[^/]+\/[^/]+\/)/.exec(path)?.[0] ?? null;
}

function sameSort(one: string, other: string): boolean {
  return one.split('/')[0] === other.split('/')[0];
}

const NODE_MODULES = new Set([
  'assert',
  'buffer',
  'child_process',
  'crypto',
  'events',
  'fs',
  'http',
  'https',
  'module',
  'net',
  'os',
  'path',
  'process',
  'stream',
  'timers',
  'url',
  'util',
  'worker_threads',
  'zlib',
]);
