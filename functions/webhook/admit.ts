import { verify } from '../../core/webhook-signature.ts';
import { inboundEventSchema } from '../../schemas/event.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Receiving } from './environment.ts';

/** DESIGN §11. */
export const BODY_BYTES_MAX = 262_144;
const DEPTH_MAX = 32;
/** Who may call this route: its secrets are the ones the signature is checked with. */
const PROVINCE = 'province/yuegonghui';

export interface WebhookHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** `null` when the request is signed by the province, else the code of the refusal. */
export async function admit(
  { secrets, clock }: Receiving,
  headers: WebhookHeaders,
  body: Buffer,
): Promise<ProblemCode | null> {
  const verdict = verify({ ...headers, secrets: await secrets.signingSecrets(PROVINCE), body, now: clock.now() });
  return verdict.valid ? null : verdict.code;
}

/** Whether the body is an event of the contract, and no deeper than JSON from a partner has a reason to be. */
export function isWellFormed(body: Buffer): boolean {
  if (depthOf(body) > DEPTH_MAX) return false;
  try {
    return inboundEventSchema.safeParse(JSON.parse(body.toString('utf8'))).success;
  } catch {
    return false;
  }
}

/** The deepest nesting of brackets outside strings: counted before parsing, so that a hostile body costs one pass. */
function depthOf(body: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [...'"\\{}[]'].map((sign) =>
  sign.charCodeAt(0),
);
