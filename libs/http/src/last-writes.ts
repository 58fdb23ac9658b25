import type { Principal } from '@countersign/review';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Position } from './position';

interface LastWrite {
  readonly position: Position | null;
}

const MAX_PRINCIPALS = 10_000;

/** How far the views must be for a principal to read what he wrote through this process. */
@Injectable()
export class LastWrites {
  private readonly writes = new LRUCache<string, LastWrite>({
    max: MAX_PRINCIPALS,
  });

  /** A null position is a write that was made before, at a position that this process does not know. */
  note(caller: Principal, position: Position | null): void {
    const last = this.of(caller)?.position ?? null;
    if (position !== null && last !== null && last > position) return;
    this.writes.set(keyOf(caller), { position });
  }

  of(caller: Principal): LastWrite | undefined {
    return this.writes.get(keyOf(caller));
  }

  /** The views hold this write. */
  settled(caller: Principal, write: LastWrite): void {
    if (this.of(caller) === write) this.writes.delete(keyOf(caller));
  }
}

const keyOf = ({ workspace, id }: Principal): string => `${workspace}/${id}`;
