import { openLogger } from './logger';

function logged(level: string) {
  const lines: string[] = [];
  const logger = openLogger(level, { write: (line: string) => lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as unknown };
}

describe('the log', () => {
  it.each([
    '\n{"level":60,"msg":"forged"}',
    '\r\n',
    '\u2028',
    '\u0085',
    '\u009b31m',
    '\u001b[2J',
    '\u202e',
    '\ud800',
  ])('says %j in one line of characters that show what they are', (text) => {
    const { logger, lines, last } = logged('info');
    logger.warn({ id: text, msg: text });
    logger.warn(text);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\{[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}]*\}\n$/u);
    expect(last()).toMatchObject({ msg: text });
  });

  it('has what is told as an object at `info`, and what Nest says in words below', () => {
    const { logger, lines, last } = logged('info');
    logger.log('Mapped {/v1, GET}', 'RouterExplorer');
    expect(lines).toEqual([]);
    logger.log({ why: 'not-found', msg: 'denied' }, 'Denied');
    expect(last()).toMatchObject({ level: 30, context: 'Denied', why: 'not-found', msg: 'denied' });
    expect([logger.isTalkative, logged('debug').logger.isTalkative]).toEqual([false, true]);
  });

  it('keeps the stack of an error', () => {
    const { logger, last } = logged('info');
    logger.error(new Error('broken'));
    expect(last()).toMatchObject({
      msg: 'broken',
      err: { stack: expect.stringContaining('logger.spec') as string },
    });
  });
});
