import { applicantSchema } from '../../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../../schemas/canonical/certificate.ts';
import { paymentSchema } from '../../../schemas/canonical/payment.ts';
import { sexOfCitizenId } from '../../../schemas/codecs/citizen-id.ts';
import { text } from '../../../schemas/codecs/value.ts';
import type { Kind } from '../../../schemas/kind.ts';
import {
  levelAgreesWithNumber,
  numberFitsType,
  payeeIsApplicant,
  type Rule,
  settledIsNotAhead,
  sexAgreesWithId,
} from '../../../schemas/systems/record-rules.ts';
import { objectMapping } from '../../../schemas/systems/object-mapping.ts';
import type { CanonicalOf, FileForm, Mapping, System } from '../../../schemas/systems/system.ts';
import { tableMapping } from '../../../schemas/systems/table-mapping.ts';
import type { MappingDraft } from './draft.ts';
import type { SystemOutline } from './system-outline.ts';

/** A record of any kind, its fields by name. */
type Loose = Record<string, unknown>;

const SCHEMAS = { applicant: applicantSchema, certificate: certificateSchema, payment: paymentSchema } as const;

/** The rules of a kind, by the names they have in record-rules.ts. */
export function rulesOf({ kind, lines }: MappingDraft): readonly string[] {
  if (kind === 'applicant') return ['sexAgreesWithId'];
  if (kind === 'payment') return ['payeeIsApplicant', 'settledIsNotAhead'];
  const numbered = lines.find(({ outline }) => outline.field === 'certificateNo');
  return [numbered?.choice.name === 'degreeCertificateCodec' ? 'levelAgreesWithNumber' : 'numberFitsType'];
}

const RULES: Readonly<Record<string, unknown>> = {
  sexAgreesWithId,
  payeeIsApplicant,
  settledIsNotAhead,
  levelAgreesWithNumber,
  numberFitsType,
};

/** The system as its folder will say it, for reading the golden sample before the folder is there. */
export function builtSystem(outline: SystemOutline, file: FileForm, draft: MappingDraft): System {
  const mapping = file.form === 'jsonl' ? builtObject(outline, draft) : builtTable(outline, draft);
  return {
    id: outline.id,
    side: 'city',
    tenant: outline.tenant,
    name: outline.name,
    programme: outline.programmeCode,
    file,
    receives: false,
    kinds: { [draft.kind]: mapping },
  };
}

function builtTable(outline: SystemOutline, draft: MappingDraft): Mapping<CanonicalOf[Kind]> {
  const columns = draft.lines.map((line) => ({
    column: line.header,
    field: line.outline.field,
    codec: line.choice.codec,
    required: line.required,
    owner: line.outline.owner,
  }));
  return tableMapping<Loose>({
    kind: draft.kind,
    version: 1,
    schema: SCHEMAS[draft.kind],
    columns,
    rules: rulesOf(draft).map((name) => RULES[name] as Rule<Loose>),
    complete: (record, context) =>
      complete(outline, draft, record, context.programmeYear ?? yearOf(record, context.today)),
    uncarried: () => [],
    unmappable: draft.unmappable,
    ignored: draft.ignored,
  }) as unknown as Mapping<CanonicalOf[Kind]>;
}

function builtObject(outline: SystemOutline, draft: MappingDraft): Mapping<CanonicalOf[Kind]> {
  const members = draft.lines.map((line) => ({
    member: line.header,
    field: line.outline.field,
    codec: line.value?.codec ?? text(line.choice.codec),
    required: line.required,
    owner: line.outline.owner,
  }));
  return objectMapping<Loose>({
    kind: draft.kind,
    version: 1,
    members,
    rules: rulesOf(draft).map((name) => RULES[name] as Rule<Loose>),
    complete: (record, context) =>
      complete(outline, draft, record, context.programmeYear ?? yearOf(record, context.today)),
    ignored: draft.ignored,
  }) as unknown as Mapping<CanonicalOf[Kind]>;
}

function complete(
  { programmeCode, regionCode }: SystemOutline,
  { kind, lines }: MappingDraft,
  record: Loose,
  year: number,
): void {
  record['programmeCode'] = programmeCode;
  record['programmeYear'] ??= year;
  if (kind !== 'applicant') return;
  if (regionCode !== null) record['regionCode'] = regionCode;
  const id = record['idNumber'];
  record['sex'] ??= sexOfCitizenId(typeof id === 'string' ? id : '');
  if (lines.some(({ outline }) => outline.field === 'priorityTags')) record['priorityTags'] ??= [];
}

function yearOf(record: Loose, today: string): number {
  const applied = record['appliedOn'];
  return Number((typeof applied === 'string' ? applied : today).slice(0, 4));
}
