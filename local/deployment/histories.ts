import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { listHistory } from '../../adapters/ledger/history.ts';
import { say } from '../../adapters/ledger/statements.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { LocalStack } from '../stack.ts';

/**
 * Declares that the simulated cities paid nothing before go-live, as two operators would: without it their payments wait. What was
 * signed before, or imported, stays as it is.
 */
export async function declareHistoriesEmpty(stack: LocalStack): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { ...stack.adminCredentials },
  });
  const table = { client, name: stack.physicalIds['UnionBridge-Data']?.['Table'] ?? '' };
  const cities = new Set(systems.filter(({ side }) => side === 'city').map(({ tenant }) => tenant));
  try {
    await inParallel([...cities], async (tenant) => {
      const { history, imports } = await listHistory(table, tenant, new Date());
      if (history.state === 'SIGNED' || imports.length > 0) return;
      const statement = { type: 'history.signed-off', tenant, rows: 0, fen: '0' } as const;
      for (const by of ['operator', 'approver'])
        await say({ table, claimGroups: {} }, { statement, evidence: null, by, now: new Date() });
    });
  } finally {
    client.destroy();
  }
}
