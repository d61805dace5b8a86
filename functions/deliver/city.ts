import { createHash } from 'node:crypto';
import { CellError } from '../../adapters/files/cell-error.ts';
import { CharacterError } from '../../adapters/files/csv-write.ts';
import { writeObjects } from '../../adapters/files/write-table.ts';
import type { Http } from '../../adapters/http/http.ts';
import type { Answer } from '../../core/delivery.ts';
import { type Kind, KINDS } from '../../schemas/kind.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { FileForm, System } from '../../schemas/systems/system.ts';
import { type Destination, failureAnswer, statusAnswer } from './destinations.ts';
import type { Delivering } from './environment.ts';
import type { Parcel } from './parcel.ts';

type Answers = readonly (readonly [Parcel, Answer])[];

/** A city's system: one file per call, in its own wire form, under a name that a repeat bears too. */
export function cityDestination(delivering: Delivering, http: Http, system: System): Destination {
  return {
    groups: (parcels) =>
      KINDS.map((kind) => parcels.filter(({ line }) => line.kind === kind)).filter((group) => group.length > 0),
    send: (group) => sendFile(delivering, http, system, group),
    // A file under the same name is taken once, so an attempt in doubt is simply sent again.
    questions: null,
    ask: async () => 'not-there',
  };
}

async function sendFile(
  delivering: Delivering,
  http: Http,
  system: System,
  group: readonly Parcel[],
): Promise<Answers> {
  const kind = group[0]?.line.kind ?? 'applicant';
  const body = await bodyOf(delivering, system, kind, group);
  if (body === null) return await sendWritable(delivering, http, system, group);
  const { extension, contentType } = FORMS[system.file.form];
  const path = `/outbox/${kind}/${fileName(kind, group)}.${extension}`;
  // A tenant's systems share an address.
  const answer = await putFile(delivering, http, path, body, {
    'content-type': contentType,
    'bridge-system': system.id,
  });
  return group.map((parcel) => [parcel, answer]);
}

/** Some record holds what the form can't write. Those are refused by themselves; the others go in a file of their own. */
async function sendWritable(
  delivering: Delivering,
  http: Http,
  system: System,
  group: readonly Parcel[],
): Promise<Answers> {
  const writable: Parcel[] = [];
  const answers: [Parcel, Answer][] = [];
  for (const parcel of group) {
    if ((await bodyOf(delivering, system, parcel.line.kind, [parcel])) !== null) writable.push(parcel);
    else answers.push([parcel, { kind: 'unsayable', code: 'value.unmappable' }]);
  }
  return writable.length === 0 ? answers : [...answers, ...(await sendFile(delivering, http, system, writable))];
}

/** The file's bytes, the same for the same records; `null` where one of them can't be written in this form. */
async function bodyOf(
  { writeTable }: Delivering,
  system: System,
  kind: Kind,
  group: readonly Parcel[],
): Promise<Uint8Array | null> {
  const mapping = mappingOf(system, kind);
  const { file } = system;
  const wires = group.map(({ line }) => line.wire);
  try {
    if (mapping?.form === 'object') return writeObjects(wires as readonly Readonly<Record<string, unknown>>[]);
    if (mapping?.form !== 'table' || file.form === 'jsonl') throw new Error(`${system.id} takes no ${kind} file`);
    return await writeTable(file, mapping.header, wires as readonly (readonly string[])[]);
  } catch (error) {
    if (error instanceof CharacterError || error instanceof CellError) return null;
    throw error;
  }
}

async function putFile(
  { clock }: Delivering,
  http: Http,
  path: string,
  body: Uint8Array,
  sent: Readonly<Record<string, string>>,
): Promise<Answer> {
  try {
    const { status, headers } = await http.put(path, body, sent);
    if (status === 200 || status === 201) return { kind: 'answered', outcome: 'applied', code: null };
    return statusAnswer(status, headers, clock.now());
  } catch (error) {
    return failureAnswer(error);
  }
}

/** Letters, digits and hyphens: the same rows bear the same name in whichever try they are sent. */
function fileName(kind: string, group: readonly Parcel[]): string {
  const rows = createHash('sha256')
    .update(group.map(({ line }) => line.messageId).join('\n'))
    .digest('hex');
  return `${kind}-${rows.slice(0, 32)}-${group.length}`;
}

const FORMS: Readonly<Record<FileForm['form'], { readonly extension: string; readonly contentType: string }>> = {
  csv: { extension: 'csv', contentType: 'text/csv' },
  xlsx: { extension: 'xlsx', contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  text: { extension: 'txt', contentType: 'text/plain' },
  jsonl: { extension: 'jsonl', contentType: 'application/jsonl' },
};
