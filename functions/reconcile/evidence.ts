import type { PinnedSides } from '../../adapters/ledger/reconciliations.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { KeyRange } from '../../core/reconcile/blocks.ts';
import { EVERY_KEY } from '../../core/reconcile/blocks.ts';
import { personAndYearOf, programmeOf } from '../../core/identity.ts';
import { isApproved, isVerified } from '../../core/reconcile/three-way.ts';
import type { SnapshotLine } from '../../core/snapshot.ts';
import type { Applicant } from '../../schemas/canonical/applicant.ts';
import type { Certificate } from '../../schemas/canonical/certificate.ts';
import { allLines, type CityLine, type KeyLines } from './keys.ts';
import { openAll, type OpenedCity, type OpenedSides } from './opened.ts';
import { createPersons, type Persons } from './persons.ts';

/** What is known of a range's payments besides both sides' words. */
export interface Evidence {
  /** Whether the person's application of that year is approved; `null` = nobody was asked. */
  readonly approved: (payment: SnapshotLine) => boolean | null;
  /** Whether the person has a verified certificate of the programme. */
  readonly verified: (payment: SnapshotLine) => boolean | null;
  /** What the rails returned of this payment. */
  readonly returnsOf: (recordKey: string) => Promise<readonly CityLine[]>;
  /** Payments something is to be said of though both sides agree. */
  readonly suspects: () => AsyncIterable<KeyLines>;
}

/** Of applicants and certificates, which nobody is paid by. */
export const NOT_ASKED: Evidence = {
  approved: () => null,
  verified: () => null,
  returnsOf: () => Promise.resolve([]),
  suspects: async function* none() {
    // Both sides' words are all there is.
  },
};

/**
 * Gathers who of a range's payees is approved and verified. Memory goes with the payments of the range, not with applicants or
 * certificates: those are read once, and marked who is paid.
 */
export async function gatherEvidence(
  vault: Vault,
  pinned: PinnedSides,
  sides: OpenedSides,
  range: KeyRange,
  programme: string,
): Promise<Evidence> {
  const [applicants, certificates, returns] = await Promise.all([
    openAll(vault, pinned.applicants),
    openAll(vault, pinned.certificates),
    openAll(vault, pinned.returns),
  ]);
  const [byYear, ever] = await payeesOf(sides, range);
  // An application's key begins as the person's payments do, a certificate's with its number.
  for await (const line of linesIn(applicants, range)) {
    if (!mayBeApproved(line, programme)) continue;
    const { personKey, year } = whoOf(line);
    byYear.mark(personKey, year);
  }
  for await (const line of linesIn(certificates, EVERY_KEY)) {
    const { status, personKey } = line.facts;
    if (isOf(line, programme) && isVerified({ verification: status as Certificate['verification'] }))
      ever.mark(personKey, ANY_YEAR);
  }
  const isAsked = {
    approved: applicants.length > 0,
    verified: certificates.length > 0 && certificates.every(saysWhose),
  };
  const evidence: Omit<Evidence, 'suspects'> = {
    approved: (payment) => {
      const { personKey, year } = whoOf(payment);
      return isAsked.approved ? byYear.isMarked(personKey, year) : null;
    },
    verified: (payment) => (isAsked.verified ? ever.isMarked(whoOf(payment).personKey, ANY_YEAR) : null),
    returnsOf: (recordKey) => returnsOf(returns, recordKey, programme),
  };
  return { ...evidence, suspects: () => suspectsIn(sides, range, evidence, returns, programme) };
}

const ANY_YEAR = 0;

/** Whose application or payment a line is, and of which year. The key says both, also of a line of before, which has no facts. */
export function whoOf({ recordKey, facts }: SnapshotLine): Pick<SnapshotLine['facts'], 'personKey' | 'year'> {
  return isOfBefore(facts) ? personAndYearOf(recordKey) : facts;
}

/** An application whose line does not say how it stands is not taken for one that was refused. */
function mayBeApproved(line: SnapshotLine, programme: string): boolean {
  if (!isOf(line, programme)) return false;
  const { facts } = line;
  return isOfBefore(facts) || isApproved({ status: facts.status as Applicant['status'] });
}

/** A certificate's key does not say its holder: with a line of before in it, nothing follows from what a snapshot lacks. */
function saysWhose({ snapshot }: OpenedCity): boolean {
  return snapshot.totals.every((total) => !isOfBefore(total));
}

/** Decision 0037. */
function isOfBefore({ programme }: { readonly programme: string }): boolean {
  return programme === '';
}

/** A certificate of before is of none: its key does not say. */
function isOf({ recordKey, facts }: SnapshotLine, programme: string): boolean {
  return (isOfBefore(facts) ? programmeOf(recordKey) : facts.programme) === programme;
}

async function payeesOf(sides: OpenedSides, range: KeyRange): Promise<readonly [byYear: Persons, ever: Persons]> {
  const [byYear, ever] = [createPersons(), createPersons()];
  for await (const { city, province } of allLines(sides, range)) {
    for (const line of [...city.map(({ line: own }) => own), ...province]) {
      const { personKey, year } = whoOf(line);
      byYear.add(personKey, year);
      ever.add(personKey, ANY_YEAR);
    }
  }
  return [byYear, ever];
}

async function* linesIn(snapshots: readonly OpenedCity[], { from, to }: KeyRange): AsyncGenerator<SnapshotLine> {
  for (const { snapshot } of snapshots) yield* snapshot.linesBetween(from, to);
}

/** Whether money has left is judged by the records themselves: here only what could speak against it. */
async function* suspectsIn(
  sides: OpenedSides,
  range: KeyRange,
  { approved, verified }: Omit<Evidence, 'suspects'>,
  returns: readonly OpenedCity[],
  programme: string,
): AsyncGenerator<KeyLines> {
  const cameBack = await keysOfReturned(returns, range, programme);
  for await (const lines of allLines(sides, range)) {
    const any = lines.city[0]?.line ?? lines.province[0];
    if (any === undefined) continue;
    if (approved(any) === false || verified(any) === false || cameBack.has(lines.recordKey)) yield lines;
  }
}

/** Few: what a bank could not pay, and lines of before, which do not say whether it could. */
async function keysOfReturned(
  returns: readonly OpenedCity[],
  range: KeyRange,
  programme: string,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const line of linesIn(returns, range))
    if ((line.facts.status === 'RETURNED' || isOfBefore(line.facts)) && isOf(line, programme)) keys.add(line.recordKey);
  return keys;
}

async function returnsOf(
  returns: readonly OpenedCity[],
  recordKey: string,
  programme: string,
): Promise<readonly CityLine[]> {
  const found: CityLine[] = [];
  for (const { system, snapshot } of returns)
    for (const line of await snapshot.linesOf(recordKey)) if (isOf(line, programme)) found.push({ system, line });
  return found;
}
