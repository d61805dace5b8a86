import { passesLuhn } from './bank-card.ts';
import { sexOfCitizenId } from './citizen-id.ts';
import { DEGREE_NUMBER_LEVELS, DEGREE_NUMBER_TYPES } from './degree-kinds.ts';
import type { IdentifierKind } from './identify.ts';
import { GUANGDONG_CITIES, PROVINCES, type Named } from './region-codes.ts';
import { isRetiredRegion } from './region.ts';
import { layoutOf, type SkillLayout } from './skill-certificate.ts';
import { isPilotUscc } from './uscc.ts';
import { ORGANISATION_KINDS, REGISTRATION_DEPARTMENTS } from './uscc-kinds.ts';

/** What a valid identifier says of itself. Names are null where the standard's tables here do not know the code. */
export type Description =
  | CitizenIdDescription
  | UsccDescription
  | { readonly kind: 'bank-card'; readonly digits: number; readonly passesLuhn: boolean }
  | {
      readonly kind: 'degree-certificate';
      readonly school: string;
      readonly type: Named | null;
      readonly year: string;
      readonly level: Named | null;
      /** 5 in the old form of 17 digits, else 6. */
      readonly serialDigits: number;
    }
  | { readonly kind: 'skill-certificate'; readonly layout: SkillLayout; readonly characters: number }
  | { readonly kind: 'mobile' };

export interface CitizenIdDescription {
  readonly kind: 'citizen-id';
  readonly form: 'resident' | 'hmt-permit' | 'foreigner-permit' | 'old-foreigner-permit';
  readonly region: Region;
  /** `YYYY-MM-DD`; the foreigner's old form has no century: `YY-MM-DD`. */
  readonly born: string;
  readonly sex: '1' | '2' | '9';
  /** Of a foreigner: ISO 3166, three digits in the new form, three letters in the old. */
  readonly nationality: string | null;
}

export interface UsccDescription {
  readonly kind: 'uscc';
  readonly department: Named | null;
  readonly organisation: Named | null;
  /** Where it was registered. */
  readonly region: Region;
  /** 组织机构代码 as it is written: eight characters, a hyphen, its check character. */
  readonly organisationCode: string;
  readonly isPilot: boolean;
}

export interface Region {
  /** Two to six digits, as the identifier has them. */
  readonly code: string;
  readonly province: Named | null;
  /** Guangdong's cities only. */
  readonly city: Named | null;
  readonly isRetired: boolean;
}

/** Explains the normal form of a valid identifier; what is not valid has no description. */
export function describe(kind: IdentifierKind, normal: string): Description {
  switch (kind) {
    case 'citizen-id':
      return describeCitizenId(normal);
    case 'uscc':
      return describeUscc(normal);
    case 'bank-card':
      return { kind, digits: normal.length, passesLuhn: passesLuhn(normal) };
    case 'degree-certificate':
      return {
        kind,
        school: normal.slice(0, 5),
        type: DEGREE_NUMBER_TYPES.get(normal.charAt(5)) ?? null,
        year: normal.slice(6, 10),
        level: DEGREE_NUMBER_LEVELS.get(normal.slice(10, 12)) ?? null,
        serialDigits: normal.length - 12,
      };
    case 'skill-certificate':
      return { kind, layout: layoutOf(normal), characters: normal.length };
    case 'mobile':
      return { kind };
  }
}

function describeCitizenId(id: string): CitizenIdDescription {
  const kind = 'citizen-id';
  if (id.length === 15)
    return {
      kind,
      form: 'old-foreigner-permit',
      region: regionOf(id.slice(3, 7)),
      born: `${id.slice(7, 9)}-${id.slice(9, 11)}-${id.slice(11, 13)}`,
      sex: '9',
      nationality: id.slice(0, 3),
    };
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const sex = sexOfCitizenId(id);
  if (id.startsWith('9')) {
    const region = regionOf(id.slice(1, 3));
    return { kind, form: 'foreigner-permit', region, born, sex, nationality: id.slice(3, 6) };
  }
  const form = id.startsWith('8') ? 'hmt-permit' : 'resident';
  return { kind, form, region: regionOf(id.slice(0, 6)), born, sex, nationality: null };
}

function describeUscc(code: string): UsccDescription {
  return {
    kind: 'uscc',
    department: REGISTRATION_DEPARTMENTS.get(code.charAt(0)) ?? null,
    organisation: ORGANISATION_KINDS.get(code.slice(0, 2)) ?? null,
    region: regionOf(code.slice(2, 8)),
    organisationCode: `${code.slice(8, 16)}-${code.charAt(16)}`,
    isPilot: isPilotUscc(code),
  };
}

function regionOf(code: string): Region {
  return {
    code,
    province: PROVINCES.get(code.slice(0, 2)) ?? null,
    city: GUANGDONG_CITIES.get(code.slice(0, 4)) ?? null,
    isRetired: isRetiredRegion(code),
  };
}
