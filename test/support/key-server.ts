import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Publishes keys as an OpenID provider does, for any number of issuers, each under a path of its own. */
export interface KeyServer {
  readonly url: string;
  /** Every path that was asked for, in order. */
  readonly asked: readonly string[];
  /** The issuer of a path such as `/one`, with the key set that it publishes from now on. */
  publish(path: string, keys: readonly unknown[]): string;
  stop(): Promise<void>;
}

const DISCOVERY = '/.well-known/openid-configuration';

export async function startKeyServer(): Promise<KeyServer> {
  const published = new Map<string, readonly unknown[]>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const issuer = path.replace(DISCOVERY, '').replace(/\/keys$/, '');
    const keys = published.get(issuer);
    if (keys === undefined) return response.writeHead(404).end();
    const isDiscovery = path.endsWith(DISCOVERY);
    return response.end(
      JSON.stringify(isDiscovery ? { issuer: url + issuer, jwks_uri: `${url}${issuer}/keys` } : { keys }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    publish: (path, keys) => {
      published.set(path, keys);
      return url + path;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
