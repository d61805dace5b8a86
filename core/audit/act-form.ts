import type { AuditAct } from './entry.ts';

/** An entry has to fit into an item, with others in one transaction. */
const TEXT_LENGTH_MAX = 300;
const DETAILS_MAX = 40;

const TENANT = /^[a-z][a-z0-9-]{0,39}$/;
const ACTION = /^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+$/;
const DETAIL_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;
/**
 * A mobile number, a citizen's ID of 15 or 18, a bank card; whole runs of digits, so that times in milliseconds are none. Within a longer
 * word of letters and digits it is none either: one in two hundred random names of 24 hex digits holds such a run.
 */
const NUMBER_OF_PERSON = /(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{15,19}|\d{17}[Xx])(?![0-9A-Za-z])/;
/** SHA-256: in one of a hundred some digits stand like somebody's number. */
const DIGEST = /^[0-9a-f]{64}$/;
const NAME_OF_PERSON = /\p{Script=Han}{2}/u;

/**
 * Why an act can't stand in a chain, which is kept for good and shown to auditors: it is malformed, or holds what looks like a person's
 * number or name. `null` where it can. Whoever acts is named as the issuer names them, whatever that is.
 */
export function faultOf({ tenant, by, action, about, detail }: AuditAct): string | null {
  if (!TENANT.test(tenant)) return 'tenant';
  if (by === '' || by.length > TEXT_LENGTH_MAX) return 'by';
  if (!ACTION.test(action)) return 'action';
  if (isUnfit(about)) return 'about';
  const members = Object.entries(detail);
  if (members.length > DETAILS_MAX) return 'detail';
  const unfit = members.find(([name, value]) => !DETAIL_NAME.test(name) || isUnfit(value));
  return unfit === undefined ? null : `detail.${DETAIL_NAME.test(unfit[0]) ? unfit[0] : '?'}`;
}

/** 分 as an act's detail: a number; past those that are exact its digits in groups, which look like nobody's number. */
export function fenDetail(fen: string): number | string {
  const value = Number(fen);
  return Number.isSafeInteger(value) ? value : fen.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

function isUnfit(value: string | number | boolean | null): boolean {
  if (typeof value === 'number') return !Number.isSafeInteger(value);
  if (typeof value !== 'string' || DIGEST.test(value)) return false;
  return value.length > TEXT_LENGTH_MAX || NUMBER_OF_PERSON.test(value) || NAME_OF_PERSON.test(value);
}
