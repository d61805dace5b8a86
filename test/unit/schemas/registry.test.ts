import { expect, test } from 'vitest';
import { APPLICATIONS } from '../../../core/grants/applications.ts';
import { statesOf } from '../../../core/grants/machine.ts';
import { toProvince } from '../../../core/grants/state-maps.ts';
import { APPLICATION_STATES } from '../../../schemas/canonical/applicant.ts';
import { type Kind, KINDS } from '../../../schemas/kind.ts';
import { PROGRAMMES } from '../../../schemas/programmes.ts';
import { systems } from '../../../schemas/systems/registry.ts';

test('every city system runs a programme the bridge knows', () => {
  const codes = new Set(PROGRAMMES.map(({ code }) => code));
  const cities = systems.filter(({ side }) => side === 'city');
  expect(cities.filter(({ programme }) => !codes.has(programme ?? '')).map(({ id }) => id)).toEqual([]);
});

const receiving = (code: string, kind: Kind) =>
  systems.filter(
    ({ side, programme, receives, kinds }) =>
      side === 'city' && programme === code && receives && kinds[kind] !== undefined,
  );

test('at most one system of a programme receives applicants, and one certificates, so that delivered means delivered to it', () => {
  for (const { code } of PROGRAMMES)
    for (const kind of KINDS.filter((each) => each !== 'payment'))
      expect(receiving(code, kind).length, `${code} ${kind}`).toBeLessThanOrEqual(1);
});

test('where several receive payments, each level is paid by one of them, which can say it, and each pays some', () => {
  for (const { code } of PROGRAMMES) {
    const several = receiving(code, 'payment');
    if (several.length < 2) continue;
    const levels = several.flatMap(({ pays }) => pays ?? []);
    expect(new Set(levels).size, code).toBe(levels.length);
    for (const { id, pays = [], kinds } of several) {
      expect(pays, id).not.toEqual([]);
      const unsayable = kinds.payment?.unmappable['fundingLevel'] ?? [];
      expect(
        pays.filter((level) => unsayable.includes(level)),
        id,
      ).toEqual([]);
    }
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
