import { type Canary, canariesOf } from '../../../local/nights/canaries.ts';
import type { Person } from '../../../local/nights/people.ts';
import type { Random } from '../../../local/nights/random.ts';
import { type Kind, KINDS } from '../../../schemas/kind.ts';
import { type Batch, writeBatch } from './batch.ts';
import { damageSome } from './damages.ts';
import { expect, type Expected } from './expectation.ts';
import { drawPushes, type Push } from './matching.ts';
import { drawPeople } from './people.ts';
import { GUANGZHOU, plan, type PlannedRow, type SystemForm } from './rows.ts';
import { SHENZHEN } from './shenzhen.ts';
import { drawKinds, drawStory, rejectedRow, rowsOf, shenzhenRows, type Story } from './stories.ts';

/** When a scenario begins. Its people were last touched the evening before. */
export const SCENARIO_START: Date = new Date('2026-11-21T01:00:00+08:00');

export interface Scenario {
  readonly people: readonly Person[];
  /** In the order they are sent. */
  readonly batches: readonly Batch[];
  readonly pushes: readonly Push[];
  /** 申领编号 of those whose first payment the province has to fail. */
  readonly provinceFails: ReadonlySet<string>;
  /** How long after the beginning two people sign off what the cities paid before go-live: until then nobody is paid. */
  readonly signedAfterMs: number;
  /** Share of the payments the province makes that come back to it. */
  readonly provinceReturns: number;
  /** Share of the records the province is too busy for at first. */
  readonly provinceBusy: number;
  /** How the bank has to behave. */
  readonly bank: { readonly failed: number; readonly unknown: number; readonly reversed: number };
  readonly expected: Expected;
  /** Personal values that must never appear in a queue, a log or an error. */
  readonly canaries: readonly Canary[];
}

/** What a scenario may be made of, beside Guangzhou's nights. */
export interface Drawing {
  readonly people: number;
  readonly nights: 1 | 2;
  readonly systems: readonly ('shenzhen/dream-plan' | 'guangzhou/matching-grants')[];
}

const MS_OF_A_DAY = 86_400_000;
/** From the first night to the second. */
const GAPS_MS = [MS_OF_A_DAY, MS_OF_A_DAY, 600_000, 5_000] as const;
const SIGNED_LATE_MS = 1_800_000;
const CALM_BANK = { failed: 0, unknown: 0, reversed: 0 };
const MOODY_BANK = { failed: 0.3, unknown: 0.1, reversed: 0.2 };

/** One night of Guangzhou's with nothing wrong in it: everyone's application, certificate and payment. */
export function cleanNight(random: Random, count: number): Scenario {
  const people = drawPeople(random, count);
  const batches = KINDS.map((kind, place) =>
    writeBatch(
      GUANGZHOU,
      kind,
      people.map((person) => plan(GUANGZHOU, kind, person)),
      { encoding: encodingOf(random), businessDate: '2026-11-20', sequence: place + 1, sendAtMs: place * 50 },
    ),
  );
  return scenarioOf(people, batches, [], new Set(), CALM_BANK);
}

/** Nights of a few people whose applications, certificates and payments change, fail, collide and arrive damaged. */
export function drawNights(random: Random, { people: count, nights, systems }: Drawing): Scenario {
  const people = drawPeople(random, count + KINDS.length);
  const cities = systems.includes('shenzhen/dream-plan') && nights > 0 ? 'two' : 'one';
  const cast = people.slice(0, count).map((person) => ({ person, story: drawStory(random, cities) }));
  const gapMs = random.pick(GAPS_MS);
  const plot: Plot = {
    random,
    cast,
    spare: people.slice(count),
    gapMs,
    // Said after the night before, and before it is sent.
    changedAt: gapMs === MS_OF_A_DAY ? '2026-11-21 21:30:00' : '2026-11-21 00:30:00',
  };
  const guangzhou = Array.from({ length: nights }, (_, night) => nightOf(plot, night === 0 ? 0 : 1)).flat();
  const shenzhen = cities === 'two' ? shenzhenNight(plot) : [];
  const batches = [...damageSome(random, guangzhou), ...damageSome(random, shenzhen)];
  const pushes = systems.includes('guangzhou/matching-grants')
    ? drawPushes(random, presentIn(plot), { firstMs: 500, secondMs: gapMs + 1000, updatedAt: plot.changedAt })
    : [];
  const fails = cast.flatMap(({ person, story }) => (story === 'province-fails' ? [person.declarationNo] : []));
  const bank = random.next() < 0.5 ? CALM_BANK : MOODY_BANK;
  return scenarioOf(people, batches, pushes, new Set(fails), bank);
}

