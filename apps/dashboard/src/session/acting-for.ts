import type { Me } from '@countersign/client';

type Principal = Pick<Me, 'workspace' | 'id'>;

let reader: Principal | null = null;

/** For whom this page acts: whoever sees it, and not whoever the cookie of all tabs is of by now; null: nobody yet. */
export const actingFor = (): Principal | null => reader;

export function actFor({ workspace, id }: Principal): void {
  reader = { workspace, id };
}

/** A whole new page: nothing that was shown to somebody else stays in memory, and nothing more is done for him. */
export const startAnew = (): void => location.reload();
