import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systemById, systems } from '../../schemas/systems/registry.ts';
import type { System } from '../../schemas/systems/system.ts';
import { isMoneyCase } from './codes.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

/** After so many repairs in vain a person has to look. */
export const REPAIRS_MAX = 3;

/** What a finished reconciliation found of one record, as far as repairing it goes. */
export interface Found {
  readonly kind: Kind;
  readonly programme: string;
  readonly code: Discrepancy;
  /** Names of the fields both sides differ in. */
  readonly fields: readonly string[];
  readonly state: 'OPEN' | 'REPAIRING' | 'CLOSED';
  /** The last night whose run found it, `YYYY-MM-DD`. */
  readonly lastNight: string;
  /** How often it was repaired, and the last night of that; `null` = never. */
  readonly repairs: { readonly times: number; readonly night: string } | null;
}

export type RepairDecision =
  /** The city's record goes again. `counted` where this night's repair of it is written down already. */
  | { readonly kind: 'repair'; readonly counted: boolean }
  /** Repaired in vain as often as it may be, or no longer to be put right so: it is a person's. */
  | { readonly kind: 'give-up' }
  | {
      readonly kind: 'leave';
      readonly why:
        | 'closed'
        /** Tonight's run did not find it. */
        | 'not-found'
        /** Money is never put right by sending it again. */
        | 'money'
        /** The province owns all they differ in: the city has to be told, or to say it. */
        | 'of-the-province'
        /** Sending what the city says again would not put it right. */
        | 'not-repairable'
        | 'given-up';
    };

/** Whether what this night's reconciliation found is put right by sending the city's record again. Never of money, and once a night. */
export function decideRepairOf(found: Found, night: string): RepairDecision {
  if (isMoneyCase(found.kind)) return { kind: 'leave', why: 'money' };
  if (found.state === 'CLOSED') return { kind: 'leave', why: 'closed' };
  if (found.lastNight !== night) return { kind: 'leave', why: 'not-found' };
  const times = found.repairs?.times ?? 0;
  const why = hindranceOf(found) ?? (times < REPAIRS_MAX || found.repairs?.night === night ? null : 'given-up');
  if (why === null) return { kind: 'repair', counted: found.repairs?.night === night };
  return found.state === 'REPAIRING' ? { kind: 'give-up' } : { kind: 'leave', why };
}

/** The city systems whose records of this programme and kind the province is sent. */
export function sourcesOf(programme: string, kind: Kind): readonly System[] {
  return systems.filter(
    (system) => system.side === 'city' && system.programme === programme && mappingOf(system, kind) !== undefined,
  );
}

function hindranceOf({ code, programme, kind, fields }: Found): 'of-the-province' | 'not-repairable' | null {
  if (code === 'missing-in-province') return null;
  if (code !== 'field-mismatch' && code !== 'state-mismatch') return 'not-repairable';
  // Whose record it is has to be found out first.
  if (fields.includes('idNumber')) return 'not-repairable';
  return fields.some((field) => isOfCity(programme, kind, field)) ? null : 'of-the-province';
}

/** Whose the field is in the programme: as a city system of it says, and where none carries it, as the province does (DESIGN §3). */
function isOfCity(programme: string, kind: Kind, field: string): boolean {
  const mappings = [...sourcesOf(programme, kind), systemById(PROVINCE)].map((system) =>
    system === undefined ? undefined : mappingOf(system, kind),
  );
  const owner = mappings.map((mapping) => mapping?.owners[field]).find((side) => side !== undefined);
  return owner === 'city';
}

const PROVINCE = 'province/yuegonghui';
