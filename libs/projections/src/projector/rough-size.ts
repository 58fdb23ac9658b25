/** About how many bytes a plain value takes in memory, for the bounds of caches; never less than its texts. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 32;
  for (const part of Object.values(value)) size += 16 + roughSize(part);
  return size;
}
