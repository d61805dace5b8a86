import { expect, test } from 'vitest';
import { KINDS } from '../../../schemas/kind.ts';
import { PROGRAMMES } from '../../../schemas/programmes.ts';
import { systems } from '../../../schemas/systems/registry.ts';

test('every city system runs a programme the bridge knows', () => {
  const codes = PROGRAMMES.map(({ code }) => code);
  for (const { id, side, programme } of systems) if (side === 'city') expect(codes, id).toContain(programme);
});

test('at most one system of a programme receives records of a kind, so that delivered means delivered to it', () => {
  for (const { code } of PROGRAMMES)
    for (const kind of KINDS) {
      const receiving = systems.filter(
        ({ side, programme, receives, kinds }) =>
          side === 'city' && programme === code && receives && kinds[kind] !== undefined,
      );
      expect(receiving.map(({ id }) => id).length, `${code} ${kind}`).toBeLessThanOrEqual(1);
    }
});
