import type { PinnedSides } from '../../adapters/ledger/reconciliations.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { KeyRange } from '../../core/reconcile/blocks.ts';
import { EVERY_KEY } from '../../core/reconcile/blocks.ts';
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
  for await (const { facts } of linesIn(applicants, range))
    if (isOf(facts, programme) && isApproved({ status: facts.status as Applicant['status'] }))
      byYear.mark(facts.personKey, facts.year);
  for await (const { facts } of linesIn(certificates, EVERY_KEY))
    if (isOf(facts, programme) && isVerified({ verification: facts.status as Certificate['verification'] }))
      ever.mark(facts.personKey, ANY_YEAR);
  const evidence: Omit<Evidence, 'suspects'> = {
    approved: ({ facts }) => (applicants.length === 0 ? null : byYear.isMarked(facts.personKey, facts.year)),
    verified: ({ facts }) => (certificates.length === 0 ? null : ever.isMarked(facts.personKey, ANY_YEAR)),
    returnsOf: (recordKey) => returnsOf(returns, recordKey, programme),
  };
  return { ...evidence, suspects: () => suspectsIn(sides, range, evidence, returns, programme) };
}

const ANY_YEAR = 0;

function isOf(facts: SnapshotLine['facts'], programme: string): boolean {
  return facts.programme === programme;
}

async function payeesOf(sides: OpenedSides, range: KeyRange): Promise<readonly [byYear: Persons, ever: Persons]> {
  const [byYear, ever] = [createPersons(), createPersons()];
  for await (const { city, province } of allLines(sides, range)) {
    for (const { facts } of [...city.map(({ line }) => line), ...province]) {
      byYear.add(facts.personKey, facts.year);
      ever.add(facts.personKey, ANY_YEAR);
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

/** Few: what a bank could not pay. */
async function keysOfReturned(
  returns: readonly OpenedCity[],
  range: KeyRange,
  programme: string,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const { recordKey, facts } of linesIn(returns, range))
    if (facts.status === 'RETURNED' && isOf(facts, programme)) keys.add(recordKey);
  return keys;
}

async function returnsOf(
  returns: readonly OpenedCity[],
  recordKey: string,
  programme: string,
): Promise<readonly CityLine[]> {
  const found: CityLine[] = [];
  for (const { system, snapshot } of returns)
    for (const line of await snapshot.linesOf(recordKey)) if (isOf(line.facts, programme)) found.push({ system, line });
  return found;
}
