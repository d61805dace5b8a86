import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moveRestore, putRestore, readRestore } from '../../../adapters/ledger/restore.ts';
import { type Ground, startGround } from './ground.ts';

describe('that the table was put back', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround();
  });
  afterAll(async () => await ground.stop());

  test('is written down once: said again, it changes nothing; said of a later time, the look begins anew', async () => {
    const { table } = ground;
    expect(await readRestore(table)).toBeUndefined();
    await putRestore(table, { restoredTo: '2026-11-20T08:00:00+08:00', at: '2026-11-21T00:00:00Z' });
    const first = await readRestore(table);
    expect(first).toMatchObject({
      restoredTo: '2026-11-20T00:00:00.000Z',
      at: '2026-11-21T00:00:00.000Z',
      events: { day: '2026-11-19', after: '' },
    });
    if (first === undefined) throw new Error('nothing written');
    expect(await moveRestore(table, first, null)).toBe(true);
    // Of two that went on from the same place the second has to look again.
    expect(await moveRestore(table, first, { day: '2026-11-20', after: '' })).toBe(false);
    await putRestore(table, { restoredTo: '2026-11-20T00:00:00Z', at: '2026-11-22T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({ at: '2026-11-21T00:00:00.000Z', events: null });
    await putRestore(table, { restoredTo: '2026-11-25T00:00:00Z', at: '2026-11-26T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({ events: { day: '2026-11-24', after: '' } });
  });

  test('to an earlier time than before keeps in doubt what was, and looks at the earlier days’ events', async () => {
    const { table } = ground;
    await putRestore(table, { restoredTo: '2026-11-23T00:00:00Z', at: '2026-11-27T00:00:00Z' });
    expect(await readRestore(table)).toMatchObject({
      restoredTo: '2026-11-25T00:00:00.000Z',
      events: { day: '2026-11-22', after: '' },
    });
  });
});
