import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesizeInto } from './synthesis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The app as `npm run synth` writes it, made once for all files of this project. */
    readonly assemblyDir: string;
  }
}

/** Vitest's global setup of the end-to-end project: other projects neither wait for it nor pay for it. */
export function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'bridge-e2e-app-'));
  synthesizeInto(directory);
  project.provide('assemblyDir', directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
