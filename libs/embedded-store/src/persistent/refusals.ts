import { status } from '@grpc/grpc-js';
import { refusal, type Refusal } from '../wire/status';

/** Why a call on a group ends without what it asked for. */
export type GroupRefusal =
  | { readonly kind: 'missing' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'full' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Codes, sentences and trailers of the real server; clients compare the sentences literally. */
export function groupRefusal(refused: GroupRefusal, source: string, group: string): Refusal {
  const trailers = { 'stream-name': source, 'group-name': group };
  const which = `Subscription group ${group} on stream ${source}`;
  switch (refused.kind) {
    case 'missing':
      return refusal(status.NOT_FOUND, `${which} does not exist.`, {
        exception: 'persistent-subscription-does-not-exist',
        ...trailers,
      });
    case 'exists':
      return refusal(status.ALREADY_EXISTS, `${which} exists.`, {
        exception: 'persistent-subscription-exists',
        ...trailers,
      });
    case 'full':
      return refusal(
        status.FAILED_PRECONDITION,
        `Maximum subscriptions reached for subscription group ${group} on stream ${source}.`,
        { exception: 'maximum-subscribers-reached', ...trailers },
      );
    case 'dropped':
      return refusal(status.CANCELLED, `${which} was dropped.`, {
        exception: 'persistent-subscription-dropped',
        ...trailers,
      });
    case 'failed':
      return refusal(status.INTERNAL, `${which} failed: '${refused.reason}'`, {
        exception: 'persistent-subscription-failed',
        ...trailers,
        reason: refused.reason,
      });
  }
}
