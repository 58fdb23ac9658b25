import { useEffect } from 'react';

/** Names the tab; the number is what waits for the reader. */
export function usePageTitle(title: string, waiting = 0): void {
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} - Countersign`;
  }, [title, waiting]);
}
