interface Kept {
  readonly payload: Payload;
  /** Milliseconds since 1970. */
  readonly until: number;
}

interface Payload {
  readonly grantId?: string;
  readonly uid?: string;
  readonly consumed?: number;
}

/** Beyond that the oldest is forgotten: whoever logs in ten thousand times a day does not need the first. */
const KEPT_MAX = 10_000;

/**
 * What the issuer remembers while it runs, in the form oidc-provider asks for: logins under way, codes, refresh tokens. A restart
 * forgets it; access tokens need no memory.
 */
export function memory(now: () => number): (model: string) => object {
  const all = new Map<string, Kept>();
  const read = (key: string): Payload | undefined => {
    const kept = all.get(key);
    if (kept !== undefined && kept.until > now()) return kept.payload;
    all.delete(key);
    return undefined;
  };
  return (model) => {
    const keyOf = (id: string): string => `${model} ${id}`;
    return {
      upsert(id: string, payload: Payload, seconds: number | undefined): Promise<void> {
        all.delete(keyOf(id));
        all.set(keyOf(id), { payload, until: seconds === undefined ? Infinity : now() + seconds * 1000 });
        const [oldest] = all.keys();
        if (all.size > KEPT_MAX && oldest !== undefined) all.delete(oldest);
        return Promise.resolve();
      },
      find: (id: string) => Promise.resolve(read(keyOf(id))),
      findByUid: (uid: string) => {
        const keys = [...all].filter(([key, { payload }]) => key.startsWith(`${model} `) && payload.uid === uid);
        return Promise.resolve(keys.map(([key]) => read(key))[0]);
      },
      consume(id: string): Promise<void> {
        const kept = all.get(keyOf(id));
        if (kept !== undefined)
          all.set(keyOf(id), { ...kept, payload: { ...kept.payload, consumed: Math.floor(now() / 1000) } });
        return Promise.resolve();
      },
      destroy: (id: string) => Promise.resolve(void all.delete(keyOf(id))),
      revokeByGrantId(grantId: string): Promise<void> {
        for (const [key, { payload }] of all) if (payload.grantId === grantId) all.delete(key);
        return Promise.resolve();
      },
    };
  };
}
