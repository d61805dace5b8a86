import { changeKnobs } from '../faults.ts';
import { problem, type Answer, type Request } from '../http-server.ts';
import type { Knobs } from './knobs.ts';
import { listOf, type PlatformRecord, type PlatformRecords } from './records.ts';

/** What can be changed while it runs. */
export interface State {
  knobs: Knobs;
  paused: boolean;
}

interface Administered {
  readonly state: State;
  readonly records: PlatformRecords;
  readonly stats: () => object;
}

/** Figures, knobs and new records, for callers on this machine. */
export function adminOf({ state, records, stats }: Administered): (request: Request) => Answer {
  return (request) => {
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /admin/stats') return { status: 200, body: stats() };
    if (route === 'GET /admin/faults') return { status: 200, body: state.knobs };
    if (route === 'PUT /admin/faults') {
      const changed = changeKnobs(state.knobs, parse(request.body));
      if (!changed.ok) return problem(400, 'knob.unknown', changed.knob);
      state.knobs = changed.knobs;
      return { status: 200, body: state.knobs };
    }
    const list = listOf(request.path.replace('/admin/', '/api/'));
    if (request.method === 'PUT' && list !== undefined) {
      const put = parse(request.body);
      if (!Array.isArray(put)) return problem(400, 'records.malformed', 'an array of records');
      records.put(list, put as readonly PlatformRecord[]);
      return { status: 200, body: { records: records.count(list, 0) } };
    }
    if (route !== 'POST /admin/pause') return problem(404, 'request.no-route', 'no such route');
    const body = parse(request.body);
    state.paused = !(typeof body === 'object' && body !== null && 'paused' in body && body.paused === false);
    return { status: 200, body: { paused: state.paused } };
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
