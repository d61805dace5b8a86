import type { PinnedSides, PinnedSnapshot } from '../../adapters/ledger/reconciliations.ts';
import { type OpenedSnapshot, openSnapshot } from '../../adapters/snapshots/open-snapshot.ts';
import type { Vault } from '../../adapters/vault/vault.ts';

export interface OpenedCity {
  readonly system: string;
  readonly snapshot: OpenedSnapshot;
}

/** Both sides' snapshots, their indexes read. */
export interface OpenedSides {
  readonly city: readonly OpenedCity[];
  readonly province: OpenedSnapshot;
}

export async function openSides(vault: Vault, { city, province }: PinnedSides): Promise<OpenedSides> {
  if (province === null) throw new RangeError('a comparison without the province');
  return { city: await openAll(vault, city), province: await openOne(vault, province) };
}

export async function openAll(vault: Vault, snapshots: readonly PinnedSnapshot[]): Promise<readonly OpenedCity[]> {
  return await Promise.all(
    snapshots.map(async (pinned) => ({ system: pinned.system, snapshot: await openOne(vault, pinned) })),
  );
}

async function openOne(vault: Vault, pinned: PinnedSnapshot): Promise<OpenedSnapshot> {
  const opened = await openSnapshot(vault, pinned);
  if (opened === null) throw new RangeError(`${pinned.system} has no index of its ${pinned.kind} records`);
  return opened;
}
