import { keepAttempt } from '../../adapters/ledger/attempts.ts';
import { claimKeyOf } from '../../adapters/ledger/payments.ts';
import { moveRestore, readRestore } from '../../adapters/ledger/restore.ts';
import { putNew } from '../../adapters/ledger/work.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { decodeDelivery } from '../../core/lines.ts';
import { PAYMENTS_SENT_ON } from '../../core/payments-sent-on.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Sweeping } from './environment.ts';
import { dayAfter } from './restored-days.ts';

const OBJECTS_PER_PAGE = 50;

/**
 * After a restore: what was sent on since had its claim, and whoever asks for the same grant now may not have it, though the table has
 * forgotten. A claim that is there stays as it is. And it was sent as some attempt: said again it is that one still, whatever has been
 * heard meanwhile, or one instruction would move money under two numbers. Until this is done no payment is judged. One object that can't
 * be read stops it, for it may hold any claim: the run fails, so that a person hears of it.
 */
export async function recoverClaims({ table, vault }: Sweeping, hasTime: () => boolean): Promise<number> {
  let made = 0;
  while (hasTime()) {
    const restore = await readRestore(table);
    if (restore === undefined || restore.claims === null) break;
    const { day, after } = restore.claims;
    const { keys, more } = await vault.list(`${PAYMENTS_SENT_ON}/${day}/`, after, OBJECTS_PER_PAGE);
    for (const key of keys) {
      const { frame } = await vault.readFirst(key);
      await inParallel(decodeDelivery(frame), async ({ claim, sentAs, recordKey, source }) => {
        if (sentAs !== undefined) await keepAttempt(table, sentAs.saying, sentAs.attempt);
        if (claim === undefined) return;
        const item = { ...claimKeyOf(claim), recordKey, source, tenant: systemById(source)?.tenant ?? '' };
        if (await putNew(table, item)) made += 1;
      });
    }
    const next = more ? { day, after: keys.at(-1) ?? after } : dayAfter(restore, day);
    // Another sweeper may be at it too: what both have made they have made once.
    if (!(await moveRestore(table, restore, { claims: next }))) break;
  }
  return made;
}
