import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';

/** Holds whoever is about to leave a page with something on it that is not saved. */
export function useLeaving(isUnsaved: boolean) {
  const isLet = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isUnsaved && !isLet.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, [isUnsaved]);
  return {
    isAsking: blocker.state === 'blocked',
    stay: () => blocker.reset?.(),
    leave: () => blocker.proceed?.(),
    /** It is saved: nobody is held any more. */
    letGo: () => {
      isLet.current = true;
    },
  };
}
