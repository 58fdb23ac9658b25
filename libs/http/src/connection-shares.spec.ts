import { EventEmitter } from 'node:events';
import { boundConnections } from './connection-shares';

class Connection extends EventEmitter {
  isOpen = true;
  constructor(readonly remoteAddress: string) {
    super();
  }
  destroy(): void {
    this.isOpen = false;
    this.emit('close');
  }
}

function serve(connectionsPerNetwork: number) {
  const server = new EventEmitter();
  boundConnections(server as never, {
    connectionsPerNetwork,
    trustedProxies: ['10.0.0.0/8', '2001:db8:9::1'],
  });
  return (address: string): Connection => {
    const connection = new Connection(address);
    server.emit('connection', connection);
    return connection;
  };
}

describe('the connections of one network', () => {
  it('are so many, and another once one of them has ended', () => {
    const connect = serve(2);
    const [first] = [connect('192.0.2.1'), connect('::ffff:192.0.2.1')];
    for (let times = 0; times < 5; times += 1) expect(connect('192.0.2.1').isOpen).toBe(false);
    expect(connect('192.0.2.2').isOpen).toBe(true);
    first?.destroy();
    expect(connect('192.0.2.1').isOpen).toBe(true);
    expect(connect('192.0.2.1').isOpen).toBe(false);
  });

  it('are those of its 64 bits', () => {
    const connect = serve(1);
    expect(connect('2001:db8:1:2::1').isOpen).toBe(true);
    expect(connect('2001:db8:1:2::ffff').isOpen).toBe(false);
    expect(connect('2001:db8:1:3::1').isOpen).toBe(true);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '::ffff:10.1.2.3', '2001:db8:9::1'])(
    'are as many as come from a proxy or this machine: %s',
    (address) => {
      const connect = serve(1);
      for (let times = 0; times < 5; times += 1) expect(connect(address).isOpen).toBe(true);
    },
  );

  it('are as many as come where there is no limit', () => {
    const connect = serve(0);
    for (let times = 0; times < 5; times += 1) expect(connect('192.0.2.1').isOpen).toBe(true);
  });
});
