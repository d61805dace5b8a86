import type { RecordFacts, RecordKind, WireRecord } from '../../../local/simulators/province/record.ts';

/** A record as the platform holds it. */
export interface Held extends Omit<RecordFacts, 'updatedAtMs'> {
  readonly kind: RecordKind;
  /** What the sender said last, without its time. */
  readonly received: string;
  readonly receivedStatus: string;
  readonly receivedMs: number;
  readonly body: WireRecord;
}

export interface Result {
  readonly attemptId: string;
  readonly outcome: 'applied' | 'unchanged' | 'stale' | 'refused' | 'busy';
  readonly code?: string;
  readonly message?: string;
}

export interface Webhook {
  readonly id: string;
  readonly stream: string;
  readonly sequence: number;
  readonly body: Buffer;
  readonly tries: number;
  readonly dueMs: number;
}

/** How the platform behaves. */
export interface ProvinceKnobs {
  /** Time between two steps of a review, a verification, a payment. */
  readonly stepMs: number;
  /** Share of records answered `busy`. */
  readonly busy: number;
  /** Shares, by a stable hash of the declarationNo. */
  readonly rejectedCertificates: number;
  readonly failedPayments: number;
  readonly returnedPayments: number;
  /** declarationNos whose first payment fails, whatever the shares say. */
  readonly failsFirst: ReadonlySet<string>;
  /** Added before a webhook goes out. */
  readonly lateWebhookMs: number;
}

/** All the platform knows. */
export interface Books {
  knobs: ProvinceKnobs;
  readonly records: Map<string, Held>;
  readonly attempts: Map<string, Result>;
  /** How often an attempt changed something. */
  readonly effects: Map<string, number>;
  /** When a record takes its next step, ms. */
  readonly walks: Map<string, number>;
  /** The last event said of a record. */
  readonly streams: Map<string, { readonly sequence: number; readonly event: unknown }>;
  /** Not taken yet. */
  readonly webhooks: Map<string, Webhook>;
  readonly outcomes: Record<Result['outcome'] | 'repeated', number>;
  /** How many events were ever said. */
  said: number;
  /** Whether it remembers the attempts it has answered. */
  remembers: boolean;
}

export function openBooks(knobs: Partial<ProvinceKnobs>): Books {
  return {
    knobs: { ...USUAL_KNOBS, ...knobs },
    records: new Map(),
    attempts: new Map(),
    effects: new Map(),
    walks: new Map(),
    streams: new Map(),
    webhooks: new Map(),
    outcomes: { applied: 0, unchanged: 0, stale: 0, refused: 0, busy: 0, repeated: 0 },
    said: 0,
    remembers: true,
  };
}

export function bookKey(kind: RecordKind, key: string): string {
  return `${kind}|${key}`;
}

const USUAL_KNOBS: ProvinceKnobs = {
  stepMs: 200,
  busy: 0,
  rejectedCertificates: 0,
  failedPayments: 0,
  returnedPayments: 0,
  failsFirst: new Set(),
  lateWebhookMs: 0,
};
