import type { Random } from '../../../local/nights/random.ts';
import { isSigned } from '../../../local/simulators/signature.ts';

/** A call as an outside system sees it; header names in lower case, the path with its query. */
export interface OutsideRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What an outside system is made from. */
export interface OutsideSettings {
  /** Any of these may sign a call at that moment: two while one is replaced. */
  readonly secrets: () => readonly string[];
  readonly now: () => Date;
  readonly random: Pick<Random, 'next'>;
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;

export function answer(status: number, body: unknown): OutsideAnswer {
  return { status, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(body)) };
}

export function problem(status: number, code: string, message: string): OutsideAnswer {
  return answer(status, { code, message });
}

/** The answer to a call that nobody known has signed. */
export function unsigned({ secrets, now }: OutsideSettings, request: OutsideRequest): OutsideAnswer | undefined {
  return isSigned(secrets(), request.headers, now().getTime(), request.body)
    ? undefined
    : problem(401, 'auth.signature', 'the signature does not fit');
}
