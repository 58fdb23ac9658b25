const text = { type: 'string' } as const;
const textOrNull = { type: ['string', 'null'] } as const;

const review = {
  type: 'object',
  properties: {
    id: text,
    session: text,
    kind: text,
    action: text,
    title: text,
    payload: { type: 'object', additionalProperties: true },
    status: text,
    requester: text,
    onBehalfOf: textOrNull,
    group: textOrNull,
    expiresAt: textOrNull,
    createdAt: text,
    resolvedBy: textOrNull,
    resolvedAt: textOrNull,
    note: textOrNull,
  },
} as const;

const page = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    offset: { type: 'integer', minimum: 0, default: 0 },
  },
} as const;

const params = { type: 'object', required: ['id'], properties: { id: { ...text, format: 'uuid' } } } as const;

/** What comes in is checked, and what goes out is written by a compiled writer, as Fastify does both. */
export const SCHEMAS = {
  ask: {
    body: {
      type: 'object',
      required: ['session', 'kind', 'action', 'title', 'payload'],
      properties: {
        session: { ...text, pattern: '^[A-Za-z0-9._:-]{1,128}$' },
        kind: { ...text, minLength: 1, maxLength: 200 },
        action: { ...text, minLength: 1, maxLength: 200 },
        title: { ...text, minLength: 1, maxLength: 1000 },
        payload: { type: 'object' },
        group: textOrNull,
        expiresAt: { ...textOrNull, format: 'date-time' },
      },
    },
    response: { 201: review },
  },
  decide: {
    params,
    body: {
      type: 'object',
      required: ['verdict'],
      properties: {
        verdict: { ...text, enum: ['approve', 'reject'] },
        note: { ...textOrNull, maxLength: 10_000 },
      },
    },
    response: { 200: review },
  },
  find: { params, response: { 200: review } },
  list: {
    querystring: page,
    response: {
      200: { type: 'object', properties: { items: { type: 'array', items: review } } },
    },
  },
  history: {
    querystring: page,
    response: {
      200: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: {
              type: 'object',
              properties: { review: text, verdict: text, actor: text, note: textOrNull, decided_at: text },
            },
          },
          total: { type: 'integer' },
        },
      },
    },
  },
} as const;
