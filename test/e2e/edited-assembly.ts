import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests change in a synthesized template. */
export interface FlowTemplate {
  readonly Resources: Record<string, { readonly Properties: Record<string, unknown> }>;
}

/** A copy of a synthesized app whose flow stack is changed. The caller forgets the copy. */
export function editedAssembly(assemblyDir: string, edit: (template: FlowTemplate) => void): string {
  const directory = mkdtempSync(join(tmpdir(), 'bridge-e2e-app-'));
  cpSync(assemblyDir, directory, { recursive: true });
  const file = join(directory, 'UnionBridge-Flow.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as FlowTemplate;
  edit(template);
  writeFileSync(file, JSON.stringify(template));
  return directory;
}

/** Deliveries that may run for seconds, not minutes: a payment whose sender was killed is asked about sooner. */
export function withShortLeases(assemblyDir: string): string {
  return editedAssembly(assemblyDir, ({ Resources }) => {
    for (const [name, { Properties }] of Object.entries(Resources)) {
      const environment = Properties['Environment'] as { Variables?: Record<string, string> } | undefined;
      if (environment?.Variables?.['BRIDGE_SENDING_LEASE_SECONDS'] === undefined) continue;
      if (Properties['Timeout'] !== 120) throw new Error(`${name} has another time limit than this copy was made for`);
      Properties['Timeout'] = 12;
      environment.Variables['BRIDGE_SENDING_LEASE_SECONDS'] = '15';
    }
  });
}
