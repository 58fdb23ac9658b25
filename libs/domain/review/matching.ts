/** An approver and the slots that he may count for. */
export interface Approver {
  readonly id: string;
  readonly slots: readonly number[];
  /** Keeps his (only) slot whoever else could take it: a forced decision. */
  readonly pinned: boolean;
}

/**
 * A maximum matching of approvers to slots, each approver for one slot at most: for each slot the approver's id, else
 * null. Slots are served in the order of `priority`, so an earlier one stays empty only if serving it would empty one
 * before it; approvers in the order given. By augmenting paths (Kuhn): slots times approvers times slots steps.
 */
export function matchApprovers(
  slotCount: number,
  approvers: readonly Approver[],
  priority: readonly number[],
): readonly (string | null)[] {
  const holders: (Approver | undefined)[] = Array.from({ length: slotCount }, () => undefined);
  const slotOf = new Map<Approver, number>();

  const serve = (slot: number, tried: Set<Approver>): boolean => {
    for (const approver of approvers) {
      if (approver.pinned || !approver.slots.includes(slot) || tried.has(approver)) continue;
      tried.add(approver);
      const other = slotOf.get(approver);
      if (other === undefined || serve(other, tried)) {
        holders[slot] = approver;
        slotOf.set(approver, slot);
        return true;
      }
    }
    return false;
  };

  for (const approver of approvers) {
    const slot = approver.slots[0];
    if (approver.pinned && slot !== undefined) holders[slot] = approver;
  }
  for (const slot of priority) if (holders[slot] === undefined) serve(slot, new Set());
  return holders.map((approver) => approver?.id ?? null);
}
