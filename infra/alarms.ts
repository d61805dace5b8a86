import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../schemas/metrics.ts';

/** What an alarm says to whoever is woken by it. */
export interface Notice {
  readonly zh: string;
  readonly en: string;
  /** Page of docs/runbooks that says what to do, without `.md`. */
  readonly runbook: string;
  /** Whether it is worth waking somebody, or waits for the day. */
  readonly urgency: 'now' | 'today';
  /** Told by a composite alarm that stands for it and others, not by itself. @default false */
  readonly isPart?: boolean;
}

export interface Watched {
  readonly metric: IMetric;
  /** Alarm at this value and above. */
  readonly threshold: number;
  /** Periods one after the other. @default 1 */
  readonly periods?: number;
  /** Alarm below the threshold instead. @default false */
  readonly below?: boolean;
  /** Whether no value at all is an alarm too. @default false */
  readonly missingIsBad?: boolean;
}

export const FIVE_MINUTES = Duration.minutes(5);
export const FIFTEEN_MINUTES = Duration.minutes(15);
export const HOUR = Duration.hours(1);

/** Of ours: what schemas/metrics.ts names and a function tells. */
export function ours(
  metricName: MetricName,
  statistic: 'Maximum' | 'Minimum' | 'Sum' | 'p50' | 'p95',
  period: Duration,
  dimensionsMap: Readonly<Record<string, string>> = {},
): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, statistic, period });
}

export function addAlarm(scope: Construct, id: string, watched: Watched, notice: Notice): Alarm {
  const { metric, threshold, periods = 1, below = false, missingIsBad = false } = watched;
  return new Alarm(scope, id, {
    // Whom it is sent to is decided by its name (docs/deploy.md).
    alarmName: `UnionBridge-${notice.isPart === true ? 'Part' : 'Notice'}-${id}`,
    alarmDescription: textOf(notice),
    metric,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    evaluationPeriods: periods,
    treatMissingData: missingIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
}

/** One notice for many alarms that mostly come together: a destination that is down would page ten times. */
export function addAny(scope: Construct, id: string, alarms: readonly IAlarm[], notice: Notice): CompositeAlarm {
  return new CompositeAlarm(scope, id, {
    compositeAlarmName: `UnionBridge-Notice-${id}`,
    alarmDescription: textOf(notice),
    alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
  });
}

/** CloudWatch takes 1,024 characters. */
function textOf({ zh, en, runbook, urgency }: Notice): string {
  const when = urgency === 'now' ? '【立即 now】' : '【当日 today】';
  return `${when}${zh}。${en}. → docs/runbooks/${runbook}.md`;
}
