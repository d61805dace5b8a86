import { App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApiStack } from './api-stack.ts';
import { bundleFunctions } from './bundle.ts';
import { DataStack } from './data-stack.ts';
import { FlowStack } from './flow-stack.ts';
import { WatchStack } from './watch-stack.ts';

export interface BridgeProps {
  /** Folder with one folder per function, each with a `handler.ts`. */
  readonly functionsDir: string;
  /** Where the cloud assembly is written; the bundles lie in its `bundles` folder. */
  readonly outdir: string;
  /**
   * Account and region.
   * @default none: the templates hold no partition, region or account and deploy to `aws` and `aws-cn` alike.
   */
  readonly env?: Environment;
  /**
   * Checks every property against CloudFormation's own schemas too, which takes seconds.
   * @default false: a test does it, and so does CloudFormation
   */
  readonly validateProperties?: boolean;
}

/** Data lies under everything, Flow moves records, Api is the way in over HTTPS, Watch tells when one of them needs a person. */
export function createBridge({ functionsDir, outdir, env, validateProperties = false }: BridgeProps) {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validateProperties,
    context: CONTEXT,
  });
  const code = bundleFunctions(functionsDir, outdir);
  const stackProps = env === undefined ? {} : { env };

  const data = new DataStack(app, 'UnionBridge-Data', stackProps);
  const flow = new FlowStack(app, 'UnionBridge-Flow', { ...stackProps, data, code });
  const api = new ApiStack(app, 'UnionBridge-Api', { ...stackProps, data, flow, code });
  const watch = new WatchStack(app, 'UnionBridge-Watch', { ...stackProps, data, flow, api, code });

  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, data, flow, api, watch };
}

/** Set here and not in cdk.json, so that plain `node infra/app.ts` and the CDK's own command give the same templates. */
const CONTEXT = {
  // The local runtime finds each function's bundle by this.
  'aws:cdk:enable-asset-metadata': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
};
