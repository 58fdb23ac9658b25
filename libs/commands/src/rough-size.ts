/** About as many bytes of memory as plain data takes: its texts, and something for every value. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 16;
  for (const [key, part] of Object.entries(value)) size += 2 * key.length + roughSize(part);
  return size;
}
