const PREFIX = 'countersign:';

/** What this browser keeps; where it keeps nothing (a private window, a full disk) things go on without. */
export const stored = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(PREFIX + key);
    } catch {
      return null;
    }
  },
  write(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(PREFIX + key);
      else localStorage.setItem(PREFIX + key, value);
    } catch {
      // Nothing depends on it.
    }
  },
  /** The keys that begin so. */
  keys(begin: string): readonly string[] {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX + begin))
        .map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  },
};
