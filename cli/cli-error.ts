import { FileError, systemErrorCode } from '../adapters/files/file-error.ts';
import { fileProblemText } from './file-problem.ts';
import { type Bilingual, say, type Terminal } from './terminal.ts';

/** The command could not do what was asked: usage, unreadable input, an output that can't be written. Exit 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** Dotted kebab-case. */
  readonly code: string;
  readonly text: Bilingual;
  /** What to do. */
  readonly hint: Bilingual;

  constructor(code: string, text: Bilingual, hint: Bilingual) {
    super(`${code}: ${text.en}`);
    this.code = code;
    this.text = text;
    this.hint = hint;
  }
}

/** Where an output goes can't take it: no such folder, no permission, no space. */
export function outputUnwritable(place: Bilingual, error: unknown): CliError {
  const code = systemErrorCode(error);
  return new CliError(
    'output.unwritable',
    { zh: `无法写入 ${place.zh}（${code}）`, en: `${place.en} can't be written (${code})` },
    { zh: '检查路径、权限和剩余空间。', en: 'Check the path, the permissions and the free space.' },
  );
}

/** Writes the error to stderr, with `--json` as `{"error":{"code","message","hint"}}`. An error nobody foresaw is `cli.internal`. */
export function printError(terminal: Terminal, error: unknown): void {
  const { code, text, hint } = described(error);
  const message = say(terminal, text);
  const advice = say(terminal, hint);
  const lines = terminal.json
    ? [JSON.stringify({ error: { code, message, hint: advice } })]
    : [`${say(terminal, { zh: '错误', en: 'error' })} ${code}: ${message}`, advice];
  terminal.stderr.write(`${lines.join('\n')}\n`);
}

function described(error: unknown): Pick<CliError, 'code' | 'text' | 'hint'> {
  if (error instanceof CliError) return error;
  if (error instanceof FileError) return { code: error.code, ...fileProblemText(error) };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'cli.internal',
    text: { zh: `出现了意料之外的错误：${detail}`, en: `something unexpected went wrong: ${detail}` },
    hint: {
      zh: '请把这条信息和所用的命令报告给维护者。',
      en: 'Please report this message and the command to the maintainers.',
    },
  };
}
