import { readAliases } from '../../adapters/ledger/aliases.ts';
import type { InboundItem } from '../../adapters/ledger/inbound.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { aliasKey, certificateRecordKey, numberKindOf, personRecordKey } from '../../core/identity.ts';
import { kindOf } from '../../core/overlay.ts';
import { provinceEventSchema } from '../../schemas/event.ts';
import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systems } from '../../schemas/systems/registry.ts';
import type { Operating } from './environment.ts';

/** What an event is about, as far as it can be read. No personal data. */
export interface EventAbout {
  /** The city whose record it is about; `province` where that can't be told. */
  readonly tenant: string;
  readonly type: string | null;
  readonly kind: Kind | null;
  readonly programme: string | null;
  readonly sequence: number | null;
  readonly status: string | null;
  /** 分; `null` where it names none. */
  readonly fen: string | null;
  /** Records its number may lead to, one a city system that runs the programme and knows the number. */
  readonly recordKeys: readonly string[];
  readonly persons: readonly string[];
}

const UNKNOWN: EventAbout = {
  tenant: 'province',
  type: null,
  kind: null,
  programme: null,
  sequence: null,
  status: null,
  fen: null,
  recordKeys: [],
  persons: [],
};

/** Reads an event's body in the vault; of one that is unreadable nothing is known. */
export async function aboutOf(operating: Operating, { pointer }: Pick<InboundItem, 'pointer'>): Promise<EventAbout> {
  const parsed = provinceEventSchema.safeParse(await bodyOf(operating, pointer));
  if (!parsed.success) return UNKNOWN;
  const event = parsed.data;
  if (event.type === 'notice.published') return { ...UNKNOWN, type: event.type };
  const { data } = event;
  const kind = kindOf(event);
  const cities = systems.filter(
    (system) =>
      system.side === 'city' && system.programme === data.programmeCode && mappingOf(system, kind) !== undefined,
  );
  const indexKey = await operating.secrets.indexKey();
  const aliases = await readAliases(
    operating.table,
    cities.map(({ id }) => aliasKey(indexKey, id, data.declarationNo)),
  );
  const persons = [...new Set([...aliases.values()].map(({ personKey }) => personKey))];
  const level = 'fundingLevel' in data ? data.fundingLevel : null;
  const recordKeys =
    'certificateNo' in data
      ? [certificateRecordKey(indexKey, numberKindOf(data.certificateType, data.programmeCode), data.certificateNo)]
      : persons.map((person) => personRecordKey(indexKey, person, data, level));
  return {
    tenant: cities[0]?.tenant ?? 'province',
    type: event.type,
    kind,
    programme: data.programmeCode,
    sequence: data.sequence,
    status: 'verification' in data ? data.verification : data.status,
    fen: 'amountFen' in data && data.amountFen !== undefined ? String(data.amountFen) : null,
    recordKeys,
    persons,
  };
}

async function bodyOf({ vault, log }: Operating, pointer: InboundItem['pointer']): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await vault.readFrame(pointer)).toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError || (error instanceof VaultError && error.code !== 'vault.unavailable')))
      throw error;
    log.error('event.unreadable', { object: pointer.object, error });
    return undefined;
  }
}
