import { FileError } from '../../adapters/files/file-error.ts';
import { CliError } from '../cli-error.ts';
import { fileProblemText } from '../file-problem.ts';
import type { Bilingual } from '../terminal.ts';
import type { Role } from './work.ts';

/** The files a comparison takes, as a person calls them. */
export const ROLE_NAMES: Readonly<Record<Role, Bilingual>> = {
  city: { zh: '市方文件（--city）', en: "the city's file (--city)" },
  province: { zh: '省方文件（--province）', en: "the province's file (--province)" },
  applicants: { zh: '申领人文件（--applicants）', en: "the applicants' file (--applicants)" },
  certificates: { zh: '证书文件（--certificates）', en: "the certificates' file (--certificates)" },
  returns: { zh: '回盘文件（--returns）', en: "the rail's return file (--returns)" },
};

/** What went wrong with a file, with whose it is. An error of another sort stays as it is. */
export function ofRole(role: Role, error: unknown): unknown {
  const problem = problemOf(error);
  if (problem === null) return error;
  const { code, text, hint } = problem;
  const name = ROLE_NAMES[role];
  return new CliError(
    code,
    { zh: `${name.zh}：${text.zh}`, en: `${name.en}: ${text.en}` },
    { zh: hintFor(role, hint.zh), en: hintFor(role, hint.en) },
  );
}

function problemOf(error: unknown): Pick<CliError, 'code' | 'text' | 'hint'> | null {
  if (error instanceof CliError) return error;
  return error instanceof FileError ? { code: error.code, ...fileProblemText(error) } : null;
}

/** Hints about a file name the option of a command that takes one file. */
function hintFor(role: Role, hint: string): string {
  const option = SYSTEM_OPTIONS[role];
  return option === undefined ? hint : hint.replaceAll(/--system\b/g, option).replaceAll(/ --kind \w+/g, '');
}

const SYSTEM_OPTIONS: Readonly<Partial<Record<Role, string>>> = {
  city: '--city-system',
  province: '--province-system',
  returns: '--returns-system',
};
