import { CallRefused } from '../wire/status';
import { AppendRoom } from './append-room';

const MIB = 1024 * 1024;

describe('the room that one call has for appends that are not complete', () => {
  it('ends, also for bytes that the size of an append does not count', () => {
    const room = new AppendRoom();
    for (let message = 0; message < 4; message++) room.take(15 * MIB, 1);
    expect(() => room.take(15 * MIB, 1)).toThrow(CallRefused);
  });

  it('ends for events without anything in them', () => {
    const room = new AppendRoom();
    expect(() => room.take(100, 300_000)).toThrow(/may hold/);
  });

  it('is there again for whoever completes one', () => {
    const room = new AppendRoom();
    for (let append = 0; append < 100; append++) {
      room.take(15 * MIB, 10);
      room.give(15 * MIB, 10);
    }
  });
});
