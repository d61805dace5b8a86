import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAlarm, FIVE_MINUTES } from './alarms.ts';
import type { Step } from './step.ts';

/** The night's sealing: that it was done, and that it found all as it was. docs/runbooks/audit.md */
export function watchAudit(scope: Construct, audit: Step): void {
  addAlarm(
    scope,
    'AuditFailed',
    { metric: audit.metricErrors({ period: FIVE_MINUTES }), threshold: 1 },
    {
      zh: '审计链或资金流水与封存时不符，或没能封存',
      en: 'Chains of acts or the money journal are not as they were, or could not be sealed',
      runbook: 'audit',
      urgency: 'now',
    },
  );
  addAlarm(
    scope,
    'AuditStopped',
    { metric: audit.metricInvocations({ period: DAY }), threshold: 1, below: true, missingIsBad: true },
    {
      zh: '一天没有封存资金流水：这期间的改动看不出来',
      en: 'The money journal was not sealed for a day: what is changed meanwhile does not show',
      runbook: 'audit',
      urgency: 'today',
    },
  );
}

const DAY = Duration.days(1);
