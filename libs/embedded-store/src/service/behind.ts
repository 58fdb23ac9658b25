import { status } from '@grpc/grpc-js';
import { CallRefused, refusal } from '../wire/status';
import type { StoreContext } from './context';

/** Passes, unlike what else is RESOURCE_EXHAUSTED. */
export const BEHIND = 'Too much waits for the disk of the store: the write was not taken.';

/** Throws CallRefused while too much is unanswered: a call with one write cannot be held back, it came whole. */
export function refuseBehind({ appends }: Pick<StoreContext, 'appends'>): void {
  if (appends.backlog.isFull) throw new CallRefused(refusal(status.RESOURCE_EXHAUSTED, BEHIND));
}
