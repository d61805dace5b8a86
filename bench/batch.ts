import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BatchView, isSettled, showBatch } from '../local/demo/bridge-api.ts';
import { type Deployment, deployLocally } from '../local/deployment/deployment.ts';
import { bigNight } from '../local/nights/clean-nights.ts';
import { pushNight } from '../local/simulators/guangzhou/push.ts';

/**
 * One batch of applicants through the whole local stack, then the same batch again: rows per second and the peak memory of the
 * ingest process. `node bench/batch.ts [rows]`; needs /proc, so Linux.
 */
const ROWS = Number(process.argv[2] ?? 100_000);
const POLL_MS = 200;

interface Measured {
  readonly ingestedMs: number;
  readonly settledMs: number;
  readonly view: BatchView;
}

async function push(deployment: Deployment, sequence: number): Promise<Measured> {
  const [file] = bigNight({ rows: ROWS });
  const partner = deployment.access.partners['guangzhou'];
  if (file === undefined || partner === undefined) throw new Error('nothing to push');
  const bytes = Buffer.concat([...file.blocks()]);
  const { credentialId, secret } = partner;
  const start = performance.now();
  const [pushed] = await pushNight({
    bridgeUrl: deployment.access.apiUrl,
    credentialId,
    secret,
    files: [{ ...file, sequence, bytes }],
  });
  if (pushed === undefined) throw new Error('nothing was pushed');
  let ingestedMs = 0;
  for (;;) {
    const view = await showBatch(deployment.access, { tenant: 'guangzhou', batchId: pushed.batchId });
    const elapsed = performance.now() - start;
    if (ingestedMs === 0 && view.state !== 'AWAITING_UPLOAD') ingestedMs = elapsed;
    if (isSettled(view)) return { ingestedMs, settledMs: elapsed, view };
    await pause(POLL_MS);
  }
}

/** Peak resident memory of the process that runs a function, MiB: VmHWM of the one with its name in its environment. */
function peakMiB(functionName: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}\0`))
        continue;
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    } catch {
      // A process may end while it is being looked at.
    }
  }
  throw new Error(`${functionName} does not run`);
}

function writesOf(deployment: Deployment): number {
  return Object.values(deployment.stack.metrics().itemsWritten).reduce(
    (sum, byPrefix) => sum + (byPrefix['R'] ?? 0),
    0,
  );
}

const dataDir = mkdtempSync(join(tmpdir(), 'bridge-bench-'));
// Reviews would move on and answer with webhooks for every applicant: that is another measurement.
const deployment = await deployLocally({ dataDir, port: 0, onLog: () => {}, provinceKnobs: { stepMs: 3_600_000 } });
try {
  for (const [name, sequence] of [
    ['first time', 1],
    ['the same again', 2],
  ] as const) {
    const before = writesOf(deployment);
    const { ingestedMs, settledMs, view } = await push(deployment, sequence);
    const rate = (ms: number): string => `${Math.round(ROWS / (ms / 1000)).toLocaleString('en')} rows/s`;
    process.stdout.write(
      [
        `${ROWS.toLocaleString('en')} applicants, ${name}: received ${view.received} = applied ${view.applied} + unchanged ${view.unchanged} + rejected ${view.rejected} + held ${view.held}`,
        `  uploaded, validated and compared with the snapshot in ${(ingestedMs / 1000).toFixed(1)} s (${rate(ingestedMs)})`,
        `  settled at the province in ${(settledMs / 1000).toFixed(1)} s (${rate(settledMs)})`,
        `  record items written ${writesOf(deployment) - before}; peak memory of the ingest process so far ${peakMiB('UnionBridge-Flow-Ingest').toFixed(0)} MiB`,
        '',
      ].join('\n'),
    );
  }
} finally {
  await deployment.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
