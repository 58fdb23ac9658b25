/** Reads one stored value; throws {@link Misread} where it is not what the format says. */
export type Reader<T> = (value: unknown, path: string) => T;

/** What was found in stored JSON, and where. Never leaves the codec. */
export class Misread extends Error {}

function misread(path: string, expected: string): never {
  throw new Misread(`${path}: expected ${expected}`);
}

export const text: Reader<string> = (value, path) =>
  typeof value === 'string' ? value : misread(path, 'a text');

export const flag: Reader<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : misread(path, 'true or false');

export const wholeNumber: Reader<number> = (value, path) =>
  Number.isSafeInteger(value) ? (value as number) : misread(path, 'a whole number');

export const count: Reader<number> = (value, path) =>
  wholeNumber(value, path) >= 0 ? (value as number) : misread(path, 'a number from 0 on');

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, path) =>
    allowed.find((word) => word === value) ?? misread(path, `one of ${allowed.join(', ')}`);
}

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

/** For a field that came later: where the stored value has none, neither has what is read. */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => read(item, `${path}[${index}]`))
      : misread(path, 'a list');
}

export const object: Reader<Readonly<Record<string, unknown>>> = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : misread(path, 'an object');

export function mapOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(
      Object.entries(object(value, path)).map(([key, item]) => [key, read(item, `${path}.${key}`)]),
    );
}

/** Every field named is read; fields that are not named are left out. */
export function fields<T extends object>(readers: {
  readonly [Key in keyof T]-?: Reader<T[Key]>;
}): Reader<T> {
  const entries = Object.entries<Reader<unknown>>(readers);
  return (value, path) => {
    const found = object(value, path);
    return Object.fromEntries(
      entries
        .map(([key, read]) => [key, read(found[key], path === '' ? key : `${path}.${key}`)])
        .filter(([, value]) => value !== undefined),
    ) as T;
  };
}
