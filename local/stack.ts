import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type DynamoEngine, startDynamo } from './engines/dynamo.ts'
import { type KmsEngine, startKms } from './engines/kms.ts'
import type { ObjectCreated } from './engines/s3-store.ts'
import { type S3Engine, startS3 } from './engines/s3.ts'
import { type QueueDepth, type SqsEngine, startSqs } from './engines/sqs.ts'
import { createJournal, type DeniedCall, type Journal, type Metrics } from './proxy/journal.ts'
import { compilePolicies, type Policies } from './proxy/policy.ts'
import { type Caller, type Proxy, startProxy } from './proxy/proxy.ts'
import { startApi } from './runtime/api.ts'
import { routesOf } from './runtime/api-routes.ts'
import { type KeyPair, keyPairs } from './runtime/credentials.ts'
import { lockDataDir } from './runtime/data-lock.ts'
import { type EventSource, startEventSource } from './runtime/event-source.ts'
import { createFunctionHost, type FunctionHost } from './runtime/function-host.ts'
import { scheduledEvent, startSchedule } from './runtime/schedule.ts'
import { type JsonObject, loadAssembly } from './template/assembly.ts'
import {
  type DeclaredEventSource,
  type DeclaredFunction,
  eventSourcesOf,
  functionsOf,
  policiesOf,
  requireInvokePermission,
  schedulesOf,
} from './template/functions.ts'
import { REGION } from './template/identity.ts'
import { type Model, type Resource, resolveStacks } from './template/model.ts'
import { notificationsOf, s3EventMessage } from './template/notifications.ts'
import { provision } from './template/provision.ts'

export type LogLine = { readonly source: string; readonly line: string }

export type UnusedGrant = { readonly functionName: string; readonly role: string; readonly action: string; readonly resource: string }

export type LocalStack = {
  /** `http://127.0.0.1:<port>/<stage>`, without a slash at the end; undefined if the app has no API. */
  readonly apiUrl: string | undefined
  /** What functions know as AWS: every service, path style. */
  readonly endpoint: string
  readonly region: string
  /** Bound by no policy: for seeding and looking. */
  readonly adminCredentials: KeyPair
  /** The key pair of a function's role; `function` as in `invoke`. */
  readonly credentialsFor: (functionName: string) => KeyPair
  /** What `Ref` gives, by stack name, then logical id. */
  readonly physicalIds: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Which engine answers as DynamoDB. */
  readonly dynamoName: string
  /** Runs a function with an event and gives its result. `functionName` is its name, its logical id, or the beginning of one. Rejects with FunctionError. */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>
  readonly metrics: () => Metrics
  /** Calls that AWS would have refused; a run with any has failed. */
  readonly denied: () => readonly DeniedCall[]
  /** Grants on DynamoDB, S3, SQS and KMS no call has needed so far. */
  readonly unusedGrants: () => readonly UnusedGrant[]
  readonly queueDepths: () => Readonly<Record<string, QueueDepth>>
  readonly stop: () => Promise<void>
}

export type StackOptions = {
  /** The directory `cdk synth` wrote. */
  readonly assemblyDir: string
  /** State of every engine; survives restarts. One stack at a time. */
  readonly dataDir: string
  /** Of the API; 0 picks a free one. The AWS endpoint takes the next one if it is free. */
  readonly port: number
  /** Values of the templates' parameters. */
  readonly parameters: Readonly<Record<string, string>>
  readonly onLog: (line: LogLine) => void
  /** BRIDGE_DYNAMODB, see startDynamo. @default dynoxide */
  readonly dynamodb?: string | undefined
}

type Closer = () => Promise<void> | void

const ADMIN = 'admin'
const STOP_WAIT_MS = 3_000
const CHECKED_SERVICES = /^(dynamodb|s3|sqs|kms):/i

