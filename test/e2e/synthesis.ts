import { join } from 'node:path';
import { createBridge } from '../../infra/bridge.ts';

/** Synthesizes the bridge with its real functions into a directory of its own, so that nobody else's synthesis changes it under way. */
export function synthesizeInto(outdir: string): void {
  createBridge({ functionsDir: join(import.meta.dirname, '..', '..', 'functions'), outdir }).app.synth();
}
