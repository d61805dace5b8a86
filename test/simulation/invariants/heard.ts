import { unpackTransitions } from '../../../core/ledger/history.ts';
import { certificateRecordKey, numberKindOf, personKey, personRecordKey } from '../../../core/identity.ts';
import { type RecordEvent } from '../../../core/overlay.ts';
import type { Person } from '../../../local/nights/people.ts';
import { provinceEventSchema } from '../../../schemas/event.ts';
import type { ToldRecord } from '../outside/city.ts';
import type { Holdings } from './items.ts';

const PROVINCE = 'province/yuegonghui';

/** What the province was told is in our hands: kept under its id, applied in its order, and told to the city it is about. */
export function heardViolations(
  taken: ReadonlyMap<string, Buffer>,
  people: readonly Person[],
  indexKey: Uint8Array,
  { records, inbounds }: Holdings,
  told: readonly ToldRecord[] | null,
): readonly string[] {
  const kept = new Map(inbounds.map((inbound) => [inbound.webhookId, inbound]));
  const said = new Map(records.filter(({ source }) => source === PROVINCE).map((item) => [item.recordKey, item]));
  return [
    ...[...taken].flatMap(([webhookId, body]) => {
      const inbound = kept.get(webhookId);
      if (inbound === undefined) return [`lost: event ${webhookId} was taken and is not kept`];
      if (inbound.state === 'QUARANTINED' && inbound.problem === 'webhook.sequence-gap')
        return [`lost: event ${webhookId} is given up for want of the one before it`];
      if (inbound.state !== 'APPLIED') return [];
      const event = provinceEventSchema.parse(JSON.parse(body.toString('utf8')));
      if (event.type === 'notice.published') return [];
      const key = keyOf(event, people, indexKey);
      const { sequence } = event.data;
      const item = said.get(key);
      if (item === undefined || item.sequence < sequence)
        return [`heard: ${webhookId} is ${sequence} of ${key}, which stands at ${item?.sequence ?? 0}`];
      return [];
    }),
    ...jumped([...said.values()]),
    ...(told === null ? [] : untold([...said.values()], people, indexKey, told)),
  ];
}

/** Each event is one step; only the province's answer to a question stands for those before it. */
function jumped(items: Iterable<Holdings['records'][number]>): readonly string[] {
  return [...items].flatMap(({ recordKey, history, sequence }) => {
    const codes = unpackTransitions(history).map(({ code }) => code ?? '');
    const events = codes.filter((code) => EVENT.test(code)).length;
    return codes.includes('webhook.gap-asked') || codes.length >= HISTORY_FULL || events === sequence
      ? []
      : [`heard: ${recordKey} stands at ${sequence} after ${events} events`];
  });
}

const EVENT = /^(?:applicant|certificate|payment)\.(?:status-changed|verified|rejected|settled|failed|returned)$/;
const HISTORY_FULL = 16;

/** The city has what the ledger says was delivered to it. */
function untold(
  items: readonly Holdings['records'][number][],
  people: readonly Person[],
  indexKey: Uint8Array,
  told: readonly ToldRecord[],
): readonly string[] {
  const application = { programmeCode: 'GZ-XLBZ', programmeYear: 2025 };
  return people.flatMap((person) => {
    const { declarationNo, idNumber } = person;
    const key = personRecordKey(indexKey, personKey(indexKey, idNumber), { ...application, declarationNo }, null);
    const item = items.find(({ recordKey }) => recordKey === key);
    if (item?.state !== 'DELIVERED') return [];
    const record = told.find(
      ({ system, kind, number }) =>
        system === 'guangzhou/degree-subsidy' && kind === 'applicant' && number === declarationNo,
    );
    const saidMs = Date.parse(item.order.split('#')[0] ?? '');
    return record !== undefined && record.updatedMs >= saidMs ? [] : [`told: its city has not heard of ${key}`];
  });
}

function keyOf(event: RecordEvent, people: readonly Person[], indexKey: Uint8Array): string {
  const { data } = event;
  if ('certificateNo' in data)
    return certificateRecordKey(indexKey, numberKindOf(data.certificateType, data.programmeCode), data.certificateNo);
  // A person bears the same number in each city, but for the city's letters.
  const person = people.find(({ declarationNo }) => declarationNo.slice(4) === data.declarationNo.slice(4));
  const level = 'fundingLevel' in data ? data.fundingLevel : null;
  return personRecordKey(indexKey, personKey(indexKey, person?.idNumber ?? ''), data, level);
}