/**
 * Runs a synthesized CDK app on this machine: its tables, queues, buckets and keys on local engines, its bundles in processes of their
 * own, its event sources, schedules and API in front, every AWS call checked against the caller's synthesized policies.
 * Throws, with nothing left running, if the app holds anything that can't be run faithfully, or the data directory is in use.
 */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const closers: Closer[] = []
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    return await start(options, closers, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(options: StackOptions, closers: Closer[], stop: () => Promise<void>): Promise<LocalStack> {
  const dataDir = resolve(options.dataDir)
  const lock = lockDataDir(dataDir)
  closers.push(lock.release)
  const journal = createJournal()
  const proxy = await startProxy({ port: options.port === 0 ? 0 : options.port + 1, journal, now: () => new Date() })
  closers.push(proxy.stop)
  const model = resolveStacks(loadAssembly(options.assemblyDir), { endpoint: proxy.endpoint, parameters: options.parameters })
  const functions = functionsOf(model.resources)
  const policies = functionPolicies(model.resources, functions)
  const engines = await startEngines(dataDir, options, model, closers)
  await provision(model.resources, engines)
  const pairs = keyPairs(dataDir, [ADMIN, ...functions.map((one) => one.name)])
  proxy.open(engines, { callers: callersOf(functions, policies, pairs), ...lookups(model.resources) })
  const hosts = startFunctions(functions, pairs, proxy, dataDir, options, journal)
  const apiUrl = await startFront(model.resources, hosts, options, closers)
  startSources(model.resources, functions, policies, engines.sqs, hosts, journal, options, closers)
  return {
    apiUrl,
    endpoint: proxy.endpoint,
    region: REGION,
    adminCredentials: pairOf(pairs, ADMIN),
    credentialsFor: (named) => pairOf(pairs, find(functions, named).name),
    physicalIds: physicalIdsOf(model),
    outputs: model.outputs,
    dynamoName: engines.dynamo.name,
    async invoke(named, event) {
      const host = hosts.get(find(functions, named).arn)
      if (host === undefined) throw new Error(`${named} is not running`)
      return JSON.parse(await host.invoke(JSON.stringify(event))) as unknown
    },
    metrics: journal.metrics,
    denied: journal.deniedCalls,
    unusedGrants: () => unusedGrants(functions, policies, journal),
    queueDepths: engines.sqs.depths,
    stop,
  }
}

async function startEngines(
  dataDir: string,
  options: StackOptions,
  model: Model,
  closers: Closer[],
): Promise<{ dynamo: DynamoEngine; sqs: SqsEngine; s3: S3Engine; kms: KmsEngine }> {
  const notifications = notificationsOf(model.resources)
  let sequencer = BigInt(Date.now()) << 20n
  const onCreated = async (created: ObjectCreated): Promise<void> => {
    for (const notification of notifications) {
      if (notification.bucket !== created.bucket || !notification.wants(created)) continue
      sequencer += 1n
      await sqs.send(notification.queueName, s3EventMessage(created, sequencer, new Date()))
    }
  }
  const sqs = await startSqs({ dataDir, region: REGION })
  closers.push(sqs.stop)
  const s3 = await startS3({ dataDir, onCreated })
  closers.push(s3.stop)
  const kms = await startKms({ dataDir, region: REGION })
  closers.push(kms.stop)
  const dynamo = await startDynamo({ dataDir, choice: options.dynamodb })
  closers.push(dynamo.stop)
  return { dynamo, sqs, s3, kms }
}

function functionPolicies(resources: readonly Resource[], functions: readonly DeclaredFunction[]): ReadonlyMap<string, Policies> {
  const documents = policiesOf(resources)
  return new Map(functions.map((one) => [one.name, compilePolicies(documents.get(one.roleName) ?? [])]))
}

function callersOf(functions: readonly DeclaredFunction[], policies: ReadonlyMap<string, Policies>, pairs: Readonly<Record<string, KeyPair>>): ReadonlyMap<string, Caller> {
  const admin = pairOf(pairs, ADMIN)
  const callers = new Map<string, Caller>([[admin.accessKeyId, { name: ADMIN, role: ADMIN, secretAccessKey: admin.secretAccessKey, policies: undefined }]])
  for (const { name, roleName } of functions) {
    const { accessKeyId, secretAccessKey } = pairOf(pairs, name)
    callers.set(accessKeyId, { name, role: roleName, secretAccessKey, policies: policies.get(name) ?? compilePolicies([]) })
  }
  return callers
}

function lookups(resources: readonly Resource[]): { hashKeyOf: (table: string) => string; bucketKeyOf: (bucket: string) => string | undefined } {
  const hashKeys = new Map<string, string>()
  const bucketKeys = new Map<string, string>()
  for (const { type, identity, properties } of resources) {
    if (type === 'AWS::DynamoDB::Table') {
      const hash = ((properties['KeySchema'] ?? []) as readonly JsonObject[]).find((key) => key['KeyType'] === 'HASH')
      hashKeys.set(identity.ref, String(hash?.['AttributeName']))
    }
    if (type === 'AWS::S3::Bucket') {
      const encryption = properties['BucketEncryption'] as { ServerSideEncryptionConfiguration?: readonly { ServerSideEncryptionByDefault?: JsonObject }[] } | undefined
      const keyArn = encryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault?.['KMSMasterKeyID']
      if (keyArn !== undefined) bucketKeys.set(identity.ref, String(keyArn))
    }
  }
  return { hashKeyOf: (table) => hashKeys.get(table) ?? 'pk', bucketKeyOf: (bucket) => bucketKeys.get(bucket) }
}

function startFunctions(
  functions: readonly DeclaredFunction[],
  pairs: Readonly<Record<string, KeyPair>>,
  proxy: Proxy,
  dataDir: string,
  options: StackOptions,
  journal: Journal,
): ReadonlyMap<string, FunctionHost> {
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  const hosts = new Map<string, FunctionHost>()
  for (const declared of functions) {
    // Lambda's /tmp: nothing in it is kept from one environment to the next.
    const temporary = join(dataDir, 'tmp', declared.name)
    rmSync(temporary, { recursive: true, force: true })
    mkdirSync(temporary, { recursive: true })
    const pair = pairOf(pairs, declared.name)
    const environment = {
      ...declared.environment,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ENDPOINT_URL: proxy.endpoint,
      AWS_ACCESS_KEY_ID: pair.accessKeyId,
      AWS_SECRET_ACCESS_KEY: pair.secretAccessKey,
      AWS_LAMBDA_FUNCTION_NAME: declared.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declared.memoryMiB),
      TZ: 'UTC',
      TMPDIR: temporary,
    }
    const host = createFunctionHost(
      { ...declared, environment },
      { logFile: join(dataDir, 'logs', `${declared.name}.log`), onLine: (line) => options.onLog({ source: declared.name, line }) },
    )
    hosts.set(declared.arn, counted(host, journal))
  }
  return hosts
}

