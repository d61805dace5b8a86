import { createInterface } from 'node:readline';

/**
 * A simulator as a process of its own: its configuration is one JSON object, as the first argument or the first line of
 * standard input; one line `{"url":…}` on standard output says that it listens; it ends when standard input does.
 */
export async function runSeparately(
  argument: string | undefined,
  start: (config: unknown) => Promise<{ readonly url: string; stop(): Promise<void> }>,
): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => {
    lines.once('close', resolve);
    process.once('SIGTERM', resolve);
    // Ctrl-C reaches the whole group of processes; the one that started us decides when we end.
    process.on('SIGINT', () => undefined);
  });
  const text = argument ?? (await new Promise<string>((resolve) => lines.once('line', resolve)));
  const config: unknown = JSON.parse(text);
  const simulator = await start(config);
  process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
  await ended;
  await simulator.stop();
  process.exit(0);
}

/** Whether a configuration holds what every simulator needs. */
export function hasPlaceAndSecrets(config: unknown): config is {
  readonly dataDir: string;
  readonly port: number;
  readonly secrets: { readonly calls: readonly string[] };
} {
  if (
    typeof config !== 'object' ||
    config === null ||
    !('dataDir' in config && 'port' in config && 'secrets' in config)
  )
    return false;
  const { dataDir, port, secrets } = config;
  if (
    typeof dataDir !== 'string' ||
    typeof port !== 'number' ||
    typeof secrets !== 'object' ||
    secrets === null ||
    !('calls' in secrets)
  )
    return false;
  return Array.isArray(secrets.calls) && secrets.calls.every((secret) => typeof secret === 'string');
}
