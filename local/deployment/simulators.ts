import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { GuangzhouOptions } from '../simulators/guangzhou/server.ts';
import type { ProvinceOptions } from '../simulators/province/server.ts';
import type { LocalCredentials } from './credentials.ts';

/** The outside world on this machine: two servers in processes of their own, with state of their own. */
export interface Simulators {
  readonly provinceUrl: string;
  readonly guangzhouUrl: string;
  readonly stop: () => Promise<void>;
}

export interface SimulatorsOptions {
  readonly dataDir: string;
  /** Base of the bridge's API, for webhooks. */
  readonly bridgeUrl: string;
  readonly credentials: LocalCredentials;
  readonly provinceKnobs?: ProvinceOptions['knobs'];
}

export async function startSimulators({
  dataDir,
  bridgeUrl,
  credentials,
  provinceKnobs,
}: SimulatorsOptions): Promise<Simulators> {
  const provinceSecret = secretOf(credentials, 'province/yuegonghui');
  const province: ProvinceOptions = {
    dataDir: join(dataDir, 'simulators', 'province'),
    port: 0,
    bridgeUrl,
    secrets: { calls: [provinceSecret], webhooks: provinceSecret },
    ...(provinceKnobs === undefined ? {} : { knobs: provinceKnobs }),
  };
  const guangzhou: GuangzhouOptions = {
    dataDir: join(dataDir, 'simulators', 'guangzhou'),
    port: 0,
    secrets: { calls: [secretOf(credentials, 'guangzhou/degree-subsidy')] },
  };
  const started = await Promise.all([
    startOne('../simulators/province/main.ts', province),
    startOne('../simulators/guangzhou/main.ts', guangzhou),
  ]);
  const [first, second] = started;
  return {
    provinceUrl: first.url,
    guangzhouUrl: second.url,
    stop: async () => {
      await Promise.all(started.map(({ child }) => ended(child)));
    },
  };
}

async function startOne(
  script: string,
  options: object,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(script, import.meta.url))],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  child.stdin.write(`${JSON.stringify(options)}\n`);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve((JSON.parse(line) as { url: string }).url));
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code ?? 'a signal'}`)));
  });
  return { child, url };
}

/** A simulator ends when its standard input does. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.stdin?.end();
  await exit;
}

function secretOf({ signing }: LocalCredentials, system: string): string {
  const secret = signing[system];
  if (secret === undefined) throw new Error(`no secret for ${system}`);
  return secret;
}
