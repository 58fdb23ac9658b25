/** A number in words, with the number itself for programs. */
export function Quantity({ value, words }: { readonly value: number | null; readonly words: string }) {
  return value === null ? <span className="muted">{words}</span> : <data value={value}>{words}</data>;
}
