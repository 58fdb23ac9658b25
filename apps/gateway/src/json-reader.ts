import type { Json } from '@countersign/review';

/** Null, and a problem more, where a text is no JSON or has a key twice in one object. */
export function readJson(text: string, name: string, problems: string[]): JsonReader | null {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    problems.push(`${name}: not valid JSON`);
    return null;
  }
  // In valid JSON a text with a colon behind it is a key, and of equal keys only the last one is kept.
  const keys = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined);
  if (keys.length !== keysIn(value)) problems.push(`${name}: a key is there twice in one object`);
  return new JsonReader(value, name, problems);
}

function keysIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value as Readonly<Record<string, Json>>).map(keysIn);
  const own = Array.isArray(value) ? 0 : inner.length;
  return inner.reduce((sum, keys) => sum + keys, own);
}

/** A part of a JSON document that knows its place, and keeps what is wrong with it instead of stopping at the first. */
export class JsonReader {
  constructor(
    private readonly value: Json | undefined,
    private readonly place: string,
    private readonly problems: string[],
  ) {}

  get isMissing(): boolean {
    return this.value === undefined;
  }

  get isEmpty(): boolean {
    return Array.isArray(this.value) && this.value.length === 0;
  }

  /** Says what should be here; null for want of it. */
  expected(what: string): null {
    this.problems.push(`${this.place}: ${this.isMissing ? 'missing; ' : ''}expected ${what}`);
    return null;
  }

  /** Whether this is an object; a field that nobody would read is a mistake. */
  hasOnly(names: readonly string[]): boolean {
    if (!isObject(this.value)) {
      this.expected(`an object of ${names.join(', ')}`);
      return false;
    }
    for (const name of Object.keys(this.value).filter((one) => !names.includes(one))) {
      this.problems.push(`${this.place}.${name}: unknown; expected only ${names.join(', ')}`);
    }
    return true;
  }

  at(name: string): JsonReader {
    const isThere = isObject(this.value) && Object.hasOwn(this.value, name);
    const value = isThere ? (this.value as Readonly<Record<string, Json>>)[name] : undefined;
    return new JsonReader(value, `${this.place}.${name}`, this.problems);
  }

  items(): readonly JsonReader[] {
    if (this.isMissing) return [];
    if (!Array.isArray(this.value)) {
      this.expected('a list');
      return [];
    }
    const items = this.value as readonly Json[];
    return items.map((item, index) => new JsonReader(item, `${this.place}[${index}]`, this.problems));
  }

  /** Null where it is missing or no such text; `what` describes it. */
  optional(isRight: (text: string) => boolean, what: string): string | null {
    return this.isMissing ? null : this.text(isRight, what);
  }

  text(isRight: (text: string) => boolean, what: string): string | null {
    return typeof this.value === 'string' && isRight(this.value) ? this.value : this.expected(what);
  }

  texts(isRight: (text: string) => boolean, what: string): readonly string[] {
    return this.items().flatMap((item) => item.text(isRight, what) ?? []);
  }

  flag(): boolean | null {
    if (this.isMissing) return null;
    return typeof this.value === 'boolean' ? this.value : this.expected('true or false');
  }

  wholeNumber(least: number, most: number): number | null {
    if (this.isMissing) return null;
    const { value } = this;
    const isRight = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return isRight ? value : this.expected(`a whole number from ${least} to ${most}`);
  }
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
