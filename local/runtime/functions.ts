import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyPair, pairOf } from '../proxy/credentials.ts';
import type { Journal } from '../proxy/journal.ts';
import type { DeclaredFunction } from '../template/functions.ts';
import { REGION } from '../template/identity.ts';
import { createFunctionHost, type FunctionHost } from './function-host.ts';

/** Function hosts by ARN. */
export type Hosts = ReadonlyMap<string, FunctionHost>;

/** A host for each function; its process starts with the first invocation. */
export function createHosts(options: {
  functions: readonly DeclaredFunction[];
  pairs: Readonly<Record<string, KeyPair>>;
  endpoint: string;
  dataDir: string;
  journal: Journal;
  onLine: (functionName: string, line: string) => void;
}): Hosts {
  mkdirSync(join(options.dataDir, 'logs'), { recursive: true });
  return new Map(
    options.functions.map((declared) => {
      const host = createFunctionHost(
        { ...declared, environment: environmentOf(declared, options) },
        {
          logFile: join(options.dataDir, 'logs', `${declared.name}.log`),
          onLine: (line) => options.onLine(declared.name, line),
        },
      );
      return [declared.arn, counted(host, options.journal)];
    }),
  );
}

export function hostAt(hosts: Hosts, arn: string): FunctionHost {
  const host = hosts.get(arn);
  if (host === undefined) throw new Error(`there is no function ${arn}`);
  return host;
}

/** The function of that name or logical id, or the only one whose name or logical id begins so. */
export function findFunction(functions: readonly DeclaredFunction[], named: string): DeclaredFunction {
  const exact = functions.filter((one) => one.name === named || one.logicalId === named);
  const found =
    exact.length > 0 ? exact : functions.filter((one) => one.logicalId.startsWith(named) || one.name.startsWith(named));
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  const known = functions.map((one) => one.logicalId).join(', ');
  throw new Error(`${named} names ${first === undefined ? 'no function' : 'several functions'} of ${known}`);
}

function environmentOf(
  declared: DeclaredFunction,
  options: { pairs: Readonly<Record<string, KeyPair>>; endpoint: string; dataDir: string },
): Readonly<Record<string, string>> {
  // Lambda's /tmp: nothing in it is kept from one environment to the next.
  const temporary = join(options.dataDir, 'tmp', declared.name);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const pair = pairOf(options.pairs, declared.name);
  return {
    ...declared.environment,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_ACCESS_KEY_ID: pair.accessKeyId,
    AWS_SECRET_ACCESS_KEY: pair.secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: declared.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declared.memoryMiB),
    TZ: 'UTC',
    TMPDIR: temporary,
  };
}

function counted(host: FunctionHost, journal: Journal): FunctionHost {
  return {
    ...host,
    invoke(event) {
      journal.invoked(host.name);
      return host.invoke(event);
    },
  };
}
