import { describe, expect, test } from 'vitest';
import { kindsOf, laws } from '../../cli/conformance/laws.ts';
import { systemById, systems } from '../../schemas/systems/registry.ts';

const CASES = 300;

for (const system of systems)
  describe.each(kindsOf(system))(`${system.id} %s`, (kind) => {
    test.each(laws(system, kind))('$id: $title.en', async ({ run }) => {
      expect(await run(CASES)).toEqual({ ok: true, cases: expect.any(Number) as number });
    });
  });

test('each system is registered once', () => {
  expect(new Set(systems.map(({ id }) => id)).size).toBe(systems.length);
  for (const system of systems) expect(systemById(system.id)).toBe(system);
  expect(systemById('guangzhou/nowhere')).toBeUndefined();
});
