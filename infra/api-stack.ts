import { CfnOutput, type StackProps } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Route } from '../schemas/api/operation.ts';
import { operations } from '../schemas/api/operations.ts';
import { partnerRoutes, receiveEvent } from '../schemas/api/partners.ts';
import { acknowledgeApi } from './acknowledged.ts';
import { BridgeStack } from './bridge-stack.ts';
import type { FunctionCode } from './bundle.ts';
import { claimGroupsOf, claimPolicy } from './claims.ts';
import type { DataStack } from './data-stack.ts';
import type { FlowStack } from './flow-stack.ts';
import { allowIndex, allowKey, allowObjects, allowQueue, allowTable, allowVersions } from './grants.ts';
import { signInEnvironment } from './sign-in.ts';
import { Step } from './step.ts';

export interface ApiStackProps extends StackProps {
  readonly data: DataStack;
  readonly flow: FlowStack;
  readonly code: FunctionCode;
}

/** The ways in over HTTPS: the province's webhooks, the cities' batches, the operators' statements. Regional, as `aws-cn` has no edge endpoints. */
export class ApiStack extends BridgeStack {
  readonly api: RestApi;
  readonly steps: readonly Step[];

  constructor(scope: Construct, id: string, { data, flow, code, ...props }: ApiStackProps) {
    super(scope, id, props);
    const webhook = addWebhook(this, data, flow, code);
    const batches = addBatches(this, data, flow, code);
    const operators = addOperators(this, data, flow, code);
    this.steps = [webhook, batches, operators];

    this.api = restApi(this);
    const route = ({ method, path }: Pick<Route, 'method' | 'path'>, step: Step) =>
      this.api.root.resourceForPath(path).addMethod(method, integrationOf(step));
    route(receiveEvent, webhook);
    for (const each of partnerRoutes) route(each, batches);
    for (const each of operations) route(each, operators);

    acknowledgeApi(this.api);
    new CfnOutput(this, 'ApiUrl', { value: this.api.url });
  }
}

function addWebhook(scope: Construct, data: DataStack, flow: FlowStack, code: FunctionCode): Step {
  const step = new Step(scope, 'Webhook', {
    code: code.webhook,
    timeoutSeconds: API_TIMEOUT_SECONDS,
    memoryMiB: 512,
    environment: { ...data.names(), BRIDGE_TRANSLATE_QUEUE: flow.translateQueue.queueUrl },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:PutItem');
  allowObjects(step, data.vault, 'webhooks/', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, flow.translateQueue, 'sqs:SendMessage');
  return step;
}

function addBatches(scope: Construct, data: DataStack, flow: FlowStack, code: FunctionCode): Step {
  const step = new Step(scope, 'Batches', {
    code: code.batches,
    timeoutSeconds: API_TIMEOUT_SECONDS,
    memoryMiB: 512,
    environment: {
      ...data.names(),
      BRIDGE_LANDING: flow.landing.bucketName,
      BRIDGE_TRANSLATE_QUEUE: flow.translateQueue.queueUrl,
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  // An announcement that comes again is waited for again.
  allowTable(step, data.table, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  // The upload URL it gives out carries this grant, not the city's.
  allowObjects(step, flow.landing, '', 's3:PutObject');
  allowObjects(step, data.vault, '', 's3:GetObject', 's3:PutObject');
  allowKey(step, data.key, 'kms:GenerateDataKey', 'kms:Decrypt');
  allowQueue(step, flow.translateQueue, 'sqs:SendMessage');
  return step;
}

/** The only function that takes anything out of the ledger: a claim, on the word of two. */
function addOperators(scope: Construct, data: DataStack, flow: FlowStack, code: FunctionCode): Step {
  const step = new Step(scope, 'Operators', {
    code: code.operators,
    timeoutSeconds: API_TIMEOUT_SECONDS,
    memoryMiB: 512,
    environment: {
      ...data.names(),
      BRIDGE_LANDING: flow.landing.bucketName,
      BRIDGE_REPORTS: flow.reports.bucketName,
      BRIDGE_ANCHORS: data.anchors.bucketName,
      BRIDGE_RECONCILE_QUEUE: flow.reconcileQueue.queueUrl,
      BRIDGE_REPLAY_QUEUE: flow.replayQueue.queueUrl,
      BRIDGE_CLAIM_GROUPS: JSON.stringify(claimGroupsOf(claimPolicy)),
      ...signInEnvironment(scope),
    },
  });
  allowTable(step, data.table, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  allowTable(step, data.table, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  allowTable(step, data.table, 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem');
  // What is said of a discrepancy.
  allowTable(step, data.table, 'dynamodb:PartiQLUpdate');
  // Statements of comparisons and masked lines; the lines as both sides say them lie under another prefix.
  allowObjects(step, data.vault, 'reconciliations/', 's3:GetObject');
  // What is wrong now, and what waits for another event.
  allowIndex(step, data.table, 'problem', 'dynamodb:Query');
  allowIndex(step, data.table, 'due', 'dynamodb:Query');
  // A record's story: its row, the record, what was sent of it, events about it; rows that never became one.
  for (const prefix of ['records/', 'deliveries/', 'webhooks/', 'answers/', 'rejects/'])
    allowObjects(step, data.vault, prefix, 's3:GetObject');
  allowObjects(step, flow.landing, '', 's3:GetObject');
  // Why somebody looked at values whole.
  allowObjects(step, data.vault, 'unmaskings/', 's3:PutObject');
  // A night compared once more.
  allowQueue(step, flow.reconcileQueue, 'sqs:SendMessage');
  // Plans of replays: what is asked for is sealed, the list is shown masked.
  allowObjects(step, data.vault, 'replays/', 's3:GetObject', 's3:PutObject');
  allowQueue(step, flow.replayQueue, 'sqs:SendMessage');
  // The URL it gives out carries this grant, not the operator's.
  allowObjects(step, flow.reports, '', 's3:GetObject');
  // What an auditor compares chains and journal with.
  allowObjects(step, data.anchors, '', 's3:GetObjectVersion');
  allowVersions(step, data.anchors);
  // Tenants' new secrets are sealed.
  allowKey(step, data.key, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey');
  return step;
}

function restApi(scope: Construct): RestApi {
  const logs = new LogGroup(scope, 'ApiLogs', { retention: RetentionDays.ONE_YEAR });
  const api = new RestApi(scope, 'Api', {
    restApiName: 'union-bridge',
    endpointTypes: [EndpointType.REGIONAL],
    // Signatures are over raw bytes: bodies must reach the functions as they came.
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: true,
    deployOptions: {
      stageName: 'v1',
      throttlingRateLimit: 200,
      throttlingBurstLimit: 400,
      loggingLevel: MethodLoggingLevel.ERROR,
      accessLogDestination: new LogGroupLogDestination(logs),
      accessLogFormat: AccessLogFormat.custom(ACCESS_LOG),
    },
  });
  // Its name ends in a hash; `ApiUrl` says the same.
  api.node.tryRemoveChild('Endpoint');
  return api;
}

/** One permission per function, not one per route. */
function integrationOf(step: Step): LambdaIntegration {
  return new LambdaIntegration(step, { allowTestInvoke: false, scopePermissionToMethod: false });
}

/** The route, never the path: a path holds a record's key. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
});

/** The gateway gives up after 29 s. */
const API_TIMEOUT_SECONDS = 28;
