import type { components } from '../../schemas/api/client.gen.ts';

/** A discrepancy as `GET /v1/discrepancies` shows it. */
export type CaseView = components['schemas']['Discrepancy'];

/** One by itself, with what both sides say, masked; `null` where that is no longer there. */
export type CaseDetailView = components['schemas']['DiscrepancyDetail'];
