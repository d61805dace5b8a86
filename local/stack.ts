import { resolve } from 'node:path';
import { type DynamoEngine, startDynamo } from './engines/dynamo.ts';
import { type KmsEngine, startKms } from './engines/kms.ts';
import type { ObjectCreated } from './engines/s3-store.ts';
import { type S3Engine, startS3 } from './engines/s3.ts';
import { type QueueDepth, type SqsEngine, startSqs } from './engines/sqs.ts';
import { accountOf, functionPolicies, requirePollerGrants, type UnusedGrant, unusedGrants } from './proxy/account.ts';
import { ADMIN, type KeyPair, keyPairs, pairOf } from './proxy/credentials.ts';
import { createJournal, type DeniedCall, type Metrics } from './proxy/journal.ts';
import { startProxy } from './proxy/proxy.ts';
import { startApi } from './runtime/api.ts';
import { routesOf } from './runtime/api-routes.ts';
import { lockDataDir } from './runtime/data-lock.ts';
import { createHosts, findFunction, type Hosts, hostAt } from './runtime/functions.ts';
import { startSources } from './runtime/sources.ts';
import { loadAssembly } from './template/assembly.ts';
import { functionsOf, requireInvokePermission } from './template/functions.ts';
import { REGION } from './template/identity.ts';
import { type Model, type Resource, resolveStacks } from './template/model.ts';
import { notificationsOf, s3EventMessage } from './template/notifications.ts';
import { provision } from './template/provision.ts';

export type LogLine = { readonly source: string; readonly line: string };

export type LocalStack = {
  /** `http://127.0.0.1:<port>/<stage>`, without a slash at the end; undefined if the app has no API. */
  readonly apiUrl: string | undefined;
  /** What functions know as AWS: every service, path style. */
  readonly endpoint: string;
  readonly region: string;
  /** Bound by no policy: for seeding and looking. */
  readonly adminCredentials: KeyPair;
  /** The key pair of a function's role; `function` as in `invoke`. */
  readonly credentialsFor: (functionName: string) => KeyPair;
  /** What `Ref` gives, by stack name, then logical id. */
  readonly physicalIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Which engine answers as DynamoDB. */
  readonly dynamoName: string;
  /** Runs a function with an event and gives its result. `functionName` is its name, its logical id, or the beginning of one. Rejects with FunctionError. */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** The functions' processes of this moment, for whoever wants to end one. */
  readonly processes: () => readonly FunctionProcess[];
  readonly metrics: () => Metrics;
  /** Calls that AWS would have refused; a run with any has failed. */
  readonly denied: () => readonly DeniedCall[];
  /** Grants on DynamoDB, S3, SQS and KMS no call has needed so far. */
  readonly unusedGrants: () => readonly UnusedGrant[];
  readonly queueDepths: () => Readonly<Record<string, QueueDepth>>;
  readonly stop: () => Promise<void>;
};

export type FunctionProcess = {
  readonly functionName: string;
  readonly pid: number;
  /** Under way in it. */
  readonly invocations: number;
};

export type StackOptions = {
  /** The directory `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** State of every engine; survives restarts. One stack at a time. */
  readonly dataDir: string;
  /** Of the API; 0 picks a free one. The AWS endpoint takes the next one if it is free. */
  readonly port: number;
  /** Values of the templates' parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly onLog: (line: LogLine) => void;
  /** BRIDGE_DYNAMODB, see startDynamo. @default dynoxide */
  readonly dynamodb?: string | undefined;
};

type Closer = () => Promise<void> | void;

