import { createInterface } from 'node:readline';

/**
 * A simulator as a process of its own: its configuration is one JSON object, as the first argument or the first line of
 * standard input; one line `{"url":…}` on standard output says that it listens; it ends when standard input does.
 */
export async function runSeparately<C>(argument: string | undefined, start: (config: C) => Promise<{ readonly url: string; stop(): Promise<void> }>): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => {
    lines.once('close', resolve);
    process.once('SIGTERM', resolve);
    // Ctrl-C reaches the whole group of processes; the one that started us decides when we end.
    process.on('SIGINT', () => undefined);
  });
  const text = argument ?? (await new Promise<string>((resolve) => lines.once('line', resolve)));
  const config: C = JSON.parse(text);
  const simulator = await start(config);
  process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
  await ended;
  await simulator.stop();
  process.exit(0);
}
