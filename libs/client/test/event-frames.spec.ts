import { EventFrames, type Frame } from '../src/event-frames';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(chunks: readonly Uint8Array[]): Frame[] {
  const frames = new EventFrames();
  return chunks.flatMap((chunk) => frames.push(chunk));
}

const TEXT =
  '\uFEFFid: 0\ndata: 0\n\n:hello\nid: 1\r\nevent: review\ndata: {"a":\rdata:"€ 😀"}\n\nid: 2\n\r\ndata\n\ndata: c';

describe('an event stream', () => {
  const whole = read([bytesOf(TEXT)]);

  it('is read as WHATWG HTML has it', () => {
    expect(whole).toEqual([
      { id: '0', event: 'message', data: '0' },
      { id: '1', event: 'review', data: '{"a":\n"€ 😀"}' },
      { id: '2', event: 'message', data: null },
      { id: '2', event: 'message', data: '' },
    ]);
  });

  it('says the same wherever it is cut', () => {
    const bytes = bytesOf(TEXT);
    for (let at = 0; at <= bytes.length; at += 1)
      expect([at, read([bytes.slice(0, at), bytes.slice(at)])]).toEqual([at, whole]);
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it.each(['\n', '\r', '\r\n'])('ends its lines with %j', (end) => {
    const text = ['id: 7', 'data: a', 'data: b', '', 'data: c', '', ''].join(end);
    expect(read([bytesOf(text)]).map(({ data }) => data)).toEqual(['a\nb', 'c']);
  });

  it('leaves out what it should not say', () => {
    const text = 'id: 1\nid: a\0b\nunknown: x\ndata:  two spaces\nretry: soon\n\nevent: only\n\n';
    expect(read([bytesOf(text)])).toEqual([
      { id: '1', event: 'message', data: ' two spaces' },
      { id: '1', event: 'only', data: null },
    ]);
  });

  it('says when to come back', () => {
    const frames = new EventFrames();
    expect(frames.retryMs).toBeNull();
    frames.push(bytesOf('retry: 3000\n'));
    expect(frames.retryMs).toBe(3000);
  });
});
