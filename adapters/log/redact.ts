export const REDACTED = '[redacted]';

const NUMBER_DIGITS_MAX = 10;
const TEXT_LENGTH_MAX = 4_000;

/** Kept although it may hold many digits: request and message ids. It stands first, so that no later pattern cuts into it. */
const UUID = String.raw`(?<uuid>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)`;

/** Hyphens count as part of a number only where people write them; elsewhere they separate dates from counters in our own ids. */
const PERSONAL = [
  String.raw`\p{Nd}(?:[ \u00a0\u3000]?\p{Nd}){10,}[XxＸｘ]?`,
  String.raw`\p{Nd}{6}-\p{Nd}{8}-\p{Nd}{3}[\p{Nd}XxＸｘ]`,
  String.raw`\p{Nd}{4}(?:-\p{Nd}{4}){2,}(?:-\p{Nd}{1,4})?`,
  String.raw`1[3-9]\p{Nd}-\p{Nd}{4}-\p{Nd}{4}`,
  String.raw`\p{Script=Han}[·•]?\p{Script=Han}(?:[·•]?\p{Script=Han})*`,
  String.raw`whsec_[A-Za-z0-9+/=_-]+`,
];

const pattern = new RegExp([UUID, ...PERSONAL].join('|'), 'gu');

/**
 * Text with everything replaced that looks like a citizen ID, a bank card, a mobile number, a Chinese name or a signing secret:
 * runs of 11 and more digits in any script, numbers grouped as people write them, two and more Han characters in a row.
 */
export function redactText(text: string): string {
  return text
    .slice(0, TEXT_LENGTH_MAX)
    .replace(pattern, (match, uuid: string | undefined) => (uuid === undefined ? REDACTED : match));
}

/** A number of 11 and more digits may be a mobile, card or ID number that lost its quotes; no count of ours is that large. */
export function redactNumber(value: number): number | typeof REDACTED {
  return Math.abs(value) < 10 ** NUMBER_DIGITS_MAX ? value : REDACTED;
}

export interface RedactedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: RedactedError;
}

const CAUSE_DEPTH_MAX = 3;

/** An error as plain data: name, code, message, stack and its causes, all of it redacted. */
export function redactError(error: unknown, depth = 0): RedactedError {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: redactText(String(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? redactText(error.code) : undefined;
  return {
    name: redactText(error.name),
    ...(code === undefined ? {} : { code }),
    message: redactText(error.message),
    ...(error.stack === undefined || depth > 0 ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined || depth === CAUSE_DEPTH_MAX ? {} : { cause: redactError(error.cause, depth + 1) }),
  };
}
