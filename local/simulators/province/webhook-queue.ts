import type { Row, Store } from './store.ts';

export interface WebhookDraft {
  readonly webhookId: string;
  /** The record whose events stay in order. */
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly dueMs: number;
}

export interface QueuedWebhook {
  readonly id: number;
  readonly webhookId: string;
  readonly body: string;
  readonly tries: number;
}

/** Numbers the event within its stream, dense from 1, and keeps it until the bridge has taken it. */
export function queueWebhook(store: Store, draft: WebhookDraft): void {
  const last = store.sql('SELECT max(sequence) AS last FROM webhooks WHERE stream = ?').get(draft.stream)?.['last'];
  const sequence = Number(last ?? 0) + 1;
  const body = JSON.stringify({ type: draft.type, timestamp: draft.timestamp, data: { ...draft.data, sequence } });
  store
    .sql(
      "INSERT INTO webhooks (webhook_id, stream, sequence, body, state, due_ms, tries) VALUES (?, ?, ?, ?, 'pending', ?, 0)",
    )
    .run(draft.webhookId, draft.stream, sequence, body, draft.dueMs);
}

/** Due events whose predecessors are all through, marked as on their way. */
export function claimWebhooks(store: Store, nowMs: number, limit: number): readonly QueuedWebhook[] {
  return store.transaction(() => {
    const due = store.sql(
      `SELECT id, webhook_id, body, tries FROM webhooks AS due WHERE state = 'pending' AND due_ms <= ?
       AND NOT EXISTS (SELECT 1 FROM webhooks AS earlier WHERE earlier.stream = due.stream AND earlier.sequence < due.sequence AND earlier.state IN ('pending', 'sending'))
       ORDER BY due_ms LIMIT ?`,
    );
    const claimed = due.all(nowMs, limit).map(queued);
    for (const webhook of claimed) store.sql("UPDATE webhooks SET state = 'sending' WHERE id = ?").run(webhook.id);
    return claimed;
  });
}

/** @param dueMs when to try again, or null after the last try */
export function settleWebhook(
  store: Store,
  id: number,
  answer: string,
  delivered: boolean,
  dueMs: number | null,
): void {
  const state = delivered ? 'delivered' : dueMs === null ? 'failed' : 'pending';
  store
    .sql('UPDATE webhooks SET state = ?, tries = tries + 1, last_answer = ?, due_ms = coalesce(?, due_ms) WHERE id = ?')
    .run(state, answer, dueMs, id);
}

/** It will not be sent, and nobody is told so. */
export function loseWebhook(store: Store, id: number): void {
  store.sql("UPDATE webhooks SET state = 'lost' WHERE id = ?").run(id);
}

/** What was on its way when the process ended goes out again. */
export function recoverWebhooks(store: Store): void {
  store.sql("UPDATE webhooks SET state = 'pending' WHERE state = 'sending'").run();
}

/** When an event becomes due that is not due yet; one that is overdue waits for its predecessor, whose end says so. */
export function nextWebhookDue(store: Store, nowMs: number): number | null {
  const due = store.sql("SELECT min(due_ms) AS due FROM webhooks WHERE state = 'pending' AND due_ms > ?").get(nowMs)?.[
    'due'
  ];
  return typeof due === 'number' ? due : null;
}

function queued(row: Row): QueuedWebhook {
  return {
    id: Number(row['id']),
    webhookId: String(row['webhook_id']),
    body: String(row['body']),
    tries: Number(row['tries']),
  };
}
