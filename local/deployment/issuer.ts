import { join } from 'node:path';
import { ended, startOne } from './outside-process.ts';

/**
 * Where operators sign in, in a process of its own as the other systems outside. It takes the second port after the API's, so that its
 * name, and with it the tokens it gave, outlive a restart of the stack.
 */
export async function startIssuer({
  dataDir,
  port,
  bridgeUrl,
}: {
  readonly dataDir: string;
  /** Of the API. */
  readonly port: number;
  readonly bridgeUrl: string;
}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { child, url } = await startOne('../issuer/main.ts', {
    dataDir: join(dataDir, 'issuer'),
    port: port + 2,
    consoleUris: [`${new URL(bridgeUrl).origin}/console/`, `${bridgeUrl}/console/`],
  });
  return { url, stop: () => ended(child) };
}
