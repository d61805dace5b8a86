import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systems } from '../../schemas/systems/registry.ts';
import { freePort } from '../engines/free-port.ts';
import { type LocalStack, type LogLine, startStack } from '../stack.ts';
import { synthesize } from './assembly.ts';
import { type Access, loadCredentials, saveAccess } from './credentials.ts';
import { AUDIENCE, CLI_CLIENT } from '../issuer/names.ts';
import { USERS } from '../issuer/users.ts';
import { declareHistoriesEmpty } from './histories.ts';
import { startIssuer } from './issuer.ts';
import { seedSecrets } from './seed.ts';
import { type Simulators, type SimulatorsOptions, startSimulators } from './simulators.ts';

/** The bridge as it would be deployed, on this machine, with the outside world around it. */
export interface Deployment {
  readonly stack: LocalStack;
  readonly simulators: Simulators;
  readonly access: Access;
  readonly stop: () => Promise<void>;
}

export interface DeploymentOptions {
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly onLog: (line: LogLine) => void;
  /** An assembly synthesized before; absent: it is synthesized now. */
  readonly assemblyDir?: string;
  readonly provinceKnobs?: SimulatorsOptions['provinceKnobs'];
  readonly dynamodb?: string | undefined;
  /**
   * What two operators say of the payments the simulated cities made before go-live: that there were none, or nothing yet.
   * @default 'declared-empty': new payments are taken at once
   */
  readonly histories?: 'declared-empty' | 'open';
}

export async function deployLocally(options: DeploymentOptions): Promise<Deployment> {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Beside its state: two stacks of one checkout never write into each other's assembly.
  const assemblyDir = options.assemblyDir ?? join(dataDir, 'assembly');
  if (options.assemblyDir === undefined) await synthesize(assemblyDir);
  const port = options.port === 0 ? await freePort() : options.port;
  const credentials = loadCredentials(dataDir);
  const bridgeUrl = `http://127.0.0.1:${port}/v1`;
  const [simulators, issuer] = await Promise.all([
    startSimulators({
      dataDir,
      bridgeUrl,
      credentials,
      ...(options.provinceKnobs === undefined ? {} : { provinceKnobs: options.provinceKnobs }),
    }),
    startIssuer({ dataDir, port, bridgeUrl }),
  ]);
  const stopOutside = async (): Promise<void> => {
    await Promise.all([simulators.stop(), issuer.stop()]);
  };
  try {
    const stack = await startStack({
      assemblyDir,
      dataDir,
      port,
      onLog: options.onLog,
      dynamodb: options.dynamodb,
      parameters: {
        ...urlParameters(simulators),
        AllowPrivateDestinations: 'true',
        OidcIssuer: issuer.url,
        OidcAudience: AUDIENCE,
        AllowPrivateIssuer: 'true',
      },
    });
    const stop = async (): Promise<void> => {
      await stack.stop();
      await stopOutside();
    };
    await seedSecrets(stack, credentials);
    if (options.histories !== 'open') await declareHistoriesEmpty(stack);
    const access = {
      ...credentials,
      apiUrl: stack.apiUrl ?? bridgeUrl,
      issuer: { url: issuer.url, audience: AUDIENCE, clientId: CLI_CLIENT, users: USERS.map(({ id }) => id) },
    };
    saveAccess(dataDir, access);
    return { stack, simulators, access, stop };
  } catch (error) {
    await stopOutside();
    throw error;
  }
}

/** The template has one for each tenant that something is delivered to: `GuangzhouUrl`. */
function urlParameters({ urls }: Simulators): Readonly<Record<string, string>> {
  const receiving = new Set(systems.filter(({ receives }) => receives).map(({ tenant }) => tenant));
  return Object.fromEntries(
    Object.entries(urls)
      .filter(([tenant]) => receiving.has(tenant))
      .map(([tenant, url]) => [`${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}Url`, url]),
  );
}
