/**
 * The same document with null among the values of every enumeration that may be null: OpenAPI 3.0.3 takes null there
 * only where both say so (_Proposal: Clarify Semantics of nullable_), and the decorators cannot say the second.
 */
export function nullAmongEnums<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map(nullAmongEnums) as Part;
  if (part === null || typeof part !== 'object') return part;
  const mended: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, nullAmongEnums<unknown>(value)]),
  );
  const { nullable, enum: values } = mended;
  const isMissing = nullable === true && Array.isArray(values) && !values.includes(null);
  return (isMissing ? { ...mended, enum: [...(values as unknown[]), null] } : mended) as Part;
}
