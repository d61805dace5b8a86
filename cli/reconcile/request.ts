import type { Kind } from '../../schemas/kind.ts';

/** A file and the system it is of. */
export interface SideFile {
  readonly path: string;
  readonly system: string;
}

/** What `bridge reconcile` was asked. Paths are all different. */
export interface ReconcileRequest {
  readonly kind: Kind;
  readonly city: SideFile;
  readonly province: SideFile;
  readonly year?: number | undefined;
  /** Of payments only; in the city's form or the province's. */
  readonly applicants?: string | undefined;
  readonly certificates?: string | undefined;
  readonly returns?: SideFile | undefined;
  /** `YYYY-MM-DD`: ages are counted back from its end. */
  readonly asOf: string;
  /** `YYYY-MM-DD`: later dates lie in the future. */
  readonly today: string;
}

/** How the work is cut; the result is the same however it is. */
export interface Cut {
  /** Threads; 0 = all in this one. */
  readonly threads: number;
  readonly partitions: number;
}
