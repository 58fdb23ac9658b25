/** What stood between two empty lines of an event stream. */
export interface Frame {
  /** The last event id so far, empty where there was none. */
  readonly id: string;
  readonly event: string;
  /** Null where nothing is to be told: an id alone says how far the stream has come. */
  readonly data: string | null;
}

/** Reads `text/event-stream` (WHATWG HTML, 9.2.6) however it is cut into chunks; what is incomplete is never told. */
export class EventFrames {
  /** Milliseconds, as the server wishes; null where it said nothing. */
  retryMs: number | null = null;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #wasCarriageReturn = false;
  #id = '';
  #event = '';
  #data: string[] = [];

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (const line of this.#lines(this.#decoder.decode(chunk, { stream: true }))) {
      if (line !== '') this.#take(line);
      else frames.push(this.#dispatch());
    }
    return frames;
  }

  /** Lines end with CR, LF or both; the LF of a pair may come with the next chunk. */
  #lines(text: string): string[] {
    if (text === '') return [];
    const fresh = this.#wasCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#wasCarriageReturn = text.endsWith('\r');
    const lines = fresh.split(/\r\n|\r|\n/);
    lines[0] = this.#rest + (lines[0] ?? '');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  #take(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    if (name === 'event') this.#event = value;
    if (name === 'id' && !value.includes('\0')) this.#id = value;
    if (name === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): Frame {
    const data = this.#data.length === 0 ? null : this.#data.join('\n');
    const frame = { id: this.#id, event: this.#event === '' ? 'message' : this.#event, data };
    this.#event = '';
    this.#data = [];
    return frame;
  }
}
