import { type Part, writeOut } from './written-out.ts';

const text = (value: string, type = 'text'): Part => ({ type, value });
const element = (tagName: string, children: Part[], properties = {}): Part => ({
  ...{ type: 'element', tagName, properties, children },
});

/** What somebody reads, with what is marked in brackets. */
function shown({ tagName, value = '', children = [] }: Part): string {
  const inner = value + children.map(shown).join('');
  return tagName === 'bdi' ? `[${inner}]` : inner;
}

describe('a formatted text', () => {
  it.each([
    ['in words', element('p', [text('pay \u202Ebob')])],
    ['in code', element('pre', [element('code', [text('pay \u202Ebob')])])],
    ['in what would be HTML', element('div', [text('pay \u202Ebob', 'raw')])],
    ['in a cell', element('table', [element('tr', [element('td', [text('pay \u202Ebob')])])])],
  ])('has what cannot be seen written out where it stands: %s', (_, part) => {
    const whole = element('root', [part]);
    writeOut(whole);
    expect(shown(whole)).toBe('pay [<U+202E>]bob');
  });

  it('is as it was where all can be seen, the ends of its lines among it', () => {
    const whole = element('root', [element('p', [text('Grüße,\n👩‍💻')])]);
    const before = structuredClone(whole);
    writeOut(whole);
    expect(whole).toEqual(before);
  });

  it('keeps of links and pictures what they name, whatever becomes of it', () => {
    const link = element('a', [text('here')], { href: 'javascript:alert(1)' });
    const picture = element('img', [], { src: 'file:///etc/passwd' });
    writeOut(element('root', [link, picture]));
    expect([link, picture].map(({ properties }) => properties?.['dataWritten'])).toEqual([
      'javascript:alert(1)',
      'file:///etc/passwd',
    ]);
  });
});
