import { type RefObject, useLayoutEffect, useState } from 'react';

const COMPACT_BELOW = 820;

/** Whether an element is too narrow for a row of columns. */
export function useIsCompact(element: RefObject<HTMLElement | null>): boolean {
  const [isCompact, setCompact] = useState(false);
  useLayoutEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(([entry]) =>
      setCompact((entry?.contentRect.width ?? COMPACT_BELOW) < COMPACT_BELOW),
    );
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return isCompact;
}
