import {
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../schemas/metrics.ts';
import { FIFTEEN_MINUTES, FIVE_MINUTES, HOUR, ours } from './alarms.ts';
import { destinations } from './destinations.ts';
import type { Step } from './step.ts';
import type { WorkQueue } from './work-queue.ts';

interface Shown {
  readonly queues: readonly WorkQueue[];
  readonly steps: readonly Step[];
}

/** One page: is money safe, does everything flow, do both sides agree, what does it cost. */
export function addDashboard(scope: Construct, shown: Shown): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: 'UnionBridge',
    widgets: [
      [new TextWidget({ width: WHOLE, height: 2, markdown: HEADING })],
      [moneyNow(), recordsNow()],
      [rowsByOutcome(), rowsBySystem()],
      [lag(), latency()],
      [breakers(), answers()],
      [depth(shown.queues), dead(shown.queues)],
      [reconciliation(), conservation()],
      [costs(shown.steps), failures(shown.steps)],
    ],
  });
}

const WHOLE = 24;
const HALF = 12;
const HEADING =
  '# 工会桥 Union Bridge\n先看上两行：都为 0 即正常。 The two rows of numbers first: all 0 is well. → docs/runbooks/README.md';

function moneyNow(): SingleValueWidget {
  return new SingleValueWidget({
    title: '资金：结果不明（笔、分），未了结差异 · Money in doubt (payments, 分), open cases',
    width: HALF,
    metrics: [
      ours('InDoubtPayments', 'Maximum', FIVE_MINUTES),
      ours('InDoubtFen', 'Maximum', FIVE_MINUTES),
      ours('MoneyCasesOpen', 'Maximum', HOUR),
    ],
  });
}

function recordsNow(): SingleValueWidget {
  return new SingleValueWidget({
    title:
      '未平批次、逾期文件、逾期工作（秒）、等待事件 · Not conserved, overdue files, overdue work (s), parked events',
    width: HALF,
    metrics: [
      ours('BatchesNotConserved', 'Maximum', FIVE_MINUTES),
      ours('BatchesOverdue', 'Maximum', FIVE_MINUTES),
      ours('DueOverdueSeconds', 'Maximum', FIVE_MINUTES),
      ours('EventsParked', 'Maximum', FIVE_MINUTES),
    ],
  });
}

function rowsByOutcome(): GraphWidget {
  const outcomes = ['received', 'applied', 'unchanged', 'rejected', 'held'];
  return graph(
    '行数与结果 · Rows by outcome',
    outcomes.map((Outcome) => ours('Rows', 'Sum', FIFTEEN_MINUTES, { Outcome })),
  );
}

function rowsBySystem(): GraphWidget {
  const search = `SEARCH('{${METRIC_NAMESPACE},System,Kind,Outcome} MetricName="Rows"', 'Sum', 3600)`;
  return graph('按系统与种类 · By system and kind', [found(search)]);
}

function lag(): GraphWidget {
  return graph('收到至送达的最长秒数 · Longest from arrival to delivery, s', [
    ours('IngestToDeliveredSeconds', 'Maximum', FIVE_MINUTES),
    ...destinations.map(({ system }) =>
      ours('IngestToDeliveredSeconds', 'Maximum', FIVE_MINUTES, { Destination: system }),
    ),
  ]);
}

function latency(): GraphWidget {
  return graph(
    '调用耗时 p50、p95（毫秒） · Calls, p50 and p95, ms',
    destinations.flatMap(({ system }) =>
      (['p50', 'p95'] as const).map((statistic) =>
        ours('DeliveryMilliseconds', statistic, FIVE_MINUTES, { Destination: system }).with({
          label: `${system} ${statistic}`,
        }),
      ),
    ),
  );
}

function breakers(): GraphWidget {
  return graph(
    '熔断（1 = 断开） · Breakers (1 = open)',
    destinations.map(({ system }) => ours('BreakerOpen', 'Maximum', FIVE_MINUTES, { Destination: system })),
  );
}

function answers(): GraphWidget {
  const search = `SEARCH('{${METRIC_NAMESPACE},Destination,Answer} MetricName="DeliveryAnswers"', 'Sum', 300)`;
  return graph('接收方的答复 · What destinations answered', [found(search)]);
}

function depth(queues: readonly WorkQueue[]): GraphWidget {
  return graph('队列深度与最早消息（秒） · Queue depth, and age of the oldest, s', [
    ...queues.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES })),
    ...queues.map((queue) => queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES })),
  ]);
}

function dead(queues: readonly WorkQueue[]): GraphWidget {
  return graph(
    '死信 · Dead letters',
    queues.map(({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES })),
  );
}

function reconciliation(): GraphWidget {
  return graph('对账 · Reconciliation', [
    ours('ReconciliationsDone', 'Sum', HOUR),
    ours('ReconciliationsRefused', 'Sum', HOUR),
    ours('ReconciliationsNotDone', 'Maximum', HOUR),
    ours('DiscrepanciesOpen', 'Maximum', HOUR),
    ours('SuspenseRows', 'Maximum', HOUR),
  ]);
}

function conservation(): GraphWidget {
  return graph('守恒与结果不明 · Conservation and doubt', [
    ours('BatchesNotConserved', 'Maximum', FIVE_MINUTES),
    ours('InDoubtPayments', 'Maximum', FIVE_MINUTES),
    ours('EventsParked', 'Maximum', FIVE_MINUTES),
  ]);
}

/** Time of functions is what grows with the rows; the ledger's writes are on its own page of the console. */
function costs(steps: readonly Step[]): GraphWidget {
  return graph(
    '费用的来处：各函数用时（毫秒合计） · What costs: time of functions, ms in sum',
    steps.map((step) => step.metricDuration({ statistic: 'Sum', period: HOUR, label: step.node.id })),
  );
}

function failures(steps: readonly Step[]): GraphWidget {
  return graph(
    '函数失败 · Failures of functions',
    steps.map((step) => step.metricErrors({ period: FIVE_MINUTES, label: step.node.id })),
  );
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, width: HALF, left: [...left] });
}

/** A search has no period of its own but the one written in it. */
function found(expression: string): MathExpression {
  return new MathExpression({ expression, label: '', usingMetrics: {}, period: FIVE_MINUTES });
}
