/** A browser that goes where it is sent, with the cookies it was given: enough to log in with. */
export interface Browser {
  readonly get: (address: string | URL, headers?: Record<string, string>) => Promise<Response>;
  readonly post: (address: string | URL, form: Record<string, string>) => Promise<Response>;
}

export function openBrowser(): Browser {
  const jar = new Map<string, string>();
  const go = async (address: string | URL, init: RequestInit): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return response;
  };
  return {
    get: (address, headers = {}) => go(address, { headers }),
    post: (address, form) => go(address, { method: 'POST', body: new URLSearchParams(form) }),
  };
}

/** Where a redirect leads. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`status ${response.status} leads nowhere`);
  return new URL(location, response.url);
}
