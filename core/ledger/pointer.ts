import type { FramePointer } from '../../schemas/message.ts';

/** One record within one sealed frame of the vault. */
export interface RecordPointer extends FramePointer {
  /** Line within the frame, from 0. */
  readonly line: number;
}

/** As it stands in an item and in a snapshot: `records/b1/r1#0#96#20480#17`. */
export function formatPointer(pointer: RecordPointer): string {
  return [pointer.object, pointer.frame, pointer.offset, pointer.length, pointer.line].join('#');
}

export function parsePointer(text: string): RecordPointer {
  const [object = '', ...numbers] = text.split('#');
  const [frame, offset, length, line] = numbers.map((digits) => (/^\d+$/.test(digits) ? Number(digits) : undefined));
  if (object === '' || numbers.length !== 4) throw new RangeError('not a pointer');
  if (frame === undefined || offset === undefined || length === undefined || line === undefined)
    throw new RangeError('not a pointer');
  return { object, frame, offset, length, line };
}
