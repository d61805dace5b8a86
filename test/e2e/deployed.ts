import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, type DeploymentOptions, deployLocally } from '../../local/deployment/deployment.ts';
import type { ProvinceKnobs } from '../../local/simulators/province/knobs.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type Outside, outsideOf } from './outside.ts';
import { type Partner, partnerOf, type Statement } from './partner.ts';
import { until } from './until.ts';

/** The bridge as deployed on this machine, with everything a test needs to drive it and to look at it from outside. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly dataDir: string;
  /** What the functions and the runtime wrote, as `source: line`. */
  readonly log: readonly string[];
  readonly partner: Partner;
  readonly outside: Outside;
  readonly ledger: Ledger;
  /** The batches' statements once none of them moves any more. */
  readonly ended: (batchIds: readonly string[]) => Promise<readonly Statement[]>;
  /** Waits until nothing is under way anywhere: no review, webhook, message or due work. */
  readonly quiet: () => Promise<void>;
  /** The same, but waits and leases end at once: minutes later the sweep would find the same work. */
  readonly hurry: () => Promise<void>;
  /** Ends everything and forgets the data. */
  readonly stop: () => Promise<void>;
}

export interface DeployedOptions {
  readonly assemblyDir: string;
  /** Absent: a temporary one. */
  readonly dataDir?: string;
  readonly provinceKnobs?: Partial<ProvinceKnobs>;
  readonly histories?: DeploymentOptions['histories'];
}

export async function deploy({
  assemblyDir,
  dataDir = mkdtempSync(join(tmpdir(), 'bridge-e2e-')),
  provinceKnobs = {},
  histories = 'declared-empty',
}: DeployedOptions): Promise<Deployed> {
  const log: string[] = [];
  const deployment = await deployLocally({
    dataDir,
    port: 0,
    assemblyDir,
    provinceKnobs: { stepMs: 20, ...provinceKnobs },
    histories,
    onLog: ({ source, line }) => log.push(`${source}: ${line}`),
  });
  const { stack, simulators, access } = deployment;
  const partner = partnerOf(access);
  const outside = outsideOf({ ...simulators, provinceSecret: access.signing['province/yuegonghui'] ?? '' });
  const ledger = openLedger(stack);
  return {
    deployment,
    dataDir,
    log,
    partner,
    outside,
    ledger,
    ended: (batchIds) => endedBatches(partner, batchIds),
    quiet: () => quiet({ deployment, outside, ledger }),
    hurry: () => hurry({ deployment, outside, ledger }),
    stop: async () => {
      ledger.close();
      await deployment.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const MOVING = new Set(['AWAITING_UPLOAD', 'PROCESSING']);

export async function endedBatches(partner: Partner, batchIds: readonly string[]): Promise<readonly Statement[]> {
  return await until(
    'batches that end',
    async () => await Promise.all(batchIds.map(partner.statement)),
    (statements) => statements.every(({ state }) => !MOVING.has(state)),
  );
}

type World = Pick<Deployed, 'deployment' | 'outside' | 'ledger'>;

async function quiet(world: World): Promise<void> {
  await until('everything at rest', () => underWay(world), isAtRest);
}

async function hurry(world: World): Promise<void> {
  const { deployment, ledger } = world;
  await until(
    'everything at rest',
    async () => {
      const moving = await underWay(world);
      if (moving.messages.length === 0 && moving.webhooks === 0 && moving.due.length > 0) {
        for (const item of await ledger.items()) if ('duePk' in item) await ledger.makeDue(item).catch(() => undefined);
        await deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
      }
      return moving;
    },
    isAtRest,
  );
}

interface UnderWay {
  readonly walking: number;
  readonly webhooks: number;
  readonly messages: readonly string[];
  readonly due: readonly string[];
}

async function underWay({ deployment, outside, ledger }: World): Promise<UnderWay> {
  const { walking, webhooks } = await outside.province();
  // A delayed message is about work that is due, or about nothing.
  const messages = Object.entries(deployment.stack.queueDepths()).flatMap(([queue, { ready, inFlight }]) =>
    queue.endsWith('DeadLetters') || ready + inFlight === 0 ? [] : [queue],
  );
  const due = (await ledger.items()).filter((item) => 'duePk' in item).map(({ pk, sk }) => `${pk} ${sk}`);
  return { walking, webhooks: webhooks.pending, messages, due };
}

function isAtRest({ walking, webhooks, messages, due }: UnderWay): boolean {
  return walking === 0 && webhooks === 0 && messages.length === 0 && due.length === 0;
}
