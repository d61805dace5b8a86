import type { Random } from '../../../local/nights/random.ts';
import type { Batch, Damage } from './batch.ts';

/** After so long a city sees that a batch was not taken, and sends a whole one. */
const CORRECTED_AFTER_MS = 1_200_000;
const AGAIN_AFTER_MS_MAX = 60_000;
const DAMAGES_MAX = 2;
const DAMAGES: readonly Damage[] = ['truncated', 'duplicated', 'sent-again', 'wrong-total', 'out-of-order'];

/** The same batches, some of them damaged on their way: at most two, and none twice. */
export function damageSome(random: Random, batches: readonly Batch[]): readonly Batch[] {
  if (batches.length === 0) return [];
  let sent = batches;
  const spared = new Set<Batch>();
  for (let times = random.below(DAMAGES_MAX + 1); times > 0; times--) {
    const damaged = random.pick(batches);
    if (spared.has(damaged)) continue;
    spared.add(damaged);
    const next = 1 + Math.max(...sent.map(({ sequence }) => sequence));
    const instead = damage(random, random.pick(DAMAGES), damaged, batches, next);
    sent = sent.flatMap((batch) => (batch === damaged ? instead : [batch]));
  }
  return sent;
}

/** What is sent instead of one batch. `next`: a sequence no batch has. */
export function damage(
  random: Random,
  name: Damage,
  batch: Batch,
  all: readonly Batch[],
  next: number,
): readonly Batch[] {
  const soon = batch.sendAtMs + random.below(AGAIN_AFTER_MS_MAX);
  switch (name) {
    case 'truncated': {
      const cut = Math.floor(batch.bytes.length * (0.3 + 0.65 * random.next()));
      return [{ ...batch, bytes: batch.bytes.subarray(0, cut), damage: name }, corrected(batch, next)];
    }
    case 'wrong-total': {
      const { totalFen, rows } = batch;
      const wrong = totalFen === null ? { rows: rows + 1 } : { totalFen: String(BigInt(totalFen) + 100n) };
      return [{ ...batch, ...wrong, damage: name }, corrected(batch, next)];
    }
    case 'duplicated':
      return [batch, { ...batch, sendAtMs: soon, damage: name }];
    case 'sent-again':
      return [batch, { ...renamed(batch, next), sendAtMs: soon, damage: name }];
    case 'out-of-order': {
      const same = all.filter(({ system, kind }) => system === batch.system && kind === batch.kind);
      const last = Math.max(...same.map(({ sendAtMs }) => sendAtMs));
      return [{ ...batch, sendAtMs: last + AGAIN_AFTER_MS_MAX, damage: name }];
    }
  }
}

function corrected(batch: Batch, sequence: number): Batch {
  return { ...renamed(batch, sequence), sendAtMs: batch.sendAtMs + CORRECTED_AFTER_MS };
}

function renamed(batch: Batch, sequence: number): Batch {
  return { ...batch, sequence, fileName: `${batch.kind}-${batch.businessDate.replaceAll('-', '')}-${sequence}.csv` };
}
