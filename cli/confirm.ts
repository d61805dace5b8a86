import { createInterface } from 'node:readline';
import { CliError } from './cli-error.ts';
import { type Bilingual, say, type Terminal } from './terminal.ts';

/**
 * Asks for a number that stands in what was just shown, so that nobody confirms what they have not read. Throws CliError where another one
 * is typed, or nothing.
 */
export async function confirmNumber(terminal: Terminal, question: Bilingual, expected: number): Promise<void> {
  const lines = createInterface({ input: terminal.stdin, crlfDelay: Infinity });
  terminal.stderr.write(say(terminal, question));
  try {
    for await (const line of lines) {
      if (line.trim().replaceAll(',', '') === String(expected)) return;
      break;
    }
  } finally {
    lines.close();
  }
  throw new CliError(
    'usage.not-confirmed',
    { zh: '没有确认，什么也没有做', en: 'not confirmed, so nothing was done' },
    { zh: '看清以上数字后重试，或加 --yes 不再询问。', en: 'Read the numbers above and try again, or add --yes.' },
  );
}
