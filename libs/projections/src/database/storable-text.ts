/** A text of strangers as every database can store it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed();
}