/**
 * Runs a synthesized CDK app on this machine: its tables, queues, buckets and keys on local engines, its bundles in processes of their
 * own, its event sources, schedules and API in front, every AWS call checked against the caller's synthesized policies.
 * Throws, with nothing left running, if the app holds anything that can't be run faithfully, or the data directory is in use.
 */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const closers: Closer[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StackOptions, closers: Closer[], stop: () => Promise<void>): Promise<LocalStack> {
  const dataDir = resolve(options.dataDir);
  closers.push(lockDataDir(dataDir).release);
  const journal = createJournal();
  const onLine = (source: string, line: string): void => options.onLog({ source, line });
  const port = options.port === 0 ? 0 : options.port + 1;
  const proxy = await startProxy({ port, journal, now: () => new Date() });
  closers.push(proxy.stop);
  const { endpoint } = proxy;
  const model = resolveStacks(loadAssembly(options.assemblyDir), { endpoint, parameters: options.parameters });
  const { resources } = model;
  const functions = functionsOf(resources);
  const policies = functionPolicies(resources, functions);
  const engines = await startEngines(dataDir, options, resources, closers);
  await provision(resources, engines);
  const pairs = keyPairs(dataDir, [ADMIN, ...functions.map((one) => one.name)]);
  proxy.open(engines, accountOf(resources, functions, policies, pairs));
  const hosts = createHosts({ functions, pairs, endpoint, dataDir, journal, onLine });
  const apiUrl = await startFront(resources, hosts, options, closers);
  const requireGrants: Parameters<typeof startSources>[0]['requireGrants'] = (source, functionName) =>
    requirePollerGrants(source, functionName, policies, journal);
  closers.push(startSources({ resources, hosts, sqs: engines.sqs, requireGrants, onLine }).stop);
  return {
    apiUrl,
    endpoint,
    region: REGION,
    adminCredentials: pairOf(pairs, ADMIN),
    credentialsFor: (named) => pairOf(pairs, findFunction(functions, named).name),
    physicalIds: physicalIdsOf(model),
    outputs: model.outputs,
    dynamoName: engines.dynamo.name,
    async invoke(named, event) {
      const host = hostAt(hosts, findFunction(functions, named).arn);
      return JSON.parse(await host.invoke(JSON.stringify(event))) as unknown;
    },
    processes: () =>
      [...hosts.values()].flatMap(({ name, running }) => {
        const process = running();
        return process === undefined ? [] : [{ functionName: name, ...process }];
      }),
    metrics: journal.metrics,
    denied: journal.deniedCalls,
    unusedGrants: () => unusedGrants(functions, policies, journal),
    queueDepths: engines.sqs.depths,
    stop,
  };
}

async function startEngines(
  dataDir: string,
  options: StackOptions,
  resources: readonly Resource[],
  closers: Closer[],
): Promise<{ dynamo: DynamoEngine; sqs: SqsEngine; s3: S3Engine; kms: KmsEngine }> {
  const notifications = notificationsOf(resources);
  let sequencer = BigInt(Date.now()) << 20n;
  const onCreated = async (created: ObjectCreated): Promise<void> => {
    for (const notification of notifications) {
      if (notification.bucket !== created.bucket || !notification.wants(created)) continue;
      sequencer += 1n;
      await sqs.send(notification.queueName, s3EventMessage(created, sequencer, new Date()));
    }
  };
  const sqs = await startSqs({ dataDir, region: REGION });
  closers.push(sqs.stop);
  const s3 = await startS3({ dataDir, onCreated });
  closers.push(s3.stop);
  const kms = await startKms({ dataDir, region: REGION });
  closers.push(kms.stop);
  const dynamo = await startDynamo({ dataDir, choice: options.dynamodb });
  let stopping = false;
  closers.push(() => {
    stopping = true;
    return dynamo.stop();
  });
  void dynamo.ended.then((how) => {
    if (!stopping)
      options.onLog({ source: dynamo.name, line: `ended by itself (${how}); nothing can be read or written` });
  });
  return { dynamo, sqs, s3, kms };
}

/** The API's address with its stage, undefined if there is no API. */
async function startFront(
  resources: readonly Resource[],
  hosts: Hosts,
  options: StackOptions,
  closers: Closer[],
): Promise<string | undefined> {
  const routes = routesOf(resources);
  for (const { integration } of routes) {
    if (integration.kind !== 'function') continue;
    requireInvokePermission(resources, integration.functionArn, 'apigateway.amazonaws.com');
  }
  const [first] = routes;
  if (first === undefined) return undefined;
  const onLine = (line: string): void => options.onLog({ source: 'api', line });
  const api = await startApi({ port: options.port, routes, hostOf: (arn) => hosts.get(arn), onLine });
  closers.push(api.stop);
  return `${api.origin}/${first.stage}`;
}

function physicalIdsOf(model: Model): Record<string, Record<string, string>> {
  const ids: Record<string, Record<string, string>> = {};
  for (const { stackName, logicalId, identity } of model.resources) (ids[stackName] ??= {})[logicalId] = identity.ref;
  return ids;
}
