import type { Faults } from '../../local/simulators/faults.ts';
import type { ProvinceKnobs } from '../../local/simulators/province/knobs.ts';
import type { Random } from '../../local/nights/random.ts';

/** What goes wrong for a while, and how long that while is. */
export interface Spell {
  readonly ms: number;
  readonly province: Partial<ProvinceKnobs>;
  readonly city: Partial<Faults>;
  readonly bank: Partial<Faults>;
}

export const CALM_CITY: Partial<Faults> = {
  latencyMs: 0,
  rate429: 0,
  rate5xx: 0,
  timeoutBefore: 0,
  timeoutAfter: 0,
  slowDrip: 0,
};
export const CALM_PROVINCE: Partial<ProvinceKnobs> = {
  ...CALM_CITY,
  busy: 0,
  duplicateWebhook: 0,
  lateWebhookMs: 0,
  wrongSignature: 0,
};

const SPELLS_MAX = 4;
const SPELL_MS_MIN = 500;
const SPELL_MS_MAX = 3_000;
const LATENCY_MS_MAX = 200;
/** No fault takes more than this share of the calls, so that something comes through. */
const SHARE_MAX = 0.3;

/** One to four spells of bad weather, the same for the same random. */
export function drawSpells(random: Random): readonly Spell[] {
  return Array.from({ length: 1 + random.below(SPELLS_MAX) }, () => drawSpell(random));
}

export function drawSpell(random: Random): Spell {
  return {
    ms: SPELL_MS_MIN + random.below(SPELL_MS_MAX - SPELL_MS_MIN),
    province: {
      ...drawFaults(random),
      busy: share(random),
      duplicateWebhook: share(random),
      lateWebhookMs: random.below(LATENCY_MS_MAX),
      wrongSignature: share(random),
    },
    city: drawFaults(random),
    bank: drawFaults(random),
  };
}

function drawFaults(random: Random): Partial<Faults> {
  return {
    latencyMs: random.below(LATENCY_MS_MAX),
    rate429: share(random),
    retryAfterS: 1,
    rate5xx: share(random),
    timeoutBefore: share(random),
    timeoutAfter: share(random),
    hangMs: 1 + random.below(LATENCY_MS_MAX),
    slowDrip: share(random),
    dripMs: 1,
  };
}

/** Half of the faults stay away, or every night would have all of them. */
function share(random: Random): number {
  const present = random.next() < 0.5;
  return present ? Math.round(random.next() * SHARE_MAX * 100) / 100 : 0;
}
