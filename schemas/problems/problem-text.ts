/**
 * What a problem does: `file` the file can't be read; `reject` the row is rejected; `warning` the row goes on;
 * `held` the data is kept and waits for a decision; `refused` a request or a delivery failed.
 */
export type Severity = 'file' | 'reject' | 'warning' | 'held' | 'refused';

/** What is wrong and what to do, in Chinese and English. Never a value of the data. */
export interface ProblemText {
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  readonly todoZh: string;
  readonly todoEn: string;
}

export function file(zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity: 'file', zh, en, todoZh, todoEn };
}

export function reject(zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity: 'reject', zh, en, todoZh, todoEn };
}

export function warning(zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity: 'warning', zh, en, todoZh, todoEn };
}

export function held(zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity: 'held', zh, en, todoZh, todoEn };
}

export function refused(zh: string, en: string, todoZh: string, todoEn: string): ProblemText {
  return { severity: 'refused', zh, en, todoZh, todoEn };
}
