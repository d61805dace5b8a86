import { NO_FAULTS, type Faults } from '../faults.ts';

/** How the platform behaves, changeable while it runs. */
export interface ProvinceKnobs extends Faults {
  /** Time between two steps of a review, a verification, a payment. */
  readonly stepMs: number;
  /** Share of records answered `busy` (not taken, to be sent again). */
  readonly busy: number;
  /** Shares, by a stable hash of the declarationNo, so that a run repeats itself. */
  readonly rejectedCertificates: number;
  readonly failedPayments: number;
  readonly returnedPayments: number;
  /** Share of webhooks sent once more after they were taken. */
  readonly duplicateWebhook: number;
  /** Added before a webhook goes out. */
  readonly lateWebhookMs: number;
  /** Share of webhook deliveries with a signature that does not fit. */
  readonly wrongSignature: number;
  /** Share of events that are never sent: lost for good, but for whoever asks. */
  readonly loseWebhook: number;
  /** Share of exports that end half-way. */
  readonly cutExport: number;
  readonly webhookConcurrency: number;
  readonly webhookTimeoutMs: number;
}

export const PROVINCE_KNOBS: ProvinceKnobs = {
  ...NO_FAULTS,
  stepMs: 200,
  busy: 0,
  rejectedCertificates: 0,
  failedPayments: 0,
  returnedPayments: 0,
  duplicateWebhook: 0,
  lateWebhookMs: 0,
  wrongSignature: 0,
  loseWebhook: 0,
  cutExport: 0,
  webhookConcurrency: 8,
  webhookTimeoutMs: 10_000,
};
