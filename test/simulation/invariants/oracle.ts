import { unpackTransitions } from '../../../core/ledger/history.ts';
import type { RecordItem } from '../../../adapters/ledger/records.ts';
import { tallyOf } from '../../../core/ledger/tally.ts';
import { systemById } from '../../../schemas/systems/registry.ts';
import type { Held } from '../outside/province-books.ts';
import type { Expected } from '../scenario/expectation.ts';
import type { Holdings } from './items.ts';

/** What the outside world has to show for what was sent, told from the scenario and not from the bridge. */
export function oracleViolations(expected: Expected, holdings: Holdings, province: readonly Held[]): readonly string[] {
  const payments = province.filter(({ kind }) => kind === 'payment');
  return [
    ...wrongPayments(expected, holdings, payments),
    ...wrongGrants(expected, payments),
    ...wrongTotals(holdings, payments),
    ...wrongDays(holdings, payments),
    ...wrongFiles(expected, holdings),
    ...wrongBatches(expected, holdings),
    ...missing(expected, holdings, province),
  ];
}

const SETTLED = 'SUCCESS';
/** Where a record stands that somebody has to look at: it is not lost. */
const VISIBLE: ReadonlySet<RecordItem['state']> = new Set(['HELD', 'REJECTED', 'QUARANTINED', 'IN_DOUBT']);

function wrongPayments(
  { payments }: Expected,
  { records, batches }: Holdings,
  province: readonly Held[],
): readonly string[] {
  const accounted = records.filter(
    ({ kind, state, problem }) => kind === 'payment' && (VISIBLE.has(state) || problem !== null),
  );
  // A bank's answer that came before the restored ledger knew the question again waits for a person, as a whole.
  const returnHeld = batches.some(
    ({ state, manifest }) => state === 'HELD' && systemById(manifest.system)?.side === 'rail',
  );
  return payments.flatMap(({ programmeCode, declarationNo, fundingLevel, settled }) => {
    const own = province.filter(
      (held) =>
        held.programmeCode === programmeCode && held.declarationNo === declarationNo && held.detail === fundingLevel,
    );
    const times = own.filter(({ status }) => status === SETTLED).length;
    const name = `${programmeCode} ${fundingLevel}`;
    if (times > settled.max) return [`paid: a payment of ${name} is settled ${times} times, at most ${settled.max}`];
    const came = own.some(({ status }) => status === 'RETURNED' || status === 'FAILED' || status === 'UNKNOWN');
    if (times >= settled.min || came || accounted.length > 0 || returnHeld) return [];
    return [`lost: a payment of ${name} is not settled, and nothing in the ledger says why`];
  });
}

function wrongGrants({ grants }: Expected, province: readonly Held[]): readonly string[] {
  return grants.flatMap(({ idNumber, fundingLevel, settled }) => {
    const times = province.filter(
      (held) => held.idNumber === idNumber && held.detail === fundingLevel && held.status === SETTLED,
    ).length;
    return times > settled.max
      ? [`paid twice: a grant ${fundingLevel} is settled ${times} times, at most ${settled.max}`]
      : [];
  });
}

/** Σ ledger = Σ province, in rows and in 分, by programme: what differs is visible in the ledger. */
function wrongTotals({ records }: Holdings, province: readonly Held[]): readonly string[] {
  const own = records.filter(({ kind, source }) => kind === 'payment' && systemById(source)?.side === 'city');
  return [...new Set([...province.map(({ programmeCode }) => programmeCode), ...own.map(programmeOf)])].flatMap(
    (programme) => {
      const there = firstAttempts(province.filter(({ programmeCode }) => programmeCode === programme));
      const sent = own.filter((record) => programmeOf(record) === programme);
      const delivered = sent.filter(({ history }) =>
        unpackTransitions(history).some(({ state }) => state === 'DELIVERED'),
      );
      const unsure = sent.filter((record) => VISIBLE.has(record.state) && !delivered.includes(record));
      const rows = there.length - delivered.length;
      const fen =
        sumOf(there.map(({ amountFen }) => BigInt(amountFen))) - sumOf(delivered.map((record) => BigInt(record.fen)));
      if (rows === 0 && fen === 0n) return [];
      if (rows > 0 && rows <= unsure.length) return [];
      return [`totals: ${programme} at the province differs by ${rows} rows, ${fen} 分 from what the ledger delivered`];
    },
  );
}

