import { type Bug, weatherOf } from '../bug.ts';

const APPLY = 'functions/translate/apply-events.ts';

/** Events of the province: kept before they are taken, each once, by their sequence. */
export const EVENT_BUGS: readonly Bug[] = [
  {
    name: 'event-given-up-as-unreadable',
    says: 'An event the restored table forgot is given up where the vault, or its key, will not open it just now.',
    profile: weatherOf({ 'table-restored': 1, 'late-webhook': 0.5 }),
    plan: (site, nth) => (site === 'sweep s3.GetObject vault/webhooks' && nth < 9 ? 'throttle' : null),
    edits: [
      {
        file: 'functions/sweep/recover-inbounds.ts',
        from: "if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;",
        to: 'if (!(error instanceof VaultError)) throw error;',
      },
    ],
  },
  {
    name: 'answered-before-kept',
    says: 'The webhook answers 202 while it still writes the event down.',
    edits: [
      {
        file: 'functions/webhook/handle.ts',
        from: 'const kept = await keep(receiving, headers.id, body);',
        to: "const kept: string = 'new';\n    void keep(receiving, headers.id, body).catch(() => undefined);",
      },
    ],
  },
  {
    name: 'webhook-id-read-then-written',
    says: 'Whether an id was seen before is read first, and written without a condition.',
    seeds: [21],
    edits: [
      {
        file: 'adapters/ledger/inbound.ts',
        from: 'return await putNew(table, { ...key, ...rest,',
        to: 'if ((await getItem(table, key)) !== undefined) return false;\n  return await overwrite(table, { ...key, ...rest,',
      },
      {
        file: 'adapters/ledger/inbound.ts',
        from: "import { putNew } from './work.ts';",
        to: `import { marshall } from '@aws-sdk/util-dynamodb';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
async function overwrite(table: Table, item: Item): Promise<boolean> {
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: marshall(item, { removeUndefinedValues: true }) }));
  return true;
}`,
      },
    ],
  },
  {
    name: 'body-hash-not-compared',
    says: 'Another body under an id that is known is taken for a repeat.',
    seeds: [21],
    edits: [
      {
        file: 'functions/webhook/keep.ts',
        from: "if (before !== undefined && before.hash !== hash) return 'other-body';",
        to: '',
      },
    ],
  },
  {
    name: 'signature-not-checked',
    says: 'Whoever knows the address can speak in the name of the province.',
    edits: [
      {
        file: 'functions/webhook/admit.ts',
        from: 'return verdict.valid ? null : verdict.code;',
        to: "return verdict.valid || verdict.code === 'webhook.signature-mismatch' ? null : verdict.code;",
      },
    ],
  },
  {
    name: 'sequence-ignored',
    says: 'Events are applied as they come, whatever their sequence.',
    profile: weatherOf({ 'lost-webhook': 0.5 }),
    seeds: [8],
    edits: [
      { file: APPLY, from: 'else if (sequence < expected) results', to: 'else if (sequence < 0) results' },
      {
        file: APPLY,
        from: 'else if (sequence > expected && !isAnswer(inbound))',
        to: 'else if (sequence < 0 && !isAnswer(inbound))',
      },
    ],
  },
  {
    name: 'gap-jumped',
    says: 'An event is applied though the one before it has not come.',
    profile: weatherOf({ 'lost-webhook': 0.5 }),
    seeds: [8],
    edits: [
      {
        file: APPLY,
        from: 'else if (sequence > expected && !isAnswer(inbound))',
        to: 'else if (sequence < 0 && !isAnswer(inbound))',
      },
    ],
  },
  {
    name: 'repeated-event-dropped',
    says: 'An event we applied before we died is dropped as stale when it comes again.',
    edits: [
      { file: APPLY, from: 'if (before?.messageId === told.messageId) results', to: 'if (sequence < 0) results' },
    ],
  },
  {
    name: 'event-applied-before-told',
    says: 'An event is settled before the work that tells its city is written.',
    seeds: [6],
    edits: [
      {
        file: 'functions/translate/events.ts',
        from: '  await deliverToCities(translating, applied);\n',
        to: "  await changeInbounds(table, applied.filter((each) => each.verdict !== 'park').map((each) => changeOf(now, each)));\n  await deliverToCities(translating, applied);\n",
      },
    ],
  },
  {
    name: 'deadline-quarantines',
    says: 'An event whose predecessor never came is given up instead of asking the province.',
    profile: weatherOf({ 'lost-webhook': 0.5 }),
    seeds: [8],
    edits: [
      {
        file: 'functions/translate/wait.ts',
        from: "if (code === 'webhook.sequence-gap') {",
        to: "if (code === 'never') {",
      },
    ],
  },
];
