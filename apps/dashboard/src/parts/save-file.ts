/** So long a browser has to begin with it. */
const KEPT_MS = 60_000;

/** Hands a file to the browser, as if it had been downloaded. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** `march-2026-03-17T12-20-00Z.csv`: a name that every file system takes. */
export const fileNameOf = (what: string, ending: string, now = new Date()): string =>
  `${what}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.${ending}`;
