import { type Items, type Page, read } from './pages.ts';
import { pathOf, queryOf } from './query.ts';
import { newKey, type ReadOptions, type WriteOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type {
  ApiKey,
  ApiKeyWish,
  DemoData,
  IssuedApiKey,
  Me,
  Preview,
  PreviewAnswer,
  Projections,
  Rule,
  RuleEvent,
  RuleEventFilter,
  RuleWish,
  Simulation,
  SimulationAnswer,
} from './wire.ts';

export interface RuleOptions extends WriteOptions {
  /** The rule as it was read, or `absent`: there must be none. Otherwise the write is refused with `stale-rule`. */
  readonly expected?: Pick<Rule, 'name' | 'revision'> | 'absent' | undefined;
}

/** What a workspace asks for by itself: everybody in it may read its rules, administrators change them. */
export interface Rules {
  /** In the order in which they are tried. */
  list(options?: ReadOptions): Promise<readonly Rule[]>;
  get(name: string, options?: ReadOptions): Promise<Rule>;
  /** How it was changed, the latest first; the `next` of a page is the `before` of the next one. */
  events(name: string, filter?: RuleEventFilter, options?: ReadOptions): Promise<RuleEventPage>;
  /** Sets the whole rule. */
  put(name: string, rule: RuleWish, options?: RuleOptions): Promise<Rule>;
  delete(name: string, options?: RuleOptions): Promise<void>;
  /** What a request would become, and who could approve it. Nothing is recorded. */
  preview(preview: Preview, options?: ReadOptions): Promise<PreviewAnswer>;
  /** What the last reviews would have come to under other rules. Nothing is recorded. */
  simulate(simulation: Simulation, options?: ReadOptions): Promise<SimulationAnswer>;
}

export interface RuleEventPage extends Page<RuleEvent> {
  /** Revisions of changes between these that cannot be read; of this rule, or of another one. */
  readonly unreadable: readonly number[];
}

export interface ApiKeyPage {
  /** The newest first. */
  readonly items: readonly ApiKey[];
  /** The `cursor` of the next page; null where there is none. */
  readonly next: string | null;
}

/** Credentials of the workspace: administrators issue and revoke them, auditors see them too. */
export interface ApiKeys {
  /** Its `key` is told once, and is null where the same `idempotencyKey` issued it before. */
  issue(key: ApiKeyWish, options?: WriteOptions): Promise<IssuedApiKey>;
  get(id: string, options?: ReadOptions): Promise<ApiKey>;
  /** One page. */
  list(
    page?: { readonly cursor?: string; readonly limit?: number },
    options?: ReadOptions,
  ): Promise<ApiKeyPage>;
  /** For every gateway within 2 s; revoked twice as once. */
  revoke(id: string, options?: WriteOptions): Promise<void>;
}

export interface Standing {
  /** Who the caller is, as his credential says. */
  me(options?: ReadOptions): Promise<Me>;
  /** How far the views of the gateway are that answers. */
  projections(options?: ReadOptions): Promise<Projections>;
  /** Some reviews to look at; in development only. Sent once: each time it is another set. */
  makeDemoData(options?: ReadOptions): Promise<DemoData>;
}

export function rulesOver(transport: Transport): Rules {
  async function write<Body>(request: string, body: unknown, options: RuleOptions = {}): Promise<Body> {
    const { signal, idempotencyKey: key = newKey(), expected } = options;
    const headers = preconditionOf(expected);
    return (await transport.send<Body>({ request, body, headers, key, signal })).body;
  }
  return {
    list: async (options) => (await read<Items<Rule>>(transport, 'GET /v1/rules', options)).items,
    get: (name, options) => read(transport, `GET ${pathOf`/v1/rules/${name}`}`, options),
    events: (name, filter = {}, options) =>
      read(transport, `GET ${pathOf`/v1/rules/${name}/events`}${queryOf(filter)}`, options),
    put: (name, rule, options) => write(`PUT ${pathOf`/v1/rules/${name}`}`, rule, options),
    delete: async (name, options) => {
      await write(`DELETE ${pathOf`/v1/rules/${name}`}`, undefined, options);
    },
    preview: (preview, options) => read(transport, 'POST /v1/rules/preview', options, preview),
    simulate: (simulation, options) => read(transport, 'POST /v1/rules/simulate', options, simulation),
  };
}

function preconditionOf(expected: RuleOptions['expected']): Record<string, string> {
  if (expected === undefined) return {};
  if (expected === 'absent') return { 'if-none-match': '*' };
  return { 'if-match': `"${expected.name}:${expected.revision}"` };
}

export const apiKeysOver = (transport: Transport): ApiKeys => ({
  issue: async (key, { signal, idempotencyKey = newKey() } = {}) => {
    const wish = { request: 'POST /v1/api-keys', body: key, key: idempotencyKey, signal };
    return (await transport.send<IssuedApiKey>(wish)).body;
  },
  get: (id, options) => read(transport, `GET ${pathOf`/v1/api-keys/${id}`}`, options),
  list: (page = {}, options) => read(transport, `GET /v1/api-keys${queryOf(page)}`, options),
  revoke: async (id, { signal, idempotencyKey = newKey() } = {}) => {
    const request = `DELETE ${pathOf`/v1/api-keys/${id}`}`;
    await transport.send({ request, key: idempotencyKey, signal });
  },
});

export const standingOver = (transport: Transport): Standing => ({
  me: (options) => read(transport, 'GET /v1/me', options),
  projections: (options) => read(transport, 'GET /v1/projections', options),
  makeDemoData: async ({ signal } = {}) => {
    const wish = { request: 'POST /v1/demo', key: null, isOnce: true, signal };
    return (await transport.send<DemoData>(wish)).body;
  },
});
