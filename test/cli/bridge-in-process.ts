import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runProgram } from '../../cli/program.ts';
import { preferencesOf } from '../../cli/terminal.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const NOW = new Date('2026-11-23T02:00:00Z');

/** Runs `bridge` with these arguments in this process, as at 2026-11-23 10:00 in Guangdong. */
export async function bridge(
  args: readonly string[],
  stdin: string | Uint8Array = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = Promise.all([text(stdout), text(stderr)]);
  const terminal = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    isInteractive: false,
    now: () => NOW,
    ...preferencesOf(args, environment),
  };
  const code = await runProgram(args, terminal);
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { code, stdout: out, stderr: err };
}
