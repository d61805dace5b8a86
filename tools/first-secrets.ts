import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createDynamoDb } from '../adapters/aws/dynamodb.ts';
import { createKms } from '../adapters/aws/kms.ts';
import { keepClient, keepFirstKeys } from '../adapters/secrets/first-keys.ts';

/*
 * Once after the first deployment (docs/deploy.md), by whoever may write the table and use the key:
 *
 *   node tools/first-secrets.ts --table TABLE --key KEY_ARN
 *   node tools/first-secrets.ts --table TABLE --key KEY_ARN --client shenzhen --client-id union-bridge < secret.txt
 *
 * Repeating it changes nothing: what is there stays. It prints what it made, never a secret.
 */
const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    key: { type: 'string' },
    client: { type: 'string' },
    'client-id': { type: 'string' },
  },
});
const { table: name, key: keyId, client: tenant, 'client-id': clientId } = values;
if (name === undefined || keyId === undefined || (tenant === undefined) !== (clientId === undefined)) {
  process.stderr.write(
    'usage: node tools/first-secrets.ts --table TABLE --key KEY_ARN [--client TENANT --client-id ID]\n',
  );
  process.exit(2);
}
const table = { client: createDynamoDb(process.env), name };
const sealing = { kms: createKms(process.env), keyId };
if (tenant === undefined || clientId === undefined) {
  const made = await keepFirstKeys(table, sealing, randomBytes);
  process.stdout.write(`${made.length === 0 ? 'all there already' : `made: ${made.join(', ')}`}\n`);
} else {
  const clientSecret = (await text(process.stdin)).trim();
  const made = await keepClient(table, sealing, tenant, { clientId, clientSecret });
  process.stdout.write(`${made ? 'made' : 'there already, unchanged'}: client of ${tenant}\n`);
}
