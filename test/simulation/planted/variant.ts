import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Code } from '../kernel/code.ts';

/** A change to one place of the production code, as text: what stands there must stand there exactly once. */
export interface Edit {
  /** Path from the project's root: `functions/deliver/deliver.ts`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ENTRY = join(ROOT, 'test', 'simulation', 'kernel', 'code.ts');

/** The production code with these edits, bundled and loaded beside the real one. Throws where an edit no longer fits. */
export async function loadVariant(name: string, edits: readonly Edit[]): Promise<Code> {
  // Beside the project's packages, which the bundle imports as they are.
  const directory = mkdtempSync(join(ROOT, 'node_modules', '.variant-'));
  try {
    const outfile = join(directory, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.mjs`);
    const missed = new Set(edits);
    await build({
      entryPoints: [ENTRY],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      packages: 'external',
      logLevel: 'silent',
      plugins: [edited(edits, missed)],
    });
    for (const { file, from } of missed) throw new Error(`${name}: ${file} is not part of the code, or has no ${from}`);
    return ((await import(pathToFileURL(outfile).href)) as { readonly code: Code }).code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function edited(edits: readonly Edit[], missed: Set<Edit>): Plugin {
  const byFile = Map.groupBy(edits, ({ file }) => join(ROOT, file));
  return {
    name: 'edits',
    setup: (bundle) => {
      bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const own = byFile.get(path);
        if (own === undefined) return undefined;
        let text = readFileSync(path, 'utf8');
        for (const edit of own) {
          const parts = text.split(edit.from);
          if (parts.length !== 2) throw new Error(`${edit.file} has ${parts.length - 1} times: ${edit.from}`);
          text = parts.join(edit.to);
          missed.delete(edit);
        }
        return { contents: text, loader: 'ts' };
      });
    },
  };
}
