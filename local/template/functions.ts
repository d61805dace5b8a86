import type { PolicyDocument } from '../proxy/policy.ts';
import type { JsonObject } from './assembly.ts';
import type { Resource } from './model.ts';

export type DeclaredFunction = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleName: string;
  readonly directory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMiB: number;
};

export type DeclaredEventSource = {
  readonly queueName: string;
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly concurrencyMax: number;
  readonly reportsBatchItemFailures: boolean;
};

export type DeclaredSchedule = {
  readonly ruleArn: string;
  readonly expression: string;
  readonly functionArn: string;
  readonly input: string | undefined;
};

/** Managed policies that only let a function write logs or traces, and the gateway its own. */
const HARMLESS_MANAGED_POLICIES =
  /\/(AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess|AmazonAPIGatewayPushToCloudWatchLogs)$/;
/** What Lambda starts with when no maximum is set. */
const CONCURRENCY_DEFAULT = 5;
const BATCH_SIZE_DEFAULT = 10;

export function functionsOf(resources: readonly Resource[]): readonly DeclaredFunction[] {
  return resources
    .filter((resource) => resource.type === 'AWS::Lambda::Function')
    .map(({ stackName, logicalId, identity, properties, assetDirectory }) => {
      const s3Key = (properties['Code'] as JsonObject | undefined)?.['S3Key'];
      if (s3Key === undefined)
        throw new Error(`${stackName}/${logicalId}: only bundled assets can be run locally, no inline code or images`);
      const environment = ((properties['Environment'] as JsonObject | undefined)?.['Variables'] ?? {}) as JsonObject;
      return {
        stackName,
        logicalId,
        name: identity.ref,
        arn: String(identity.attributes['Arn']),
        roleName: String(properties['Role']).replace(/^.*:role\//, ''),
        directory: assetDirectory(String(s3Key)),
        handler: String(properties['Handler']),
        environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
        timeoutMs: Number(properties['Timeout'] ?? 3) * 1000,
        memoryMiB: Number(properties['MemorySize'] ?? 128),
      };
    });
}

/** Identity policies by role name: attached ones and the role's own. Throws on a managed policy whose grants can't be seen here. */
export function policiesOf(resources: readonly Resource[]): ReadonlyMap<string, readonly PolicyDocument[]> {
  const policies = new Map<string, PolicyDocument[]>();
  const add = (roleName: string, policy: PolicyDocument): void =>
    void policies.set(roleName, [...(policies.get(roleName) ?? []), policy]);
  for (const { type, stackName, logicalId, identity, properties } of resources) {
    if (type === 'AWS::IAM::Role') {
      for (const managed of (properties['ManagedPolicyArns'] ?? []) as readonly string[]) {
        if (!HARMLESS_MANAGED_POLICIES.test(managed))
          throw new Error(
            `${stackName}/${logicalId}: managed policy ${managed} is not supported locally; grant exact actions`,
          );
      }
      for (const policy of (properties['Policies'] ?? []) as readonly JsonObject[]) {
        add(identity.ref, { name: String(policy['PolicyName']), document: policy['PolicyDocument'] ?? {} });
      }
    }
    if (type === 'AWS::IAM::Policy') {
      for (const roleName of (properties['Roles'] ?? []) as readonly string[]) {
        add(roleName, {
          name: String(properties['PolicyName'] ?? logicalId),
          document: properties['PolicyDocument'] ?? {},
        });
      }
    }
  }
  return policies;
}

export function eventSourcesOf(resources: readonly Resource[]): readonly DeclaredEventSource[] {
  const functions = resources.filter((resource) => resource.type === 'AWS::Lambda::Function');
  return resources
    .filter(
      (resource) => resource.type === 'AWS::Lambda::EventSourceMapping' && resource.properties['Enabled'] !== false,
    )
    .map(({ stackName, logicalId, properties }) => {
      const queueArn = String(properties['EventSourceArn']);
      if (!/^arn:[^:]+:sqs:/.test(queueArn))
        throw new Error(`${stackName}/${logicalId}: event source ${queueArn} is not supported locally`);
      if (properties['FilterCriteria'] !== undefined)
        throw new Error(`${stackName}/${logicalId}: FilterCriteria is not supported locally`);
      const named = String(properties['FunctionName']);
      const target = functions.find((one) => one.identity.ref === named || one.identity.attributes['Arn'] === named);
      if (target === undefined) throw new Error(`${stackName}/${logicalId}: there is no function ${named}`);
      const maximum =
        (properties['ScalingConfig'] as JsonObject | undefined)?.['MaximumConcurrency'] ?? CONCURRENCY_DEFAULT;
      const reserved = target.properties['ReservedConcurrentExecutions'] ?? maximum;
      return {
        queueArn,
        queueName: queueArn.replace(/^.*:/, ''),
        functionArn: String(target.identity.attributes['Arn']),
        batchSize: Number(properties['BatchSize'] ?? BATCH_SIZE_DEFAULT),
        windowMs: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000,
        concurrencyMax: Math.min(Number(maximum), Number(reserved)),
        reportsBatchItemFailures: ((properties['FunctionResponseTypes'] ?? []) as readonly string[]).includes(
          'ReportBatchItemFailures',
        ),
      };
    });
}

export function schedulesOf(resources: readonly Resource[]): readonly DeclaredSchedule[] {
  return resources
    .filter((resource) => resource.type === 'AWS::Events::Rule' && resource.properties['State'] !== 'DISABLED')
    .flatMap(({ stackName, logicalId, identity, properties }) => {
      const expression = properties['ScheduleExpression'];
      if (typeof expression !== 'string')
        throw new Error(`${stackName}/${logicalId}: only scheduled rules are supported locally`);
      return ((properties['Targets'] ?? []) as readonly JsonObject[]).map((target) => ({
        ruleArn: String(identity.attributes['Arn']),
        expression,
        functionArn: String(target['Arn']),
        input: target['Input'] === undefined ? undefined : String(target['Input']),
      }));
    });
}

/** Throws unless the template lets `principal` invoke the function, as AWS would refuse. */
export function requireInvokePermission(resources: readonly Resource[], functionArn: string, principal: string): void {
  const name = functionArn.replace(/^.*:function:/, '');
  const allowed = resources.some(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Permission' &&
      properties['Principal'] === principal &&
      properties['Action'] === 'lambda:InvokeFunction' &&
      [functionArn, name].includes(String(properties['FunctionName'])),
  );
  if (!allowed) throw new Error(`no AWS::Lambda::Permission lets ${principal} invoke ${name}`);
}
