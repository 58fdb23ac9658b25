import { useSyncExternalStore } from 'react';

type Urgency = 'polite' | 'assertive';
type Said = Readonly<Record<Urgency, string>>;

let said: Said = { polite: '', assertive: '' };
const listeners = new Set<() => void>();

/** Has screen readers say a sentence: what may wait politely, what must be known now assertively. */
export function announce(sentence: string, urgency: Urgency = 'polite'): void {
  // The same sentence twice is heard twice only if it differs.
  const again = said[urgency] === sentence ? `${sentence}\u00a0` : sentence;
  said = { ...said, [urgency]: again };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const { polite, assertive } = useSyncExternalStore(subscribe, () => said);
  return (
    <>
      <div className="only-read" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="only-read" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}
