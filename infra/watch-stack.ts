import { Duration, type StackProps } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { addAlarm, addAny, FIFTEEN_MINUTES, FIVE_MINUTES, HOUR, type Notice, ours } from './alarms.ts';
import type { ApiStack } from './api-stack.ts';
import { BridgeStack } from './bridge-stack.ts';
import type { FunctionCode } from './bundle.ts';
import { addDashboard } from './dashboard.ts';
import type { DataStack } from './data-stack.ts';
import { destinations } from './destinations.ts';
import type { FlowStack } from './flow-stack.ts';
import { allowIndex, allowTable } from './grants.ts';
import { Step } from './step.ts';
import { watchAudit } from './watch-audit.ts';
import { watchReconciliation } from './watch-reconciliation.ts';
import { WorkQueue } from './work-queue.ts';

export interface WatchStackProps extends StackProps {
  readonly data: DataStack;
  readonly flow: FlowStack;
  readonly api: ApiStack;
  readonly code: FunctionCode;
}

/** When a person is needed, and what there is to see: every queue and function of the app made before it, and what they count. */
export class WatchStack extends BridgeStack {
  constructor(scope: Construct, id: string, { data, flow, api, code, ...props }: WatchStackProps) {
    super(scope, id, props);
    const watch = addWatch(this, data, code);
    const all = scope.node.findAll();
    const queues = all.filter((construct) => construct instanceof WorkQueue);
    const steps = all.filter((construct) => construct instanceof Step);

    watchQueues(this, queues);
    watchFunctions(this, steps, flow.sweep, watch);
    addAlarm(
      this,
      'ApiServerErrors',
      { metric: api.api.metricServerError({ period: FIVE_MINUTES }), threshold: 1 },
      {
        zh: '接口答复 5xx：省平台和各市会重发',
        en: 'The API answered 5xx: the province and the cities will send again',
        runbook: 'api-errors',
        urgency: 'today',
      },
    );
    watchDestinations(this);
    watchMoney(this);
    watchRows(this);
    watchStanding(this);
    watchReconciliation(this);
    watchAudit(this, flow.audit);
    addDashboard(this, { queues, steps });
  }
}

/** Looks every five minutes at what no single piece of work can know. */
function addWatch(scope: Construct, data: DataStack, code: FunctionCode): Step {
  const step = new Step(scope, 'Watch', {
    code: code.watch,
    timeoutSeconds: 120,
    memoryMiB: 512,
    environment: { BRIDGE_TABLE: data.table.tableName },
  });
  allowIndex(step, data.table, 'due', 'dynamodb:Query');
  allowIndex(step, data.table, 'problem', 'dynamodb:Query');
  allowTable(step, data.table, 'dynamodb:BatchGetItem', 'dynamodb:Query');
  new Rule(scope, 'EveryFiveMinutes', {
    schedule: Schedule.rate(FIVE_MINUTES),
    targets: [new LambdaFunction(step)],
  });
  return step;
}

function watchQueues(scope: Construct, queues: readonly WorkQueue[]): void {
  const dead: IAlarm[] = [];
  const waiting: IAlarm[] = [];
  for (const queue of queues) {
    const name = queue.node.id;
    const maximum = { statistic: 'Maximum', period: FIVE_MINUTES };
    const letters = {
      zh: `${name} 的死信队列里有消息：没有丢，但要有人看过才会继续`,
      en: `Messages in the dead letters of ${name}: nothing is lost, but it stands still until a person looks`,
      runbook: 'dead-letters',
      urgency: 'today',
      isPart: true,
    } as const;
    dead.push(
      addAlarm(
        scope,
        `${name}DeadLetters`,
        { metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum), threshold: 1 },
        letters,
      ),
    );
    addAlarm(
      scope,
      `${name}DeadLettersAge`,
      { metric: queue.deadLetters.metricApproximateAgeOfOldestMessage(maximum), threshold: DEAD_SECONDS_MAX },
      {
        ...letters,
        zh: `${name} 的死信已放了 10 天，再过 4 天消失`,
        en: `Dead letters of ${name} are ten days old and gone in four`,
        urgency: 'now',
        isPart: false,
      },
    );
    waiting.push(
      addAlarm(
        scope,
        `${name}Age`,
        { metric: queue.metricApproximateAgeOfOldestMessage(maximum), threshold: WAIT_SECONDS_MAX },
        {
          zh: `${name} 最早的消息已等了一小时以上`,
          en: `The oldest message of ${name} has waited more than an hour`,
          runbook: 'queue-age',
          urgency: 'today',
          isPart: true,
        },
      ),
    );
  }
  addAny(scope, 'AnyDeadLetters', dead, {
    zh: '有死信队列不空',
    en: 'Some dead-letter queue is not empty',
    runbook: 'dead-letters',
    urgency: 'today',
  });
  addAny(scope, 'AnyQueueAge', waiting, {
    zh: '有队列积压一小时以上',
    en: 'Some queue is more than an hour behind',
    runbook: 'queue-age',
    urgency: 'today',
  });
}

