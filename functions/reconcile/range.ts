import { keepPart, type Part, type Reconciliation, reconciliationIdOf } from '../../adapters/ledger/reconciliations.ts';
import type { KeyRange } from '../../core/reconcile/blocks.ts';
import type { Comparison } from '../../core/reconcile/sides.ts';
import { createTally } from '../../core/reconcile/totals.ts';
import type { Reconciling } from './environment.ts';
import { gatherEvidence, NOT_ASKED } from './evidence.ts';
import { createFoundLines } from './found-lines.ts';
import { judgeAll, type Judging } from './judged.ts';
import { keepCases } from './keep-cases.ts';
import { differingLines, type KeyLines, united } from './keys.ts';
import { type OpenedSides, openSides } from './opened.ts';
import { PROVINCE } from './sides.ts';

/** Records looked into together: their frames are read once for all of them. */
const LOOKED_INTO_AT_ONCE = 500;

/**
 * Compares one range of keys of the pinned snapshots, seals what differs, brings the cases up to date and keeps what it came to. Doing it
 * twice, even at once, comes to the same: lines lie under a name of their own, cases are fenced, and the first part stands.
 */
export async function compareRange(
  reconciling: Reconciling,
  reconciliation: Reconciliation,
  number: number,
): Promise<void> {
  const { table, vault, clock, secrets, log } = reconciling;
  const { programme, kind, night, run, sides } = reconciliation;
  const range = reconciliation.ranges[number - 1];
  if (range === undefined) throw new RangeError(`no range ${number}`);
  const opened = await openSides(vault, sides);
  const comparison: Comparison = { kind, provinceSystem: PROVINCE, asOf: night, awaitsCity: true };
  const unit = { programme, kind };
  const evidence = kind === 'payment' ? await gatherEvidence(vault, sides, opened, range, programme) : NOT_ASKED;
  const judging: Judging = { table, vault, unit, comparison, evidence, tally: createTally({ kind }) };
  await using spool = await reconciling.spool();
  const lines = createFoundLines(spool, unit, await secrets.indexKey());
  const unseen = await lookInto(judging, opened, range, async (keys) => {
    for (const judged of await judgeAll(judging, keys)) await lines.add(judged);
  });
  const name = `${night}/${programme}/${kind}/${run}/${number}-${reconciling.newTry()}`;
  const [masked, unmasked] = [`reconciliations/${name}`, `unmasked/${name}`];
  const sealed = await lines.seal(vault, masked, unmasked);
  const keeping = {
    table,
    unit,
    run: { reconciliationId: reconciliationIdOf(reconciliation), night, run },
    at: clock.now().toISOString(),
  };
  const open = await keepCases(keeping, lines.judged(sealed), range);
  const part: Part = {
    range: number,
    statement: judging.tally.statement(),
    unseen,
    open,
    lines: sealed === null ? null : { masked, unmasked },
  };
  await keepPart(table, reconciliation, part);
  log.info('reconcile.range-done', { programme, kind, businessDate: night, count: number, rows: unseen });
}

/** Hands on, some at a time, every record something may be wrong with. Answers how many of the others both sides have alike. */
async function lookInto(
  { evidence }: Judging,
  sides: OpenedSides,
  range: KeyRange,
  handle: (keys: readonly KeyLines[]) => Promise<void>,
): Promise<number> {
  const differing = differingLines(sides, range);
  let keys: KeyLines[] = [];
  let alike = 0;
  for await (const key of united(differing, evidence.suspects())) {
    if (isAlike(key)) alike += 1;
    keys.push(key);
    if (keys.length < LOOKED_INTO_AT_ONCE) continue;
    await handle(keys);
    keys = [];
  }
  await handle(keys);
  return differing.matched() - alike;
}

/** Counted as a match before it was looked into for its evidence. */
function isAlike({ city, province }: KeyLines): boolean {
  const [own, other] = [city[0], province[0]];
  return city.length === 1 && province.length === 1 && own?.line.compareHash === other?.compareHash;
}
