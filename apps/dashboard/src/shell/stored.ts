/** What this browser keeps; where it keeps nothing (a private window, a full disk) things go on without. */
export const stored = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(`countersign:${key}`);
    } catch {
      return null;
    }
  },
  write(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`countersign:${key}`);
      else localStorage.setItem(`countersign:${key}`, value);
    } catch {
      // Nothing depends on it.
    }
  },
};
