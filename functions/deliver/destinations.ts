import type { Http } from '../../adapters/http/http.ts';
import { AddressRefused, HttpError } from '../../adapters/http/http-error.ts';
import { type Answer, retryAfterMs } from '../../core/delivery.ts';
import { sign } from '../../core/webhook-signature.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { cityDestination } from './city.ts';
import type { Delivering } from './environment.ts';
import type { Parcel } from './parcel.ts';
import { provinceDestination } from './province.ts';
import { railDestination } from './rail.ts';

/** How one side of the outside world is spoken to. */
export interface Destination {
  /** Cuts what is ready into calls. */
  readonly groups: (parcels: readonly Parcel[]) => readonly (readonly Parcel[])[];
  /** Name of the file a group goes out in, kept with its records before the call; then it is sent whole or not at all. */
  readonly fileOf?: (group: readonly Parcel[]) => string;
  /** One call; an answer for every record of it. */
  readonly send: (group: readonly Parcel[]) => Promise<readonly (readonly [Parcel, Answer])[]>;
  /** Cuts attempts in doubt into questions, a call each; `null`: a repeat does no harm, nothing is asked. */
  readonly questions: ((parcels: readonly Parcel[]) => readonly (readonly Parcel[])[]) | null;
  /** One question: what these attempts came to, or an authoritative word that there are none. */
  readonly ask: (question: readonly Parcel[]) => Promise<Answer | 'not-there'>;
}

export async function destinationFor(delivering: Delivering): Promise<Destination> {
  const system = systemById(delivering.destination);
  if (system === undefined) throw new Error(`no system ${delivering.destination} in the registry`);
  const http = await connectionTo(delivering);
  switch (system.side) {
    case 'province':
      return provinceDestination(delivering, http);
    case 'rail':
      return railDestination(delivering, http, system);
    case 'city':
      return cityDestination(delivering, http, system);
  }
}

/** The connection our calls to the destination go over, signed with every secret it may know us by: two while they are changed over. */
export async function connectionTo(delivering: Delivering): Promise<Http> {
  return connection(delivering, await delivering.secrets.signingSecrets(delivering.destination));
}

/** What a call that came back without a usable answer means for each of its records. */
export function failureAnswer(error: unknown): Answer {
  if (error instanceof AddressRefused) throw error;
  if (!(error instanceof HttpError)) throw error;
  return error.mayHaveTakenEffect ? { kind: 'no-answer' } : { kind: 'never-reached' };
}

export function statusAnswer(status: number, headers: Readonly<Record<string, string>>, now: Date): Answer {
  return { kind: 'status', status, retryAfterMs: retryAfterMs(headers['retry-after'], now) };
}

function connection(
  { baseUrl, allowPrivate, clock, connections, openHttp }: Delivering,
  secrets: readonly string[],
): Http {
  const name = [baseUrl, ...secrets].join('\n');
  const known = connections.get(name);
  if (known !== undefined) return known;
  const http = openHttp({
    baseUrl,
    allowPrivate,
    sign: (body) => {
      const id = `msg_${crypto.randomUUID()}`;
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      return {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': secrets.map((secret) => sign({ secret, id, timestamp, body })).join(' '),
      };
    },
  });
  connections.set(name, http);
  return http;
}
