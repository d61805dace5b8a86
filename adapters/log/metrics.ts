import type { Amount, Outcome } from '../../core/ledger/tally.ts';
import type { Kind } from '../../schemas/kind.ts';
import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../schemas/metrics.ts';

/** What is counted: one value, or all there were since the last line. */
export interface Metric {
  readonly name: MetricName;
  readonly value: number | readonly number[];
  /** One of the sets its name may be told with. @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export type Metrics = (metrics: readonly Metric[]) => void;

/** CloudWatch's own limit of values in one line. */
const VALUES_MAX = 100;

/**
 * Metrics as lines of the log in CloudWatch's embedded metric format: no call, no grant, and readable where nobody collects them.
 *
 * @param write takes one line without its end
 */
export function createMetrics(now: () => Date, write: (line: string) => void): Metrics {
  return (metrics) => {
    for (const { name, value, dimensions = {} } of metrics) {
      const { unit, also = [] }: (typeof METRICS)[MetricName] & { also?: readonly (readonly string[])[] } =
        METRICS[name];
      const directive = {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [Object.keys(dimensions), ...also],
        Metrics: [{ Name: name, Unit: unit }],
      };
      const aws = { Timestamp: now().getTime(), CloudWatchMetrics: [directive] };
      for (const told of portionsOf(value)) write(JSON.stringify({ _aws: aws, ...dimensions, [name]: told }));
    }
  };
}

/** What became of rows of one system and kind. */
export function rowsMetrics(
  system: string,
  kind: Kind,
  outcomes: { readonly [outcome in Outcome | 'received']?: Amount },
): readonly Metric[] {
  return Object.entries(outcomes).flatMap(([outcome, { rows }]): readonly Metric[] =>
    rows === 0 ? [] : [{ name: 'Rows', value: rows, dimensions: { System: system, Kind: kind, Outcome: outcome } }],
  );
}

/** The function's own log. */
export function writeToLog(line: string): void {
  process.stdout.write(`${line}\n`);
}

function portionsOf(value: number | readonly number[]): readonly (number | readonly number[])[] {
  if (typeof value === 'number') return [value];
  const starts = value.flatMap((_, index) => (index % VALUES_MAX === 0 ? [index] : []));
  return starts.map((start) => value.slice(start, start + VALUES_MAX));
}
