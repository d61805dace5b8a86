import { encodeCsv } from '../../adapters/files/csv-write.ts';
import type { Http } from '../../adapters/http/http.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
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
    groups: (parcels) => KINDS.map((kind) => parcels.filter(({ line }) => line.kind === kind)).filter((group) => group.length > 0),
    send: (group, work) => sendFile(delivering, http, system, group, work),
    // A file under the same name is taken once, so an attempt in doubt is simply sent again.
    ask: async (parcels) => parcels.map((parcel) => [parcel, 'not-there']),
  };
}

async function sendFile(
  { clock }: Delivering,
  http: Http,
  system: System,
  group: readonly Parcel[],
  work: WorkItem,
): Promise<readonly (readonly [Parcel, Answer])[]> {
  const kind = group[0]?.line.kind ?? 'applicant';
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'csv') throw new Error(`${system.id} takes no ${kind} file`);
  const body = encodeCsv(mapping.header, group.map(({ line }) => line.wire as readonly string[]), system.encoding);
  const answer = await putFile(http, `/outbox/${kind}/${fileName(kind, work, group)}`, body, clock.now());
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

/** Letters, digits and hyphens: the same rows of the same work bear the same name. */
function fileName(kind: string, work: WorkItem, group: readonly Parcel[]): string {
  const first = group[0]?.line.messageId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 12) ?? '';
  return `${kind}-${work.pk.split('#').at(-1)}-${work.sk.replaceAll(/[^A-Za-z0-9]/g, '-')}-${first}-${group.length}.csv`;
}
