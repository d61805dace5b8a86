import { unpackTransitions } from '../../../core/ledger/history.ts';
import { mayFollow, type RecordState } from '../../../core/ledger/states.ts';
import { isConserved, sum, tallyOf } from '../../../core/ledger/tally.ts';
import { systemById } from '../../../schemas/systems/registry.ts';
import type { Holdings } from './items.ts';

/** What the ledger alone must satisfy; each violation in words, with the key it is about. */
export function ledgerViolations(holdings: Holdings): readonly string[] {
  return [
    ...unsettled(holdings),
    ...unconserved(holdings),
    ...backwards(holdings),
    ...brokenJournal(holdings),
    ...strangers(holdings),
    ...unclaimed(holdings),
  ];
}

/** Each accepted record is settled, rejected, quarantined or held, or pending with work that will come to it. */
function unsettled({ records, works, inbounds }: Holdings): readonly string[] {
  const open = works.filter(({ state }) => state === 'OPEN');
  const pending = records.filter(({ state }) => state === 'PENDING' || state === 'SENDING' || state === 'IN_DOUBT');
  return [
    ...pending
      .filter(() => open.length === 0)
      .map(({ recordKey, source, state }) => `lost: ${source} ${recordKey} is ${state}, and no work is open`),
    ...open.filter((work) => !('duePk' in work)).map(({ pk, sk }) => `lost: ${pk} ${sk} is open and never due`),
    ...inbounds
      .filter(({ state, duePk }) => (state === 'RECEIVED' || state === 'PARKED') && duePk === undefined)
      .map(({ webhookId }) => `lost: event ${webhookId} is open and never due`),
  ];
}

/** received = applied + unchanged + rejected + held, in rows and in 分. */
function unconserved({ batches, works }: Holdings): readonly string[] {
  return batches.flatMap((batch) => {
    if (batch.state === 'AWAITING_UPLOAD') return [`lost: batch ${batch.batchId} is still to be taken in`];
    const own =
      batch.state === 'TRANSLATING'
        ? works.filter(({ pk, sk, run }) => pk === batch.pk && run === batch.run && /^[CD]#/.test(sk))
        : [];
    const tally = tallyOf(batch.received, [batch.settled, ...own.map(({ settled }) => settled)]);
    const amounts = [tally.applied, tally.unchanged, tally.rejected, tally.held, tally.pending];
    const negative = amounts.some(({ rows, fen }) => rows < 0 || fen.startsWith('-'));
    const total = sum(amounts);
    const whole = total.rows === tally.received.rows && total.fen === tally.received.fen;
    if (isConserved(tally) && !negative && whole) return [];
    return [`not conserved: batch ${batch.manifest.system} ${batch.manifest.fileName}: ${JSON.stringify(tally)}`];
  });
}

/** Every transition in a record's history is one of the table's. */
function backwards({ records }: Holdings): readonly string[] {
  return records.flatMap(({ recordKey, source, history, state }) => {
    const states = unpackTransitions(history).map((transition) => transition.state);
    const bad = states.findIndex((each, index) => index > 0 && !mayFollow(states[index - 1], each, isTold(source)));
    if (bad > 0) return [`backwards: ${source} ${recordKey}: ${states.slice(0, bad + 1).join(' → ')}`];
    return states.at(-1) === state ? [] : [`backwards: ${source} ${recordKey}: ${state}, its history says otherwise`];
  });
}

/** The province's word, on its way to a city. */
function isTold(source: string): boolean {
  return systemById(source)?.side === 'province';
}

/** The money journal has every write to a payment, one after the other, and each is a transition of the table's. */
function brokenJournal({ journal, records }: Holdings): readonly string[] {
  const byRecord = Map.groupBy(journal, ({ recordKey, source }) => `${source} ${recordKey}`);
  const missing = records
    .filter(({ kind, recordKey, source }) => kind === 'payment' && !byRecord.has(`${source} ${recordKey}`))
    .map(({ recordKey, source }) => `journal: nothing of ${source} ${recordKey}`);
  return [
    ...missing,
    ...[...byRecord].flatMap(([name, events]) => {
      const told = isTold(events[0]?.source ?? '');
      const inOrder = events.toSorted((a, b) => a.fence - b.fence);
      if (inOrder.some(({ fence }, index) => fence !== index + 1)) return [`journal: ${name} has a gap or a repeat`];
      const states: readonly RecordState[] = inOrder.map(({ state }) => state);
      const bad = states.findIndex(
        (each, index) => !mayFollow(index === 0 ? undefined : states[index - 1], each, told),
      );
      return bad < 0 ? [] : [`journal: ${name}: ${states.slice(0, bad + 1).join(' → ')}`];
    }),
  ];
}

/** Nobody's items bear another tenant's name; the claims all cities share are apart. */
function strangers({ records, batches, works }: Holdings): readonly string[] {
  const tenantOf = (source: string): string | undefined => systemById(source)?.tenant;
  const cityRecords = records.filter(({ source }) => systemById(source)?.side === 'city');
  const batchTenant = new Map(batches.map(({ pk, tenant }) => [pk, tenant]));
  return [
    ...cityRecords
      .filter(({ source, tenant }) => tenantOf(source) !== tenant)
      .map(({ source, recordKey, tenant }) => `tenant: ${source} ${recordKey} is ${tenant}'s`),
    ...batches
      .filter(({ manifest, tenant }) => tenantOf(manifest.system) !== tenant)
      .map(({ batchId, tenant }) => `tenant: batch ${batchId} is ${tenant}'s`),
    ...works
      .filter(({ pk, tenant }) => batchTenant.has(pk) && batchTenant.get(pk) !== tenant)
      .map(({ pk, sk, tenant }) => `tenant: work ${pk} ${sk} is ${tenant}'s`),
  ];
}

/** No instruction to pay goes anywhere without the claim. */
function unclaimed({ records, claims }: Holdings): readonly string[] {
  const holders = new Set([...claims.values()].map(({ recordKey, source }) => `${source} ${recordKey}`));
  return records
    .filter(
      ({ kind, source, state, status, problem }) =>
        kind === 'payment' &&
        systemById(source)?.side === 'city' &&
        (status === 'SUCCESS' ||
          state === 'DELIVERED' ||
          state === 'SENDING' ||
          state === 'IN_DOUBT' ||
          state === 'IMPORTED') &&
        problem !== 'payment.paid-twice',
    )
    .filter(({ source, recordKey, status }) => status !== 'CANCELLED' && !holders.has(`${source} ${recordKey}`))
    .map(({ source, recordKey, state }) => `claim: ${source} ${recordKey} is ${state} without its claim`);
}
