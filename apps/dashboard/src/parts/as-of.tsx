import { momentOf, timeOf } from './time-words.ts';

/** When what is shown was read, to the second, in milliseconds. */
export function AsOf({ at }: { readonly at: number }) {
  return (
    <span className="small muted">
      As of{' '}
      <time dateTime={new Date(at).toISOString()} title={momentOf(at)}>
        {timeOf(at)}
      </time>
    </span>
  );
}
