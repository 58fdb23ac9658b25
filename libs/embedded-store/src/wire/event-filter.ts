import { MalformedMessage } from './proto';
import { eventTypeBytes, streamNameBytes } from './record-fields';

/** Which events of the whole log a reader wants. A link is looked at itself, never its target. */
export interface EventFilter {
  matches(record: Buffer): boolean;
}

/** An expression as it is asked for. */
export interface FilterWords {
  readonly on: 'stream' | 'type';
  /** Used when it is not empty, instead of the prefixes. */
  readonly regex: string;
  /** Any of them; none lets nothing through. */
  readonly prefixes: readonly string[];
}

/** Throws MalformedMessage when the expression is none that JavaScript knows. */
export function eventFilter({ on, regex, prefixes }: FilterWords): EventFilter {
  const bytesOf = on === 'stream' ? streamNameBytes : eventTypeBytes;
  if (regex !== '') {
    const expression = compile(regex);
    return { matches: (record) => expression.test(bytesOf(record).toString('utf8')) };
  }
  const starts = prefixes.map((prefix) => Buffer.from(prefix));
  return {
    matches: (record) => {
      const text = bytesOf(record);
      return starts.some((start) => text.subarray(0, start.length).equals(start));
    },
  };
}

const LEADING_FLAGS = /^\(\?([ims]+)\)/;

/** The real server's expressions are .NET's; of what JavaScript lacks, flags at the beginning are understood. */
function compile(regex: string): RegExp {
  const [start = '', flags = ''] = LEADING_FLAGS.exec(regex) ?? [];
  try {
    return new RegExp(regex.slice(start.length), [...new Set(flags)].join(''));
  } catch (error) {
    throw new MalformedMessage(
      `The filter's expression cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