function watchFunctions(scope: Construct, steps: readonly Step[], sweep: Step, watch: Step): void {
  const failing = steps.map((step) =>
    addAlarm(
      scope,
      `${step.node.id}Errors`,
      { metric: step.metricErrors({ period: FIVE_MINUTES }), threshold: 1 },
      {
        zh: `函数 ${step.node.id} 整个失败；单条记录的失败在账本里`,
        en: `${step.node.id} failed as a whole; failures of single records are in the ledger`,
        runbook: 'function-errors',
        urgency: 'today',
        isPart: true,
      },
    ),
  );
  addAny(scope, 'AnyFunctionErrors', failing, {
    zh: '有函数整个失败',
    en: 'Some function failed as a whole',
    runbook: 'function-errors',
    urgency: 'today',
  });
  const stopped = (step: Step, zh: string, en: string): void =>
    void addAlarm(
      scope,
      `${step.node.id}Stopped`,
      {
        metric: step.metricInvocations({ period: FIVE_MINUTES }),
        threshold: 1,
        periods: 2,
        below: true,
        missingIsBad: true,
      },
      { zh, en, runbook: 'standing-still', urgency: 'now' },
    );
  stopped(
    sweep,
    '清扫已停 10 分钟：到期的工作无人再发',
    'The sweep has not run for ten minutes: what is due again stays where it is',
  );
  stopped(
    watch,
    '巡视已停 10 分钟：下面这些指标没有新值',
    'Nobody has looked for ten minutes: what it counts has no new values',
  );
}

function watchDestinations(scope: Construct): void {
  const down: IAlarm[] = [];
  for (const { name, system } of destinations) {
    const by = { Destination: system };
    const notice = (zh: string, en: string): Notice => ({
      zh,
      en,
      runbook: 'destination',
      urgency: 'today',
      isPart: true,
    });
    down.push(
      addAlarm(
        scope,
        `Breaker${name}`,
        { metric: ours('BreakerOpen', 'Minimum', FIFTEEN_MINUTES, by), threshold: 1 },
        notice(
          `${system} 不应答，熔断已 15 分钟`,
          `${system} does not answer: the breaker has been open for 15 minutes`,
        ),
      ),
      addAlarm(
        scope,
        `Slow${name}`,
        { metric: ours('DeliveryMilliseconds', 'p95', FIFTEEN_MINUTES, by), threshold: SLOW_MS },
        notice(`${system} 每 20 次调用有 1 次超过 8 秒`, `One call in twenty to ${system} takes more than 8 s`),
      ),
      addAlarm(
        scope,
        `Refused${name}`,
        { metric: ours('DeliveryAnswers', 'Sum', HOUR, { ...by, Answer: 'refused' }), threshold: REFUSED_MAX },
        notice(`${system} 一小时内拒收 100 条以上`, `${system} refused 100 records and more within an hour`),
      ),
    );
  }
  addAny(scope, 'AnyDestination', down, {
    zh: '有接收方不应答、过慢或大量拒收',
    en: 'Some destination does not answer, is slow, or refuses much',
    runbook: 'destination',
    urgency: 'today',
  });
}

