import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BridgeProps, createBridge } from '../../infra/bridge.ts';
import { FUNCTION_NAMES } from '../../infra/bundle.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly stack: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Everything outside the properties too: retention, dependencies, metadata. */
  readonly whole: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** The list local/template can create. */
export const LOCAL_RESOURCE_TYPES = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/**
 * Synthesizes the whole bridge as `npm run synth` does, around functions that do nothing: the templates are under test here, and
 * bundling the real ones takes seconds. Throws where cdk-nag finds something that is not acknowledged.
 */
export function synthesize(props: Pick<BridgeProps, 'env' | 'validateProperties'> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'bridge-synth-'));
  const functionsDir = join(dir, 'functions');
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(functionsDir, name), { recursive: true });
    writeFileSync(
      join(functionsDir, name, 'handler.ts'),
      `export const handler = async (): Promise<string> => '${name}';\n`,
    );
  }
  const outdir = join(dir, 'cdk.out');
  const assembly = createBridge({ functionsDir, outdir, ...props }).app.synth();
  const templates = new Map<string, Template>(assembly.stacks.map(({ stackName, template }) => [stackName, template]));
  const resources = [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, whole]): Resource => {
      return { id, type: whole.Type, stack, properties: whole.Properties ?? {}, whole };
    }),
  );
  return { dir, outdir, templates, resources };
}
