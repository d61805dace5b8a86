import { runProgram } from './program.ts';
import { preferencesOf } from './terminal.ts';

/** A reader that has seen enough (`| head`) closes the pipe: that is its right, not an error. */
function stopWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

process.stdout.on('error', stopWhenClosed);
process.stderr.on('error', stopWhenClosed);

const args = process.argv.slice(2);
process.exitCode = await runProgram(args, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  isInteractive: process.stderr.isTTY,
  now: () => new Date(),
  ...preferencesOf(args, process.env),
});