function watchMoney(scope: Construct): void {
  addAlarm(
    scope,
    'MoneyInDoubt',
    { metric: ours('InDoubtPayments', 'Minimum', HOUR), threshold: 1 },
    {
      zh: '有发放结果不明已满一小时：先查询，绝不重发',
      en: 'Payments have been in doubt for an hour: ask, never send again',
      runbook: 'money-in-doubt',
      urgency: 'now',
    },
  );
  addAlarm(
    scope,
    'MoneyInDoubtAmount',
    { metric: ours('InDoubtFen', 'Maximum', FIFTEEN_MINUTES), threshold: IN_DOUBT_FEN_MAX },
    {
      zh: '结果不明的发放合计达 100,000.00 元',
      en: 'Payments in doubt amount to ¥100,000.00',
      runbook: 'money-in-doubt',
      urgency: 'now',
    },
  );
}

function watchRows(scope: Construct): void {
  addAlarm(
    scope,
    'RowsRejected',
    { metric: ours('Rows', 'Sum', HOUR, { Outcome: 'rejected' }), threshold: REJECTED_MAX },
    {
      zh: '一小时内拒收 1,000 行以上',
      en: '1,000 rows and more were rejected within an hour',
      runbook: 'rows-rejected',
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'RowsHeld',
    { metric: ours('Rows', 'Sum', HOUR, { Outcome: 'held' }), threshold: 1 },
    {
      zh: '有行被搁置，等人决定',
      en: 'Rows are held until a person decides',
      runbook: 'rows-held',
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'DeliveryLag',
    { metric: ours('IngestToDeliveredSeconds', 'Maximum', FIFTEEN_MINUTES), threshold: LAG_SECONDS_MAX },
    {
      zh: '有记录从收到到送达超过 4 小时',
      en: 'A record took more than four hours from its arrival to its delivery',
      runbook: 'queue-age',
      urgency: 'today',
    },
  );
}

/** What a look every five minutes says. */
function watchStanding(scope: Construct): void {
  addAlarm(
    scope,
    'BatchesNotConserved',
    { metric: ours('BatchesNotConserved', 'Minimum', FIFTEEN_MINUTES), threshold: 1 },
    {
      zh: '有批次 6 小时后仍有行未了结，收支未平',
      en: 'A batch has rows under way after six hours: it is not conserved',
      runbook: 'not-conserved',
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'WorkOverdue',
    { metric: ours('DueOverdueSeconds', 'Minimum', FIFTEEN_MINUTES), threshold: OVERDUE_SECONDS_MAX },
    {
      zh: '到期 30 分钟的工作还没有再发',
      en: 'Work that fell due half an hour ago has not been sent again',
      runbook: 'standing-still',
      urgency: 'now',
    },
  );
  addAlarm(
    scope,
    'BatchesOverdue',
    { metric: ours('BatchesOverdue', 'Minimum', FIFTEEN_MINUTES), threshold: 1 },
    {
      zh: '有夜间文件过了约定时间还没有来',
      en: 'A nightly file is not here by its hour',
      runbook: 'batch-overdue',
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'EventsParked',
    { metric: ours('EventsParked', 'Minimum', HOUR), threshold: PARKED_MAX },
    {
      zh: '一小时以来一直有 100 个以上省平台事件在等前一个',
      en: 'For an hour 100 events of the province and more have waited for another',
      runbook: 'events-parked',
      urgency: 'today',
    },
  );
}

const WAIT_SECONDS_MAX = 3600;
/** Four days before the dead letters' retention ends. */
const DEAD_SECONDS_MAX = Duration.days(10).toSeconds();
/** A call is given up after 10 s. */
const SLOW_MS = 8_000;
const REFUSED_MAX = 100;
const REJECTED_MAX = 1_000;
const LAG_SECONDS_MAX = 4 * 3600;
const OVERDUE_SECONDS_MAX = 1_800;
const PARKED_MAX = 100;
/** ¥100,000.00: about 66 grants of ¥1,500. */
const IN_DOUBT_FEN_MAX = 10_000_000;
