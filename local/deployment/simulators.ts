import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systems } from '../../schemas/systems/registry.ts';
import type { ProvinceOptions } from '../simulators/province/server.ts';
import { type LocalCredentials, TENANTS } from './credentials.ts';
import { ended, startOne } from './outside-process.ts';

/** The outside world on this machine: a server for each tenant in a process of its own, with state of its own. */
export interface Simulators {
  /** Base URL by tenant. */
  readonly urls: Readonly<Record<string, string>>;
  readonly provinceUrl: string;
  readonly guangzhouUrl: string;
  readonly stop: () => Promise<void>;
}

export interface SimulatorsOptions {
  readonly dataDir: string;
  /** Base of the bridge's API, for webhooks and files that are pushed. */
  readonly bridgeUrl: string;
  readonly credentials: LocalCredentials;
  readonly provinceKnobs?: ProvinceOptions['knobs'];
}

/** What every simulator is started with; each takes what it needs. */
interface SimulatorOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly bridgeUrl: string;
  readonly secrets: { readonly calls: readonly string[]; readonly webhooks: string };
  readonly partner?: LocalCredentials['partners'][string];
  readonly client?: LocalCredentials['clients'][string];
  readonly knobs?: object;
}

export async function startSimulators(options: SimulatorsOptions): Promise<Simulators> {
  const started = await Promise.all(
    TENANTS.map(async (tenant) => ({ tenant, ...(await startOne(scriptOf(tenant), optionsOf(tenant, options))) })),
  );
  const urls = Object.fromEntries(started.map(({ tenant, url }) => [tenant, url]));
  const { province = '', guangzhou = '' } = urls;
  return {
    urls,
    provinceUrl: province,
    guangzhouUrl: guangzhou,
    stop: async () => {
      await Promise.all(started.map(({ child }) => ended(child)));
    },
  };
}

/** A tenant without a stand-in of its own is an outbox like Guangzhou's. */
function scriptOf(tenant: string): string {
  const own = `../simulators/${tenant}/main.ts`;
  return existsSync(new URL(own, import.meta.url)) ? own : '../simulators/guangzhou/main.ts';
}

function optionsOf(
  tenant: string,
  { dataDir, bridgeUrl, credentials, provinceKnobs }: SimulatorsOptions,
): SimulatorOptions {
  const calls = systems.filter((system) => system.tenant === tenant).map(({ id }) => secretOf(credentials, id));
  const partner = credentials.partners[tenant];
  const client = credentials.clients[tenant];
  return {
    dataDir: join(dataDir, 'simulators', tenant),
    port: 0,
    bridgeUrl,
    secrets: { calls, webhooks: calls[0] ?? '' },
    ...(partner === undefined ? {} : { partner }),
    ...(client === undefined ? {} : { client }),
    ...(tenant === 'province' && provinceKnobs !== undefined ? { knobs: provinceKnobs } : {}),
  };
}

function secretOf({ signing }: LocalCredentials, system: string): string {
  const secret = signing[system];
  if (secret === undefined) throw new Error(`no secret for ${system}`);
  return secret;
}
