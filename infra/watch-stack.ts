import { Duration, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ApiStack } from './api-stack.ts';
import { BridgeStack } from './bridge-stack.ts';
import type { FlowStack } from './flow-stack.ts';

export interface WatchStackProps extends StackProps {
  readonly flow: FlowStack;
  readonly api: ApiStack;
}

/** Alarms: something lies in dead letters, work has waited too long, a function fails, the sweep stands still, both sides differ. */
export class WatchStack extends BridgeStack {
  constructor(scope: Construct, id: string, { flow, api, ...props }: WatchStackProps) {
    super(scope, id, props);
    for (const queue of flow.queues) {
      const name = queue.node.id;
      atLeast(this, `${name}DeadLetters`, queue.deadLetters.metricApproximateNumberOfMessagesVisible(MAXIMUM), 1, {
        description: `Messages in the dead letters of ${name}: nothing is lost, but it stands still until a person looks`,
      });
      atLeast(this, `${name}Age`, queue.metricApproximateAgeOfOldestMessage(MAXIMUM), WAIT_SECONDS_MAX, {
        description: `The oldest message of ${name} has waited more than an hour`,
      });
    }
    for (const step of [...flow.steps, ...api.steps]) {
      atLeast(this, `${step.node.id}Errors`, step.metricErrors({ period: PERIOD }), 1, {
        description: `${step.node.id} failed as a whole; failures of single records are in the ledger`,
      });
    }
    atLeast(this, 'ApiServerErrors', api.api.metricServerError({ period: PERIOD }), 1, {
      description: 'The API answered 5xx: the province and the cities will send again',
    });
    new Alarm(this, 'SweepStopped', {
      alarmDescription: 'The sweep has not run for ten minutes: what is due again stays where it is',
      metric: flow.sweep.metricInvocations({ period: PERIOD }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
    watchReconciliation(this);
  }
}

/** What the comparisons of a night say of themselves: docs/runbooks/reconciliation.md has a section per alarm. */
function watchReconciliation(scope: Construct): void {
  const nightly = (metricName: string, dimensionsMap: Readonly<Record<string, string>> = {}): Metric =>
    new Metric({ namespace: 'UnionBridge', metricName, dimensionsMap, statistic: 'Maximum', period: Duration.days(1) });
  atLeast(scope, 'MoneyCasesOpen', nightly('MoneyCasesOpen'), 1, {
    description: 'Payments differ between a city and the province, or were paid wrongly: people have to decide',
  });
  for (const [name, code] of GRAVEST) {
    atLeast(scope, `Open${name}`, nightly('DiscrepanciesOpen', { Code: code }), 1, {
      description: `Payments are open as ${code}: money may be lost with every hour`,
    });
  }
  atLeast(scope, 'RecordsDiffer', nightly('DiscrepanciesOpen'), RECORDS_DIFFER_MAX, {
    description: 'More records of one programme and kind differ than repairs put right in a night',
  });
  atLeast(scope, 'SuspenseRows', nightly('SuspenseRows'), SUSPENSE_ROWS_MAX, {
    description: 'Many rows of one side wait for the other: in three days they are discrepancies',
  });
  atLeast(scope, 'ReconciliationRefused', nightly('ReconciliationsRefused'), 1, {
    description: 'A side is missing, empty or too old: this programme and kind was not compared',
  });
  new Alarm(scope, 'ReconciliationNotDone', {
    alarmDescription: 'By 08:00 in China some comparison of the night is not done, or nobody has looked',
    metric: nightly('ReconciliationsNotDone'),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.BREACHING,
  });
}

function atLeast(
  scope: Construct,
  id: string,
  metric: IMetric,
  threshold: number,
  { description }: { description: string },
): void {
  new Alarm(scope, id, {
    alarmDescription: description,
    metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

const PERIOD = Duration.minutes(5);
const MAXIMUM = { statistic: 'Maximum', period: PERIOD };
const WAIT_SECONDS_MAX = 3600;
/** Alarms of their own, so that they are told from what can wait for the day. */
const GRAVEST = [
  ['PaidTwice', 'paid-twice'],
  ['WrongPayee', 'wrong-payee'],
] as const;
const RECORDS_DIFFER_MAX = 1000;
const SUSPENSE_ROWS_MAX = 5000;
