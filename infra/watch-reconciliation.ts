import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAlarm, ours } from './alarms.ts';

/** What the comparisons of a night say of themselves: docs/runbooks/reconciliation.md has a section per alarm. */
export function watchReconciliation(scope: Construct): void {
  addAlarm(
    scope,
    'MoneyCasesOpen',
    { metric: ours('MoneyCasesOpen', 'Maximum', DAY), threshold: 1 },
    {
      zh: '市与省的发放不一致，或付错：要由人决定',
      en: 'Payments differ between a city and the province, or were paid wrongly: people have to decide',
      runbook,
      urgency: 'today',
    },
  );
  for (const [name, code, zh] of GRAVEST) {
    addAlarm(
      scope,
      `Open${name}`,
      { metric: ours('DiscrepanciesOpen', 'Maximum', DAY, { Code: code }), threshold: 1 },
      {
        zh: `${zh}，尚未了结：每过一小时都可能损失资金`,
        en: `Payments are open as ${code}: money may be lost with every hour`,
        runbook,
        urgency: 'now',
      },
    );
  }
  watchComparisons(scope);
}

function watchComparisons(scope: Construct): void {
  addAlarm(
    scope,
    'RecordsDiffer',
    { metric: ours('DiscrepanciesOpen', 'Maximum', DAY), threshold: RECORDS_DIFFER_MAX },
    {
      zh: '某项目某类记录的差异多于一夜能自动修好的',
      en: 'More records of one programme and kind differ than repairs put right in a night',
      runbook,
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'SuspenseRows',
    { metric: ours('SuspenseRows', 'Maximum', DAY), threshold: SUSPENSE_ROWS_MAX },
    {
      zh: '一方有很多行在等另一方：三天后就是差异',
      en: 'Many rows of one side wait for the other: in three days they are discrepancies',
      runbook,
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'ReconciliationRefused',
    { metric: ours('ReconciliationsRefused', 'Maximum', DAY), threshold: 1 },
    {
      zh: '缺一方、一方为空或太旧：这个项目这类记录没有对账',
      en: 'A side is missing, empty or too old: this programme and kind was not compared',
      runbook,
      urgency: 'today',
    },
  );
  addAlarm(
    scope,
    'ReconciliationNotDone',
    { metric: ours('ReconciliationsNotDone', 'Maximum', DAY), threshold: 1, missingIsBad: true },
    {
      zh: '北京时间 08:00 仍有对账未完成，或没有人看过',
      en: 'By 08:00 in China some comparison of the night is not done, or nobody has looked',
      runbook,
      urgency: 'today',
    },
  );
}

const runbook = 'reconciliation';
const DAY = Duration.days(1);
/** Alarms of their own, so that they are told from what can wait for the day. */
const GRAVEST = [
  ['PaidTwice', 'paid-twice', '疑似重复发放'],
  ['WrongPayee', 'wrong-payee', '收款人不一致'],
] as const;
const RECORDS_DIFFER_MAX = 1000;
const SUSPENSE_ROWS_MAX = 5000;
