import { randomBytes } from 'node:crypto';
import type { LockedStore } from '../../adapters/anchors/locked-store.ts';
import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createKms } from '../../adapters/aws/kms.ts';
import { createS3 } from '../../adapters/aws/s3.ts';
import { createSqs } from '../../adapters/aws/sqs.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Landing } from '../../adapters/landing/landing.ts';
import type { Acting } from '../../adapters/ledger/statement-effects.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { type SignIn, signInWith } from '../../adapters/oidc/sign-in.ts';
import { createQueue, type Queue } from '../../adapters/queue/queue.ts';
import type { ReportStore } from '../../adapters/reports/report-store.ts';
import type { Sealing } from '../../adapters/secrets/credentials.ts';
import { createSecrets, type Secrets } from '../../adapters/secrets/secrets.ts';
import { createVault, type Vault } from '../../adapters/vault/vault.ts';

/** What the operators' API works with; made once per execution environment. */
export interface Operating extends Acting {
  /** Who asks, by the bearer token of the request. */
  readonly signIn: SignIn;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  /** Where files lie as they came, for the cells of a row. */
  readonly landing: Landing;
  readonly reports: ReportStore;
  /** Anchors of the chains of acts, and what was sealed of the journal. */
  readonly locked: LockedStore;
  readonly queue: Queue;
  /** Where a comparison is asked for once more. */
  readonly reconcileQueue: string;
  /** Where plans of replays are made and run. */
  readonly replayQueue: string;
  /** Seals tenants' new secrets. */
  readonly sealing: Sealing;
  readonly randomBytes: (size: number) => Buffer;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Operating {
  const client = createDynamoDb(environment);
  const kms = createKms(environment);
  const name = required(environment, 'BRIDGE_TABLE');
  const keyId = required(environment, 'BRIDGE_KEY');
  const s3 = createS3(environment);
  const bucket = required(environment, 'BRIDGE_VAULT');
  return {
    table: { client, name },
    signIn: signInWith({
      issuer: required(environment, 'BRIDGE_OIDC_ISSUER'),
      audience: required(environment, 'BRIDGE_OIDC_AUDIENCE'),
      rolesClaim: required(environment, 'BRIDGE_OIDC_ROLES_CLAIM'),
      tenantsClaim: required(environment, 'BRIDGE_OIDC_TENANTS_CLAIM'),
      allowPrivate: environment['BRIDGE_ALLOW_PRIVATE'] === 'true',
      clock: systemClock,
    }),
    secrets: createSecrets({ ddb: client, kms, table: name, keyId, now: systemClock.now }),
    clock: systemClock,
    log: createLog('operators'),
    vault: createVault({ s3, kms, bucket, keyId, randomBytes }),
    landing: { s3, bucket: required(environment, 'BRIDGE_LANDING') },
    reports: { s3, bucket: required(environment, 'BRIDGE_REPORTS') },
    locked: { s3, bucket: required(environment, 'BRIDGE_ANCHORS') },
    queue: createQueue({ sqs: createSqs(environment) }),
    reconcileQueue: required(environment, 'BRIDGE_RECONCILE_QUEUE'),
    replayQueue: required(environment, 'BRIDGE_REPLAY_QUEUE'),
    sealing: { kms, keyId },
    randomBytes,
    claimGroups: JSON.parse(required(environment, 'BRIDGE_CLAIM_GROUPS')) as Record<string, string>,
  };
}
