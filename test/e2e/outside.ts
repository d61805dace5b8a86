import type { ProvinceFigures } from '../../local/simulators/province/figures.ts';
import type { ProvinceKnobs } from '../../local/simulators/province/knobs.ts';
import type { OutboxFigures } from '../../local/simulators/guangzhou/outbox.ts';
import type { Faults } from '../../local/simulators/faults.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';

/** The province and the city as their own figures and knobs show them. */
export interface Outside {
  readonly province: () => Promise<ProvinceFigures>;
  readonly city: () => Promise<OutboxFigures>;
  readonly provinceKnobs: (change: Partial<ProvinceKnobs>) => Promise<void>;
  readonly cityKnobs: (change: Partial<Faults>) => Promise<void>;
  readonly pauseProvince: (paused: boolean) => Promise<void>;
  readonly pauseCity: (paused: boolean) => Promise<void>;
  /** The province's nightly export of one kind. */
  readonly exported: (
    kind: 'applicant' | 'certificate' | 'payment',
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface OutsideOptions {
  readonly provinceUrl: string;
  readonly guangzhouUrl: string;
  readonly provinceSecret: string;
}

export function outsideOf({ provinceUrl, guangzhouUrl, provinceSecret }: OutsideOptions): Outside {
  return {
    province: async () => (await admin(provinceUrl, 'GET', '/admin/stats')) as ProvinceFigures,
    city: async () => (await admin(guangzhouUrl, 'GET', '/admin/stats')) as OutboxFigures,
    provinceKnobs: async (change) => void (await admin(provinceUrl, 'PUT', '/admin/faults', change)),
    cityKnobs: async (change) => void (await admin(guangzhouUrl, 'PUT', '/admin/faults', change)),
    pauseProvince: async (paused) => void (await admin(provinceUrl, 'POST', '/admin/pause', { paused })),
    pauseCity: async (paused) => void (await admin(guangzhouUrl, 'POST', '/admin/pause', { paused })),
    exported: async (kind) => {
      const answer = await fetch(`${provinceUrl}/api/v1/exports/${kind}`, {
        headers: { ...signedHeaders(provinceSecret, `export_${kind}`, Date.now(), '') },
      });
      if (answer.status !== 200) throw new Error(`export of ${kind}: ${answer.status}`);
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
  };
}

async function admin(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
