import { IsOptional } from 'class-validator';
import { exact, ListOf, Part } from './exact';
import type { Failed } from './failure';
import { Flag, Required, Text } from './fields';

class Window {
  @Required()
  @Text(5)
  start!: string;
}
class Item {
  @Required()
  @Text(10)
  id!: string;

  @Flag()
  force: boolean = false;
}
class Body {
  @IsOptional()
  @Part(Window)
  window?: Window | null;

  @Required()
  @ListOf(Item, 1, 2)
  items!: Item[];
}

const problemsOf = (input: unknown): string[] => {
  try {
    exact(Body, input, ['body']);
    return [];
  } catch (error) {
    const { failure } = error as Failed;
    if (failure.kind !== 'invalid') throw error;
    return failure.problems.map(({ loc, type }) => `${loc.join('.')} ${type}`).sort();
  }
};

describe('a body that has to be exact', () => {
  it('is an instance of its schema, and so are its parts', () => {
    const read = exact(Body, { window: { start: '8:00' }, items: [{ id: 'a' }] }, ['body']);
    expect(read.window).toBeInstanceOf(Window);
    expect(read.items).toEqual([Object.assign(new Item(), { id: 'a', force: false })]);
    expect(exact(Body, { window: null, items: [{ id: 'a' }] }, ['body']).window).toBeNull();
  });

  it.each<[unknown, string[]]>([
    [{ items: [{ id: 'a' }], more: 1 }, ['body.more extra_forbidden']],
    [{ items: [] }, ['body.items too_short']],
    [{ items: 'x' }, ['body.items list_type']],
    [{ items: [{ id: 'a' }, 'x'] }, ['body.items.1 dict_type']],
    [
      { items: [{ id: 5, x: 1 }], window: { begin: '8:00' } },
      [
        'body.items.0.id string_type',
        'body.items.0.x extra_forbidden',
        'body.window.begin extra_forbidden',
        'body.window.start missing',
      ],
    ],
    [{ items: [{ id: 'a' }], window: [] }, ['body.window dict_type']],
    ['x', ['body dict_type']],
  ])('is refused with every problem and its place: %j', (input, problems) => {
    expect(problemsOf(input)).toEqual(problems);
  });
});
