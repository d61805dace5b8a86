import type { Bilingual } from '../../terminal.ts';

/** What a person must still say before the folder may be registered. Codes are ours. */
export const DECISION_CODES = [
  'programme-code',
  'programme-model',
  'name',
  'region',
  'field-missing',
  'column-unsure',
  'column-close',
  'column-unknown',
  'word-unknown',
  'word-ambiguous',
  'words-hidden',
  'sex-code',
  'money-unit',
  'date-ambiguous',
  'id-damaged',
] as const;

export interface Decision {
  readonly code: (typeof DECISION_CODES)[number];
  readonly column: string | null;
  readonly field: string | null;
  readonly text: Bilingual;
  /** The file of the folder to edit. */
  readonly where: string;
}
