export type Schedule = { readonly stop: () => void };

type Fields = { readonly minute: string; readonly hour: string; readonly dayOfMonth: string };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Runs `fire` as an EventBridge rule's `rate(…)` or `cron(…)` would. A rate fires at once, too: the deployed rule has been ticking all
 * along, and what the last run left due must not wait a whole period.
 */
export function startSchedule(expression: string, fire: (at: Date) => void): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const timer = setInterval(() => fire(new Date()), Number(rate[1]) * (UNIT_MS[String(rate[2])] ?? 0));
    const first = setImmediate(() => fire(new Date()));
    return {
      stop() {
        clearInterval(timer);
        clearImmediate(first);
      },
    };
  }
  const fields = parseCron(expression);
  let minute = Math.floor(Date.now() / 60_000);
  const timer = setInterval(() => {
    const now = new Date();
    const nowMinute = Math.floor(now.getTime() / 60_000);
    if (nowMinute === minute) return;
    minute = nowMinute;
    if (matches(fields, now)) fire(now);
  }, 1_000);
  return { stop: () => clearInterval(timer) };
}

/** Throws on what is not understood. Source: EventBridge cron expressions, six fields, UTC. */
export function parseCron(expression: string): Fields {
  const cron = /^cron\(([^)]*)\)$/.exec(expression);
  const [minute = '', hour = '', dayOfMonth = '', ...rest] = (cron?.[1] ?? '').trim().split(/\s+/);
  const understood = [minute, hour, dayOfMonth].every((field) =>
    field.split(',').every((part) => /^(\*|\?|\d+|(\*|\d+)\/\d+|\d+-\d+)$/.test(part)),
  );
  if (!understood || rest.length !== 3 || !rest.every((field) => field === '*' || field === '?')) {
    throw new Error(
      `schedule ${expression} is not supported locally (rate(…), or cron with minute, hour and day of month)`,
    );
  }
  return { minute, hour, dayOfMonth };
}

export function matches(fields: Fields, at: Date): boolean {
  return (
    holds(fields.minute, at.getUTCMinutes(), 0) &&
    holds(fields.hour, at.getUTCHours(), 0) &&
    holds(fields.dayOfMonth, at.getUTCDate(), 1)
  );
}

function holds(field: string, value: number, lowest: number): boolean {
  return field.split(',').some((part) => {
    if (part === '*' || part === '?') return true;
    const [from = '', step] = part.split('/');
    if (step !== undefined) {
      const start = from === '*' ? lowest : Number(from);
      return value >= start && (value - start) % Number(step) === 0;
    }
    const [low, high] = part.split('-').map(Number);
    return high === undefined ? value === low : value >= Number(low) && value <= high;
  });
}

/** The event EventBridge sends to a rule's target. */
export function scheduledEvent(ruleArn: string, region: string, id: string, at: Date): object {
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}
