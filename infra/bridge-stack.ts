import { type CfnElement, DefaultStackSynthesizer, type IStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A stack whose logical ids are the names in the code, without a hash: `Ingest`, `TranslateQueue`, `Table`. */
export class BridgeStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, {
      ...props,
      // The deploying command checks the bootstrap version anyway; without the rule a template needs no SSM parameter.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
  }

  /** Two elements of one name fail at synthesis, so dropping the hash loses nothing. */
  protected override allocateLogicalId(element: CfnElement): string {
    const names = element.node.scopes.slice(this.node.scopes.length).map((scope) => scope.node.id);
    return names
      .filter((name) => name !== 'Resource' && name !== 'Default')
      .join('')
      .replaceAll(/[^A-Za-z0-9]/g, '');
  }
}