/** The same by the day of 更新时间, where nothing of the programme stands aside. */
function wrongDays({ records }: Holdings, province: readonly Held[]): readonly string[] {
  const own = records.filter(({ kind, source }) => kind === 'payment' && systemById(source)?.side === 'city');
  return [...Map.groupBy(own, programmeOf)].flatMap(([programme, sent]) => {
    if (sent.some(({ state }) => state !== 'DELIVERED')) return [];
    const there = province.filter(({ programmeCode }) => programmeCode === programme);
    const newest = [
      ...Map.groupBy(there, ({ declarationNo, detail }) => `${declarationNo}|${detail}`).values(),
    ].flatMap((attempts) => attempts.toSorted((a, b) => b.receivedMs - a.receivedMs)[0] ?? []);
    const ours = byDay(sent.map(({ order, fen }) => [order.slice(0, 10), BigInt(fen)]));
    const theirs = byDay(
      newest.map(({ receivedMs, amountFen }) => [new Date(receivedMs).toISOString().slice(0, 10), BigInt(amountFen)]),
    );
    return ours === theirs ? [] : [`totals by day: ${programme}: the ledger has ${ours}, the province ${theirs}`];
  });
}

/** Rows and 分 by day, as text. */
function byDay(amounts: readonly (readonly [string, bigint])[]): string {
  return [...Map.groupBy(amounts, ([day]) => day)]
    .map(([day, of]) => `${day}: ${of.length} rows ${sumOf(of.map(([, fen]) => fen))} 分`)
    .toSorted()
    .join(', ');
}

/** Σ files = Σ ledger, by system: every payment that was sent and could be read is one record, and no other is. */
function wrongFiles({ payments }: Expected, { records }: Holdings): readonly string[] {
  const own = records.filter(({ kind, source }) => kind === 'payment' && systemById(source)?.side === 'city');
  return [...new Set([...payments.map(({ system }) => system), ...own.map(({ source }) => source)])].flatMap(
    (system) => {
      const sent = payments.filter((payment) => payment.system === system);
      const held = own.filter(({ source }) => source === system);
      const fen = sumOf(held.map((record) => BigInt(record.fen))) - sumOf(sent.map((payment) => payment.fen));
      return held.length === sent.length && fen === 0n
        ? []
        : [`totals: ${system} sent ${sent.length} payments, the ledger has ${held.length}, ${fen} 分 more`];
    },
  );
}

/** One of each payment, whichever attempt. */
function firstAttempts(payments: readonly Held[]): readonly Held[] {
  return [...Map.groupBy(payments, ({ declarationNo, detail }) => `${declarationNo}|${detail}`).values()].flatMap(
    ([first]) => first ?? [],
  );
}

function programmeOf({ recordKey }: RecordItem): string {
  return recordKey.split('.')[2] ?? '';
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

/** Each batch ended as the scenario means it, and was received with the rows and 分 that were sent. */
function wrongBatches({ batches }: Expected, { batches: items, works }: Holdings): readonly string[] {
  return batches.flatMap(({ system, kind, sequence, states, received, rows }) => {
    const own = items.filter(
      ({ manifest }) => manifest.system === system && manifest.kind === kind && manifest.sequence === sequence,
    );
    const name = `${system} ${kind} ${sequence}`;
    if (own.length === 0) return [`lost: batch ${name} is not in the ledger`];
    return own.flatMap((batch) => {
      const state = batch.state === 'TRANSLATING' ? 'SETTLED' : batch.state;
      if (!states.includes(state as 'SETTLED'))
        return [`batch ${name} is ${state} (${batch.problem ?? ''}), not ${states.join(' or ')}`];
      if (
        received !== null &&
        state !== 'REFUSED' &&
        (batch.received.rows !== received.rows || BigInt(batch.received.fen) !== received.fen)
      )
        return [`batch ${name}: received ${JSON.stringify(batch.received)}, ${received.rows} rows were sent`];
      const settled = works.filter(({ pk, run }) => pk === batch.pk && run === batch.run).map((work) => work.settled);
      const rejected = tallyOf(batch.received, [batch.settled, ...settled]).rejected.rows;
      const planned = rows.filter((row) => row.rejected !== null).length;
      return rejected < planned ? [`batch ${name}: ${rejected} rows rejected, ${planned} are wrong`] : [];
    });
  });
}

/** Applications and certificates are at the province, or stand visibly in the ledger. */
function missing({ records: wanted }: Expected, { records }: Holdings, province: readonly Held[]): readonly string[] {
  return wanted.flatMap(({ kind, programmeCode, declarationNo }) => {
    if (
      province.some(
        (held) => held.kind === kind && held.programmeCode === programmeCode && held.declarationNo === declarationNo,
      )
    )
      return [];
    const visible = records.some((record) => record.kind === kind && VISIBLE.has(record.state));
    return visible
      ? []
      : [`lost: a ${kind} of ${programmeCode} is not at the province, and nothing in the ledger says why`];
  });
}
