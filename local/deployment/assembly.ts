import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Synthesizes the app as `npm run synth` does, in a process of its own: CDK takes much memory that is free again afterwards. */
export async function synthesize(outdir: string): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'infra', 'app.ts'), outdir], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaint: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`synthesis failed:\n${Buffer.concat(complaint).toString('utf8')}`);
}
