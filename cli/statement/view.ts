import type { components } from '../../schemas/api/client.gen.ts';

/** A statement as `POST` and `GET /v1/statements` show it. */
export type StatementView = components['schemas']['StatementRound'];
