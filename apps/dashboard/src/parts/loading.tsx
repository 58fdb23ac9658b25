import { useEffect, useState } from 'react';
import './parts.css';

/** What is quicker than this is not worth a flicker. */
const PATIENCE_MS = 300;

export function useIsSlow(isWaiting = true): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setIsSlow(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isWaiting]);
  return isWaiting && isSlow;
}

/** Grey lines in the place of what is being read, once that takes a while. */
export function Loading({ label, lines = 4 }: { readonly label: string; readonly lines?: number }) {
  const isSlow = useIsSlow();
  if (!isSlow) return null;
  return (
    <div className="loading" role="status">
      <span className="only-read">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="loading-line" aria-hidden />
      ))}
    </div>
  );
}
