import { frameHash } from '../lines.ts';

/** Where in the vault a replay's sealed objects lie: all of a plan's under its id. */
export function requestObject(replayId: string): string {
  return `replays/${replayId}/request`;
}

/** @param name what the object is, and a hash of what it holds: a second worker can't put other lines in its place */
export function replayObject(replayId: string, name: string): string {
  return `replays/${replayId}/${name}`;
}

/** Where a part of a plan's list lies: the name says whose it is, which part, and by a hash what its frames hold. */
export function listObject(replayId: string, part: number, frames: readonly Uint8Array[]): string {
  return replayObject(replayId, `list/${part}-${frameHash(Buffer.from(frames.map(frameHash).join('\n')))}`);
}
