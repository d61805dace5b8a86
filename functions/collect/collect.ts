import { createHash } from 'node:crypto';
import { businessDate, businessMinute } from '../../adapters/clock/business-date.ts';
import type { Manifest } from '../../adapters/ledger/batches.ts';
import type { Kind } from '../../schemas/kind.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import { createCaller } from './caller.ts';
import { CollectError } from './collect-error.ts';
import type { Collecting } from './environment.ts';
import { collectExports } from './exports.ts';
import { landFile } from './land.ts';
import { walk, type Walked } from './walk.ts';

/** Which list of the platform's API holds which kind; what a person is comes before what the person has reached. */
const LISTS: readonly (readonly [Kind, string])[] = [
  ['applicant', '/api/trainees'],
  ['certificate', '/api/certificates'],
];

export interface Collected {
  readonly kind: Kind;
  readonly batchId: string;
  readonly rows: number;
}

/**
 * Takes what the system has: of the province its export, of a city's platform its lists. Each list is walked to its end
 * and landed as a batch. A list that can't be read whole leaves nothing behind, does not keep the others back, and fails the run: it comes
 * again with the next event, and lists that were taken are the same batches then.
 */
export async function collect(collecting: Collecting, at: Date): Promise<readonly Collected[]> {
  const { source, log } = collecting;
  const system = systemById(source);
  if (system === undefined) throw new Error(`no system ${source} in the registry`);
  if (system.side === 'province') return await collectExports(collecting, system, at);
  const caller = createCaller(collecting, await collecting.secrets.clientCredentials(system.tenant));
  const collected: Collected[] = [];
  const failures: unknown[] = [];
  for (const [kind, path] of LISTS) {
    try {
      collected.push(await land(collecting, system, kind, at, await walk(caller, path)));
    } catch (error) {
      log.error('collect.failed', { system: source, kind, code: codeOf(error), error });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return collected;
}

async function land(
  collecting: Collecting,
  { id, tenant }: System,
  kind: Kind,
  at: Date,
  { lines, rows }: Walked,
): Promise<Collected> {
  const sequence = businessMinute(at);
  const bytes = Buffer.concat(lines);
  const manifest: Manifest = {
    system: id,
    kind,
    programmeYear: null,
    businessDate: businessDate(at),
    sequence,
    fileName: `${kind}-${sequence}.jsonl`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows,
    totalFen: null,
  };
  return await landFile(collecting, tenant, manifest, () => [bytes]);
}

function codeOf(error: unknown): string | null {
  return error instanceof CollectError ? error.code : null;
}
