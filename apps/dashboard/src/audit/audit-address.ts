import type { AuditFilter, DecisionFilter, Verdict } from '@countersign/client';
import { dayOrNone, dayStart } from '../parts/days.ts';

/** What a filter of the audit says, by the name that it has in the address; empty where it does not count. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>;

export const DECISION_FIELDS = ['verdict', 'actor', 'session', 'from', 'to'] as const;
export type DecisionField = (typeof DECISION_FIELDS)[number];

export interface DecisionAddress extends Fields<DecisionField> {
  /** From 1 on; how far somebody has gone on. */
  readonly page: number;
  /** Where the page begins, as the page before said; empty: with the latest. */
  readonly cursor: string;
}

export const LOG_FIELDS = ['type', 'actor', 'review', 'session', 'kind', 'from', 'to'] as const;
export type LogField = (typeof LOG_FIELDS)[number];

export interface LogAddress extends Fields<LogField> {
  readonly order: 'newest' | 'log';
  /** Only what lies behind this position; empty: everything. */
  readonly after: string;
}

const VERDICTS: readonly Verdict[] = ['approve', 'reject', 'revoke'];
const KINDS = ['review', 'memory', 'rules', 'apikeys'] as const;

export const DECISIONS_OF_A_PAGE = 50;
/** As many types, and names of them as long, as the gateway takes. */
const MOST_TYPES = 32;
const LONGEST = 255;

const textIn = (params: URLSearchParams, name: string): string =>
  (params.get(name) ?? '').trim().slice(0, LONGEST);

const oneOf = (known: readonly string[], text: string): string => (known.includes(text) ? text : '');

export function readDecisions(params: URLSearchParams): DecisionAddress {
  const cursor = textIn(params, 'cursor');
  const isFurther = /^\d{1,15}\.\d{1,15}$/.test(cursor);
  const page = Number(params.get('page') ?? 2);
  return {
    verdict: oneOf(VERDICTS, textIn(params, 'verdict')),
    actor: textIn(params, 'actor'),
    session: textIn(params, 'session'),
    from: dayOrNone(textIn(params, 'from')),
    to: dayOrNone(textIn(params, 'to')),
    page: !isFurther ? 1 : Number.isSafeInteger(page) && page > 1 ? page : 2,
    cursor: isFurther ? cursor : '',
  };
}

export function writeDecisions({ page, cursor, ...fields }: DecisionAddress): URLSearchParams {
  const params = written(DECISION_FIELDS, fields);
  if (cursor === '') return params;
  params.set('page', String(page));
  params.set('cursor', cursor);
  return params;
}

export function readLog(params: URLSearchParams): LogAddress {
  const after = textIn(params, 'after');
  return {
    type: textIn(params, 'type'),
    actor: textIn(params, 'actor'),
    review: textIn(params, 'review'),
    session: textIn(params, 'session'),
    kind: oneOf(KINDS, textIn(params, 'kind')),
    from: dayOrNone(textIn(params, 'from')),
    to: dayOrNone(textIn(params, 'to')),
    order: params.get('order') === 'log' ? 'log' : 'newest',
    after: /^\d{1,18}$/.test(after) ? after : '',
  };
}

export function writeLog({ order, after, ...fields }: LogAddress): URLSearchParams {
  const params = written(LOG_FIELDS, fields);
  if (order === 'log') params.set('order', order);
  if (after !== '') params.set('after', after);
  return params;
}

function written<Name extends string>(names: readonly Name[], fields: Fields<Name>): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of names) if (fields[name] !== '') params.set(name, fields[name]);
  return params;
}

const daysOf = ({ from, to }: Fields<'from' | 'to'>): { from?: string; to?: string } => ({
  ...(from !== '' && { from: dayStart(from, 0) }),
  ...(to !== '' && { to: dayStart(to, 1) }),
});

/** What the gateway is asked for, but for the page. */
export function decisionFilter(address: DecisionAddress): DecisionFilter {
  const { verdict, actor, session } = address;
  return {
    ...(verdict !== '' && { verdict: verdict as Verdict }),
    ...(actor !== '' && { actor }),
    ...(session !== '' && { session }),
    ...daysOf(address),
  };
}

/** What the gateway is asked for, but for the page. Types stand in the address with commas between. */
export function logFilter(address: LogAddress): AuditFilter {
  const { actor, review, session, kind, order, after } = address;
  const type = address.type.split(/[\s,]+/).filter((one) => one !== '');
  return {
    ...(type.length > 0 && { type: type.slice(0, MOST_TYPES) }),
    ...(actor !== '' && { actor }),
    ...(review !== '' && { review }),
    ...(session !== '' && { session }),
    ...(kind !== '' && { kind: kind as (typeof KINDS)[number] }),
    ...daysOf(address),
    ...(after !== '' && { after }),
    order: order === 'log' ? 'asc' : 'desc',
  };
}
