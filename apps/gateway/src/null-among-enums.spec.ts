import { nullAmongEnums } from './null-among-enums';

describe('the values of an enumeration', () => {
  it('have null among them where it may be null, wherever it stands', () => {
    const kind = { type: 'string', enum: ['a', 'b'] };
    const maybe = { ...kind, nullable: true };
    const mended = { ...kind, nullable: true, enum: ['a', 'b', null] };
    const described = {
      kind,
      maybe,
      list: [{ items: maybe }, mended],
      nullable: true,
      text: 'enum',
      none: null,
    };
    expect(nullAmongEnums(described)).toEqual({
      ...described,
      maybe: mended,
      list: [{ items: mended }, mended],
    });
  });
});