function counted(host: FunctionHost, journal: Journal): FunctionHost {
  return {
    ...host,
    invoke(event) {
      journal.invoked(host.name)
      return host.invoke(event)
    },
  }
}

async function startFront(
  resources: readonly Resource[],
  hosts: ReadonlyMap<string, FunctionHost>,
  options: StackOptions,
  closers: Closer[],
): Promise<string | undefined> {
  const routes = routesOf(resources)
  for (const { integration } of routes) {
    if (integration.kind === 'function') requireInvokePermission(resources, integration.functionArn, 'apigateway.amazonaws.com')
  }
  const [first] = routes
  if (first === undefined) return undefined
  const api = await startApi({ port: options.port, routes, hostOf: (arn) => hosts.get(arn), onLine: (line) => options.onLog({ source: 'api', line }) })
  closers.push(api.stop)
  return `${api.origin}/${first.stage}`
}

function startSources(
  resources: readonly Resource[],
  functions: readonly DeclaredFunction[],
  policies: ReadonlyMap<string, Policies>,
  sqs: SqsEngine,
  hosts: ReadonlyMap<string, FunctionHost>,
  journal: Journal,
  options: StackOptions,
  closers: Closer[],
): void {
  const sources: EventSource[] = []
  closers.push(async () => {
    const stopped = sources.map((source) => source.stop())
    sqs.wake()
    // What still runs after this is ended; its messages are ready again at the next start.
    await Promise.all([...hosts.values()].map((host) => host.stop(STOP_WAIT_MS)))
    await Promise.all(stopped)
  })
  for (const source of eventSourcesOf(resources)) {
    const host = hostAt(hosts, source.functionArn)
    requirePollerGrants(source, functions, policies, journal)
    sources.push(startEventSource(sqs, host, { ...source, region: REGION }, (line) => options.onLog({ source: host.name, line })))
  }
  for (const { ruleArn, expression, functionArn, input } of schedulesOf(resources)) {
    const host = hostAt(hosts, functionArn)
    requireInvokePermission(resources, functionArn, 'events.amazonaws.com')
    const fire = (at: Date): void => {
      const event = input ?? JSON.stringify(scheduledEvent(ruleArn, REGION, randomUUID(), at))
      host.invoke(event).catch((error: Error) => options.onLog({ source: host.name, line: error.message }))
    }
    closers.push(startSchedule(expression, fire).stop)
  }
}

