import { Duration, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allowLogs } from './grants.ts';

export interface StepProps {
  readonly code: Code;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  /** Local disk for spooling. @default 512 */
  readonly diskMiB?: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** One step of the flow: a function with a role and a log group of its own. Its grants stand where it is wired. */
export class Step extends LambdaFunction {
  readonly timeoutSeconds: number;

  constructor(scope: Construct, id: string, props: StepProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Personal Information Protection Law art. 51 and the Cybersecurity Law art. 21: logs are kept six months at least.
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.ONE_YEAR });
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMiB,
      ephemeralStorageSize: Size.mebibytes(props.diskMiB ?? 512),
      environment: { ...props.environment },
      role,
      logGroup,
    });
    this.timeoutSeconds = props.timeoutSeconds;
    allowLogs(this, logGroup);
  }
}
