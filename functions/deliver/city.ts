import { createHash } from 'node:crypto';
import { encodeCsv } from '../../adapters/files/csv-write.ts';
import type { Http } from '../../adapters/http/http.ts';
import type { Answer } from '../../core/delivery.ts';
import { KINDS } from '../../schemas/kind.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import type { Parcel } from './deliver.ts';
import { type Destination, failureAnswer, statusAnswer } from './destinations.ts';
import type { Delivering } from './environment.ts';

/** A city's system: one file per call, in its own wire form, under a name that a repeat bears too. */
export function cityDestination(delivering: Delivering, http: Http, system: System): Destination {
  return {
    groups: (parcels) =>
      KINDS.map((kind) => parcels.filter(({ line }) => line.kind === kind)).filter((group) => group.length > 0),
    send: (group) => sendFile(delivering, http, system, group),
    // A file under the same name is taken once, so an attempt in doubt is simply sent again.
    ask: async (parcels) => parcels.map((parcel) => [parcel, 'not-there']),
  };
}

async function sendFile(
  { clock }: Delivering,
  http: Http,
  system: System,
  group: readonly Parcel[],
): Promise<readonly (readonly [Parcel, Answer])[]> {
  const kind = group[0]?.line.kind ?? 'applicant';
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new Error(`${system.id} takes no ${kind} file`);
  const body = encodeCsv(
    mapping.header,
    group.map(({ line }) => line.wire as readonly string[]),
    system.file.form === 'csv' ? system.file.encoding : 'utf-8',
  );
  const answer = await putFile(http, `/outbox/${kind}/${fileName(kind, group)}`, body, clock.now());
  return group.map((parcel) => [parcel, answer]);
}

async function putFile(http: Http, path: string, body: Uint8Array, now: Date): Promise<Answer> {
  try {
    const { status, headers } = await http.put(path, body, { 'content-type': 'text/csv' });
    if (status === 200 || status === 201) return { kind: 'answered', outcome: 'applied', code: null };
    return statusAnswer(status, headers, now);
  } catch (error) {
    return failureAnswer(error);
  }
}

/** Letters, digits and hyphens: the same rows bear the same name in whichever try they are sent. */
function fileName(kind: string, group: readonly Parcel[]): string {
  const rows = createHash('sha256')
    .update(group.map(({ line }) => line.messageId).join('\n'))
    .digest('hex');
  return `${kind}-${rows.slice(0, 32)}-${group.length}.csv`;
}
