import { expect, test } from 'vitest';
import { APPLICATIONS } from '../../../core/grants/applications.ts';
import { statesOf } from '../../../core/grants/machine.ts';
import { toProvince } from '../../../core/grants/state-maps.ts';
import { APPLICATION_STATES } from '../../../schemas/canonical/applicant.ts';
import { KINDS } from '../../../schemas/kind.ts';
import { PROGRAMMES } from '../../../schemas/programmes.ts';
import { systems } from '../../../schemas/systems/registry.ts';

test('every city system runs a programme the bridge knows', () => {
  const codes = PROGRAMMES.map(({ code }) => code);
  const cities = systems.filter(({ side }) => side === 'city');
  expect(cities.filter(({ programme }) => !codes.includes(programme ?? '')).map(({ id }) => id)).toEqual([]);
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

test('every application state a city system can say is one of its model’s, and has a word at the province', () => {
  for (const { id, programme, kinds } of systems.filter(({ side }) => side === 'city')) {
    const model = PROGRAMMES.find(({ code }) => code === programme)?.model;
    if (model === undefined || kinds.applicant === undefined) continue;
    const said = APPLICATION_STATES.filter((state) => !kinds.applicant?.unmappable['status']?.includes(state));
    const known = statesOf(APPLICATIONS[model]);
    expect(
      said.filter((state) => !known.includes(state)),
      id,
    ).toEqual([]);
    expect(
      said.filter((state) => toProvince(model, state) === undefined),
      id,
    ).toEqual([]);
  }
});
