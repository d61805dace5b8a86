import { kindOf, type RecordEvent } from './overlay.ts';

/** Which record an event is about, as the province tells records apart: its events are counted by this. */
export function streamOf(event: RecordEvent): string {
  const { programmeCode, programmeYear, declarationNo } = event.data;
  return JSON.stringify([kindOf(event), programmeCode, programmeYear, declarationNo, detailOf(event)]);
}

/** Where the province is asked for its last word on the record of an event (decision 0030). */
export function lastEventPath(event: RecordEvent): string {
  const { programmeCode, programmeYear, declarationNo } = event.data;
  const place = [programmeCode, String(programmeYear), declarationNo].map(encodeURIComponent).join('/');
  const query = new URLSearchParams({ kind: kindOf(event), ...detailOf(event) });
  return `/api/v1/records/${place}?${query.toString()}`;
}

/** Whether an answer is of the event's record and closes the gap before it. */
export function closesGap(before: RecordEvent, answer: RecordEvent): boolean {
  return streamOf(answer) === streamOf(before) && answer.data.sequence >= before.data.sequence - 1;
}

function detailOf({ data }: RecordEvent): Readonly<Record<string, string>> {
  if ('certificateNo' in data) return { certificateNo: data.certificateNo };
  return 'fundingLevel' in data ? { fundingLevel: data.fundingLevel } : {};
}
