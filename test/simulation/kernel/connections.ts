import { claimGroupsOf, claimPolicy } from '../../../infra/claims.ts';
import { destinations } from '../../../infra/destinations.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import type { Log } from '../../../adapters/log/log.ts';
import type { Random } from '../../../local/nights/random.ts';
import type { OutsideAnswer } from '../outside/http.ts';
import type { Code } from './code.ts';
import { awsClients, type Services } from './aws-clients.ts';
import type { Environment } from './environment.ts';
import { httpClient, type Outside } from './http-client.ts';
import type { Handler } from './lambda.ts';
import { memorySpool } from './memory-spool.ts';

export const TABLE = 'ledger';
export const VAULT = 'vault';
export const LANDING = 'landing';
export const KEY_ID = 'key';
export const INGEST_QUEUE = 'ingest';
export const TRANSLATE_QUEUE = 'translate';

/** Where an outside system is, by tenant: the host of its base URL. */
export function hostOf(tenant: string): string {
  return `${tenant}.outside`;
}

/** The functions of the deployment, as in the template: one delivery per destination. */
export const DELIVERIES: readonly { readonly fn: string; readonly system: string; readonly queue: string }[] =
  destinations.map(({ system, name }) => ({ fn: `deliver${name}`, system, queue: `deliver-${system}` }));
const DELIVER_QUEUES = Object.fromEntries(DELIVERIES.map(({ system, queue }) => [system, queue]));
const CLAIM_GROUPS = claimGroupsOf(claimPolicy);
const RATE = { callsPerSecond: 4, callsBurst: 8 };
const SENDING_LEASE_MS = 150_000;

export interface Surroundings {
  readonly code: Code;
  readonly services: Services;
  readonly outside: Outside;
  readonly random: Random;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly wrongAnswer: () => OutsideAnswer;
  readonly log: Log;
}

/** Makes one function's handler over connections of this environment alone, as its `environment.ts` does from the real ones. */
export function handlerFor(fn: string, environment: Environment, surroundings: Surroundings): Handler {
  const { code, services, outside, random, randomBytes, wrongAnswer, log } = surroundings;
  const aws = awsClients(environment, services, random);
  const clock = { now: environment.now };
  const table = { client: aws.dynamodb, name: TABLE, pause: environment.pause };
  const all = {
    table,
    clock,
    log,
    metrics: () => {},
    queue: code.createQueue({ sqs: aws.sqs }),
    vault: code.createVault({ s3: aws.s3, kms: aws.kms, bucket: VAULT, keyId: KEY_ID, randomBytes }),
    secrets: code.createSecrets({ ddb: aws.dynamodb, kms: aws.kms, table: TABLE, keyId: KEY_ID, now: clock.now }),
  };
  const landing = {
    s3: aws.s3,
    bucket: LANDING,
    signUpload: async (upload: { readonly input: { readonly Key?: string | undefined } }) =>
      `s3:${upload.input.Key ?? ''}`,
  };
  const names = {
    ownQueue: INGEST_QUEUE,
    ingestQueue: INGEST_QUEUE,
    translateQueue: TRANSLATE_QUEUE,
    deliverQueues: DELIVER_QUEUES,
    reconcileQueue: 'reconcile',
    replayQueue: 'replay',
  };
  switch (fn) {
    case 'webhook':
      return code.webhook({ ...all, ...names });
    case 'batches':
      return code.batches({ ...all, ...names, landing });
    case 'ingest':
      return code.ingest({
        ...all,
        ...names,
        landing,
        spool: memorySpool,
        newRun: () => Buffer.from(randomBytes(6)).toString('hex'),
      });
    case 'translate':
      return code.translate({ ...all, ...names, claimGroups: CLAIM_GROUPS });
    case 'sweep':
      return code.sweep({ ...all, ...names, landing });
    default:
      return deliverHandler(fn, all, surroundings, httpClient(environment, outside, code, wrongAnswer));
  }
}

/** A workbook is compressed on other threads, which virtual time knows nothing of: its cells go out uncompressed instead. */
const atOnce: typeof writeTable = async (form, header, rows, summary) =>
  form.form === 'xlsx' ? Buffer.from(JSON.stringify([header, ...rows])) : await writeTable(form, header, rows, summary);

type Delivering = Parameters<Code['deliver']>[0];

function deliverHandler(
  fn: string,
  all: Pick<Delivering, 'table' | 'clock' | 'log' | 'metrics' | 'queue' | 'vault' | 'secrets'>,
  { code, random }: Surroundings,
  openHttp: Delivering['openHttp'],
): Handler {
  const delivery = DELIVERIES.find((each) => each.fn === fn);
  if (delivery === undefined) throw new Error(`no function ${fn}`);
  const { clock, table } = all;
  const draw = (): number => random.next();
  return code.deliver({
    ...all,
    random: draw,
    gate: code.createGate({ rate: RATE, clock, random: draw }),
    pause: table.pause ?? (async () => undefined),
    writeTable: atOnce,
    openHttp,
    connections: new Map(),
    destination: delivery.system,
    baseUrl: `https://${hostOf(delivery.system.split('/')[0] ?? '')}`,
    allowPrivate: true,
    ownQueue: delivery.queue,
    translateQueue: TRANSLATE_QUEUE,
    sendingLeaseMs: SENDING_LEASE_MS,
  });
}
