import { outputUnwritable, printError } from './cli-error.ts';
import { runProgram } from './program.ts';
import { preferencesOf, type Terminal } from './terminal.ts';

const args = process.argv.slice(2);
const terminal: Terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  isInteractive: process.stderr.isTTY,
  columns: process.stdout.columns,
  now: () => new Date(),
  ...preferencesOf(args, process.env),
};

/** A reader that has seen enough (`| head`) closes the pipe: that is its right, not an error. A full disk is one. */
function stopAt(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  printError(terminal, outputUnwritable({ zh: '标准输出', en: 'the standard output' }, error));
  process.exit(2);
}

process.stdout.on('error', stopAt);
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? undefined : 2));

process.exitCode = await runProgram(args, terminal);
