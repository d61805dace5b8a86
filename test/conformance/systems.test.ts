import { expect, test } from 'vitest';
import { systemById, systems } from '../../schemas/systems/registry.ts';
import { keepsTheLaws } from './laws.ts';

for (const system of systems) keepsTheLaws(system);

test('each system is registered once', () => {
  expect(new Set(systems.map(({ id }) => id)).size).toBe(systems.length);
  for (const system of systems) expect(systemById(system.id)).toBe(system);
  expect(systemById('guangzhou/nowhere')).toBeUndefined();
});