interface Plot {
  readonly random: Random;
  readonly cast: readonly { readonly person: Person; readonly story: Story }[];
  /** People only rejected rows speak of. */
  readonly spare: readonly Person[];
  readonly gapMs: number;
  readonly changedAt: string;
}

function nightOf(plot: Plot, night: 0 | 1): readonly Batch[] {
  const { random, cast, spare, gapMs, changedAt } = plot;
  return drawKinds(random).flatMap((kind, place) => {
    const rows = cast.flatMap(({ person, story }) => rowsOf(story, kind, person, night, changedAt));
    const stranger = spare[KINDS.indexOf(kind)];
    const rejected = stranger !== undefined && random.next() < 0.2 ? [rejectedRow(random, kind, stranger)] : [];
    const sendAtMs = night * gapMs + place * random.below(2000);
    return fileOf(plot, GUANGZHOU, kind, [...rows, ...rejected], {
      sendAtMs,
      sequence: night * 3 + place + 1,
      businessDate: night === 0 ? '2026-11-20' : '2026-11-21',
    });
  });
}

/** At the same time as one of Guangzhou's nights. */
function shenzhenNight(plot: Plot): readonly Batch[] {
  const atMs = plot.random.pick([0, plot.gapMs]);
  return (['applicant', 'payment'] as const).flatMap((kind, place) => {
    const rows = plot.cast.flatMap(({ person, story }) => shenzhenRows(story, kind, person));
    return fileOf(plot, SHENZHEN, kind, rows, {
      sendAtMs: atMs + plot.random.below(2000),
      sequence: place + 1,
      businessDate: '2026-11-20',
    });
  });
}

function fileOf(
  { random }: Plot,
  form: SystemForm,
  kind: Kind,
  rows: readonly PlannedRow[],
  sending: { readonly sendAtMs: number; readonly sequence: number; readonly businessDate: string },
): readonly Batch[] {
  if (rows.length === 0) return [];
  const encoding = form === SHENZHEN ? 'utf-8-bom' : encodingOf(random);
  return [writeBatch(form, kind, rows, { encoding, ...sending })];
}

/** A matching grant wants its person's application, which `late` people have only from the second night on. */
function presentIn({ cast }: Plot): readonly Person[] {
  return cast.filter(({ story }) => story !== 'late').map(({ person }) => person);
}

function encodingOf(random: Random): 'gb18030' | 'utf-8' {
  return random.next() < 0.3 ? 'gb18030' : 'utf-8';
}

function scenarioOf(
  people: readonly Person[],
  batches: readonly Batch[],
  pushes: readonly Push[],
  provinceFails: ReadonlySet<string>,
  bank: Scenario['bank'],
): Scenario {
  const moved = batches.flatMap(({ planned }) =>
    planned.flatMap(({ cells }) => (cells['手机号'] === undefined ? [] : [cells['手机号']])),
  );
  const known = canariesOf(people);
  const numbers = new Set(known.map(({ value }) => value));
  const others = [...new Set(moved)].filter((value) => !numbers.has(value) && value.length === 11);
  return {
    people,
    batches: batches.toSorted((left, right) => left.sendAtMs - right.sendAtMs),
    pushes,
    provinceFails,
    // In one night of four.
    signedAfterMs: people.length === KINDS.length + 4 ? SIGNED_LATE_MS : 0,
    // Of moody banks both sides have their share.
    provinceReturns: bank === CALM_BANK ? 0 : MOODY_BANK.reversed,
    provinceBusy: bank === CALM_BANK ? 0 : 0.1,
    bank,
    expected: expect(batches, pushes, { provinceFails, bankPays: bank === CALM_BANK }),
    canaries: [...known, ...others.map((value) => ({ what: 'mobile' as const, value }))],
  };
}
