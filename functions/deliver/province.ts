import * as z from 'zod';
import { answerJson, type Http } from '../../adapters/http/http.ts';
import { type Answer, DESTINATION_OUTCOMES } from '../../core/delivery.ts';
import { slices } from '../../core/slices.ts';
import { type Destination, failureAnswer, statusAnswer } from './destinations.ts';
import type { Delivering } from './environment.ts';
import type { Parcel } from './parcel.ts';

/** Records per call, the province's own limit. */
const BULK_MAX = 100;
const PATHS = { applicant: 'applicants', certificate: 'certificates', payment: 'payments' } as const;

const resultSchema = z.object({
  attemptId: z.string(),
  outcome: z.enum(DESTINATION_OUTCOMES),
  code: z
    .string()
    .regex(/^[a-z0-9.-]{1,64}$/)
    .optional(),
});
const bulkAnswerSchema = z.object({ results: z.array(resultSchema) });
const notFoundSchema = z.object({ code: z.literal('attempt.not-found') });

/** 粤工惠: bulk upserts with an answer per record, and a status query by attempt. */
export function provinceDestination(delivering: Delivering, http: Http): Destination {
  return {
    groups: (parcels) => slices(parcels, BULK_MAX),
    send: (group) => sendBulk(delivering, http, group),
    questions: (parcels) => parcels.map((parcel) => [parcel]),
    ask: ([parcel]) => ask(http, parcel, delivering.clock.now()),
  };
}

async function sendBulk(
  { clock }: Delivering,
  http: Http,
  group: readonly Parcel[],
): Promise<readonly (readonly [Parcel, Answer])[]> {
  const kind = group[0]?.line.kind ?? 'applicant';
  const body = JSON.stringify({ records: group.map(({ line }) => ({ attemptId: line.attemptId, record: line.wire })) });
  try {
    const answer = await http.post(`/api/v1/${PATHS[kind]}/bulk`, body);
    if (answer.status !== 200)
      return group.map((parcel) => [parcel, statusAnswer(answer.status, answer.headers, clock.now())]);
    const parsed = bulkAnswerSchema.safeParse(answerJson(answer));
    if (!parsed.success) return group.map((parcel) => [parcel, { kind: 'no-answer' }]);
    const byAttempt = new Map(parsed.data.results.map((result) => [result.attemptId, result]));
    return group.map((parcel) => [parcel, answered(byAttempt.get(parcel.line.attemptId))]);
  } catch (error) {
    const failure = failureAnswer(error);
    return group.map((parcel) => [parcel, failure]);
  }
}

/** A record the answer does not name may have been taken or not. */
function answered(result: z.infer<typeof resultSchema> | undefined): Answer {
  if (result === undefined) return { kind: 'no-answer' };
  return { kind: 'answered', outcome: result.outcome, code: result.code ?? null };
}

/** Anything but an authoritative word on this very attempt leaves the doubt as it is; its status decides only when to ask again. */
async function ask(http: Http, parcel: Parcel | undefined, now: Date): Promise<Answer | 'not-there'> {
  const attemptId = parcel?.line.attemptId ?? '';
  try {
    const answer = await http.get(`/api/v1/attempts/${encodeURIComponent(attemptId)}`);
    if (answer.status === 404 && notFoundSchema.safeParse(answerJson(answer)).success) return 'not-there';
    const parsed = resultSchema.safeParse(answer.status === 200 ? answerJson(answer) : undefined);
    if (parsed.success && parsed.data.attemptId === attemptId) return answered(parsed.data);
    return statusAnswer(answer.status, answer.headers, now);
  } catch (error) {
    return failureAnswer(error);
  }
}
