import { Duration, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ApiStack } from './api-stack.ts';
import { BridgeStack } from './bridge-stack.ts';
import type { FlowStack } from './flow-stack.ts';

export interface WatchStackProps extends StackProps {
  readonly flow: FlowStack;
  readonly api: ApiStack;
}

/** Alarms: something lies in dead letters, work has waited too long, a function fails, the sweep stands still. */
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
  }
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
