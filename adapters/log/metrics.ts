/** What is counted. Values are rows, keys or cases; a name is fixed once an alarm hangs on it (infra/watch-stack.ts). */
export interface Metric {
  readonly name:
    | 'MoneyCasesOpen'
    | 'DiscrepanciesOpen'
    | 'SuspenseRows'
    | 'ReconciliationsDone'
    | 'ReconciliationsRefused'
    | 'ReconciliationsNotDone';
  readonly value: number;
  /** @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export type Metrics = (metrics: readonly Metric[]) => void;

const NAMESPACE = 'UnionBridge';

/**
 * Metrics as lines of the log in CloudWatch's embedded metric format: no call, no grant, and readable where nobody collects them.
 *
 * @param write takes one line without its end
 */
export function createMetrics(now: () => Date, write: (line: string) => void): Metrics {
  return (metrics) => {
    for (const { name, value, dimensions = {} } of metrics) {
      const directive = {
        Namespace: NAMESPACE,
        Dimensions: [Object.keys(dimensions)],
        Metrics: [{ Name: name, Unit: 'Count' }],
      };
      const aws = { Timestamp: now().getTime(), CloudWatchMetrics: [directive] };
      write(JSON.stringify({ _aws: aws, ...dimensions, [name]: value }));
    }
  };
}

/** The function's own log. */
export function writeToLog(line: string): void {
  process.stdout.write(`${line}\n`);
}