/** Lambda polls with the function's role and refuses an event source without these. */
function requirePollerGrants(source: DeclaredEventSource, functions: readonly DeclaredFunction[], policies: ReadonlyMap<string, Policies>, journal: Journal): void {
  const { name } = functions.find((one) => one.arn === source.functionArn) ?? { name: '' }
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    const grants = policies.get(name)?.allowing({ action, resource: source.queueArn }) ?? []
    if (grants.length === 0) throw new Error(`${name} may not ${action} on ${source.queueArn}; Lambda would refuse the event source`)
    journal.granted(grants)
  }
}

function unusedGrants(functions: readonly DeclaredFunction[], policies: ReadonlyMap<string, Policies>, journal: Journal): readonly UnusedGrant[] {
  return functions.flatMap(({ name, roleName }) =>
    (policies.get(name)?.grants ?? [])
      .filter((grant) => CHECKED_SERVICES.test(grant.action) && !journal.isUsed(grant))
      .map(({ action, resource }) => ({ functionName: name, role: roleName, action, resource })),
  )
}

function find(functions: readonly DeclaredFunction[], named: string): DeclaredFunction {
  const exact = functions.find((one) => one.name === named || one.logicalId === named)
  const found = exact === undefined ? functions.filter((one) => one.logicalId.startsWith(named) || one.name.startsWith(named)) : [exact]
  const [first, second] = found
  if (first === undefined || second !== undefined) {
    throw new Error(`${named} names ${first === undefined ? 'no function' : 'several functions'}: ${functions.map((one) => one.logicalId).join(', ')}`)
  }
  return first
}

function hostAt(hosts: ReadonlyMap<string, FunctionHost>, arn: string): FunctionHost {
  const host = hosts.get(arn)
  if (host === undefined) throw new Error(`there is no function ${arn}`)
  return host
}

function pairOf(pairs: Readonly<Record<string, KeyPair>>, name: string): KeyPair {
  const pair = pairs[name]
  if (pair === undefined) throw new Error(`there are no credentials for ${name}`)
  return pair
}

function physicalIdsOf(model: Model): Record<string, Record<string, string>> {
  const ids: Record<string, Record<string, string>> = {}
  for (const { stackName, logicalId, identity } of model.resources) (ids[stackName] ??= {})[logicalId] = identity.ref
  return ids
}
