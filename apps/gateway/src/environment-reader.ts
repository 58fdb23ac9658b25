import { type Environment, given } from '@countersign/settings';

/** Reads one environment, and keeps what is wrong with it instead of stopping at the first. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  /** Null where it is missing or empty. */
  text(name: string): string | null {
    return given(this.environment, name);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const value = this.text(name) ?? fallback;
    const word = words.find((one) => one === value);
    if (word === undefined) this.problems.push(`${name}=${value}: expected one of ${words.join(', ')}`);
    return word ?? fallback;
  }

  port(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === null) return fallback;
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
    this.problems.push(`${name}=${value}: expected a port from 0 to 65535`);
    return fallback;
  }

  milliseconds(name: string, fallback: number, least = 1): number {
    const value = this.text(name);
    if (value === null) return fallback;
    if (/^\d{1,7}$/.test(value) && Number(value) >= least) return Number(value);
    this.problems.push(`${name}=${value}: expected milliseconds, at least ${least}`);
    return fallback;
  }

  wholeNumber(name: string, fallback: number, least = 1): number {
    const value = this.text(name);
    if (value === null) return fallback;
    if (/^(0|[1-9]\d{0,5})$/.test(value) && Number(value) >= least) return Number(value);
    this.problems.push(`${name}=${value}: expected a whole number from ${least} on`);
    return fallback;
  }

  url(name: string): string | null {
    const value = this.text(name);
    if (value !== null && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) {
      this.problems.push(`${name}=${value}: expected an http or https address`);
    }
    return value;
  }
}
