import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { PagedReviewFilter, ReviewPlace, ReviewSort } from '../contract';
import { keyIndexName } from '../database/create-table';
import { isSqlite } from '../database/is-sqlite';
import { testedColumn } from '../database/tested-column';
import { audienceTable, isReviewSeenBy } from '../projections/audience';
import { openSlotsTable } from '../projections/filings';
import { reviewsTable } from '../projections/reviews';
import type { Bounds } from './bounds';
import { allOf, conditionsOf, statusesOf, wayByColumns, wayOfSight } from './conditions';
import type { Condition, Question, Track, Way } from './conditions';
import { isByAsking, ordered, placeOf } from './orders';
import type { OrderedColumn, PlacedRow, Stretch } from './orders';
import { statesOf } from './states';
import type { FoundRow } from './states';
import { chooseWay } from './ways';

/** What is looked through at one time. */
export interface Look {
  /** Behind this place. */
  readonly after?: ReviewPlace | undefined;
  /** So many rows, where rows have to be tested; fewer where there are several tracks. */
  readonly tested: number;
  /** Where rows need not be tested, no more than may be passed over in one turn. */
  readonly isTurn?: boolean;
  /** So many of what is found are passed over. */
  readonly offset?: number;
  readonly limit: number;
}
export interface Looked {
  readonly rows: readonly FoundRow[];
  /** How many of the offset there were. Fewer than all: there are no rows. */
  readonly passed: number;
  /** What is found behind this place was not looked for; undefined: there is no more than the rows, or than the limit lets see. */
  readonly until: ReviewPlace | undefined;
}

/** What a filter leaves of a workspace for a viewer, and the way to it. */
export interface Selection {
  look(part: Look): Promise<Looked>;
  /** What was found, in its order; see {@link statesOf}. */
  states(rows: readonly FoundRow[]): ReturnType<typeof statesOf>;
  /** At most so many; as many where too much would have to be tested. */
  count(limit: number): Promise<number>;
}

/** `sort` is that of the rows; null where they are only counted. */
export async function select(
  question: Question,
  filter: PagedReviewFilter,
  sort: ReviewSort | null,
): Promise<Selection> {
  const { database, names, viewer, bounds } = question;
  const goesByAsking = sort === null || isByAsking(sort);
  const conditions = conditionsOf(question, filter);
  const sight = wayOfSight(question, { statuses: statusesOf(filter) });
  const ways = conditions.flatMap((condition) => {
    const { way } = condition;
    return way === null ? [] : sight !== null && isLedBy(condition, sight) ? [sight, way] : [way];
  });
  const span = rangeOf(filter, sql.ref('reviews.requested_at'));
  if (span !== null && !goesByAsking) ways.push(wayByColumns(question, span));
  if (sight !== null && !ways.includes(sight)) ways.push(sight);
  const isInOrder = ({ inOrder }: Way): boolean => {
    switch (inOrder) {
      case 'always':
        return true;
      case 'by asking':
        return goesByAsking;
      case 'by asking or deadline':
        return goesByAsking || sort === 'deadline';
      case 'never':
        return false;
    }
  };

  // Nothing is better, however few another one leads to.
  const isStraight = (way: Way): boolean =>
    isInOrder(way) &&
    (span === null || goesByAsking) &&
    (sight === null || way.isSeen === true) &&
    conditions.every((each) => each.hardlyFails === true || isLedBy(each, way));

  const way = ways.find(isStraight) ?? (await chooseWay(question, ways, isInOrder));
  const isSorting = way !== null && !isInOrder(way);
  const walksByAsking = isSorting ? way.isByIds !== true : goesByAsking;
  const isSeen = isReviewSeenBy(question);
  const isSpanTested = span !== null && !walksByAsking;
  const isTested = !isSorting && (isSpanTested || leavesTests(way, conditions, sight));
  const tracks: readonly Track[] = way === null ? [WHOLE] : ((isSorting ? null : way.tracks) ?? [way]);

  const walkedOf = ({ through, where }: Track): RawBuilder<boolean> =>
    allOf([
      through === null ? sql<boolean>`reviews.workspace = ${viewer.workspace}` : null,
      where,
      walksByAsking ? rangeOf(filter, columnsOf(through)('requested_at')) : null,
    ]);
  const whereOf = ({ through, where }: Track): RawBuilder<boolean> => {
    const requestedAt = walksByAsking
      ? columnsOf(through)('requested_at')
      : testedColumn(database, 'reviews.requested_at');
    return allOf([
      sql<boolean>`reviews.workspace = ${viewer.workspace}`,
      through === null ? null : sql<boolean>`reviews.id = filed.review`,
      where,
      rangeOf(filter, requestedAt),
      ...conditions.flatMap((each) => (way !== null && isLedBy(each, way) ? [] : [each.test])),
      sight !== null && way === sight ? null : through === null ? isSeen : isReviewSeenBy(question, 'filed'),
    ]);
  };
  const passes = allOf([sql<boolean>`1 = 1`, ...conditions.map(({ test }) => test), isSeen]);

  /** Nothing is tested: what leads to the reviews says all about which they are. */
  const isLed = (track: Track): track is Track & { readonly through: NonNullable<Track['through']> } =>
    track.through !== null && !isTested && !isSorting;

  const order = sort ?? 'newest';
  /** Rows that are sorted are few. */
  const walk = async (
    read: Kysely<unknown>,
    after: ReviewPlace | undefined,
    walked: number,
  ): Promise<ReviewPlace | undefined> => {
    if (isSorting) return undefined;
    const ids = tracks.map((track) => {
      const { by, isWithin } = ordered(order, { after }, columnsOf(track.through));
      const [id, from] =
        track.through === null ? ['reviews.id', reviewsTable] : ['filed.review', track.through];
      const as = sql.ref(track.through === null ? 'reviews' : 'filed');
      return sql`select ${sql.ref(id)} as id from ${sql.table(names(from))} as ${as}
        where ${allOf([walkedOf(track), ...isWithin])} order by ${by} limit 1 offset ${walked - 1}`;
    });
    // The ids lead there, not an index for the sort.
    const { by } = ordered(order, {}, (name) => unindexed(sql.ref(`reviews.${name}`), name));
    const { rows } =
      await sql<PlacedRow>`select reviews.id, reviews.requested_at, reviews.updated_at, reviews.due
      from ${sql.table(names(reviewsTable))} as reviews where reviews.workspace = ${viewer.workspace}
      and reviews.id in (${unionOf(ids)}) order by ${by} limit 1`.execute(read);
    return rows[0] === undefined ? undefined : placeOf(rows[0], order);
  };
  /**
   * Where rows are looked through. PostgreSQL compares a whole place with each entry that begins as it does, which may be
   * all of them where nothing has a deadline: it is told how many there are up to that place.
   */
  const lookedThrough = (track: Track, { after, until, most }: Stretch): RawBuilder<unknown> => {
    if (isSqlite(database) || isSorting || until === undefined || most === undefined)
      return sourceOf(question, track);
    const [as, from] = track.through === null ? ['reviews', reviewsTable] : ['filed', track.through];
    const { by, isWithin } = ordered(order, { after }, columnsOf(track.through));
    const some = sql`(select * from ${sql.table(names(from))} as ${sql.ref(as)}
      where ${allOf([walkedOf(track), ...isWithin])} order by ${by} limit ${most}) as ${sql.ref(as)}`;
    return track.through === null ? some : sql`${some} cross join ${sourceOf(question, WHOLE)}`;
  };
  const within = async (read: Kysely<unknown>, stretch: Stretch, limit: number): Promise<number> => {
    const found = tracks.map((track) => {
      const id = track.through === null ? sql`reviews.id` : sql`filed.review as id`;
      const { isWithin } = ordered(order, stretch, columnsOf(track.through));
      const [from, where] = isLed(track)
        ? [sql`${sql.table(names(track.through))} as filed`, walkedOf(track)]
        : [lookedThrough(track, stretch), whereOf(track)];
      return sql`select ${id} from ${from}
        where ${allOf([where, ...isWithin])} limit ${limit}`;
    });
    const { rows } = await sql<{ total: number }>`select count(*) as total
      from (select * from (${unionOf(found)}) as merged limit ${limit}) as counted`.execute(read);
    return Number(rows[0]?.total);
  };
  const found = async (
    read: Kysely<unknown>,
    stretch: Stretch,
    { limit, offset = 0 }: Pick<Look, 'limit' | 'offset'>,
  ): Promise<readonly FoundRow[]> => {
    const part = sql`limit ${limit} offset ${offset}`;
    // Of what several tracks have, most is not read.
    const isEachLed = tracks.length > 1 && tracks.every(isLed);
    const partOfTrack = tracks.length === 1 ? part : sql`limit ${limit + offset}`;
    const placed = sql`reviews.id, reviews.requested_at, reviews.updated_at, reviews.due, reviews.asked, reviews.size`;
    const each = tracks.map((track) => {
      const column = columnsOf(track.through);
      // Sorted rows are not to be found by an index for the sort.
      const place = isSorting ? (name: OrderedColumn) => unindexed(column(name), name) : column;
      const { named, by, isWithin } = ordered(order, stretch, place);
      if (isEachLed && isLed(track))
        return sql`select ${named} from ${sql.table(names(track.through))} as filed
          where ${allOf([walkedOf(track), ...isWithin])} order by ${by} ${partOfTrack}`;
      return sql`select ${placed} from ${lookedThrough(track, stretch)}
        where ${allOf([whereOf(track), ...isWithin])} order by ${by} ${partOfTrack}`;
    });
    const { by } = ordered(order, {}, (name) => sql.ref(name));
    const [only, ...others] = each;
    const all = others.length === 0 ? sql`${only}` : sql`${unionOf(each)} order by ${by} ${part}`;
    const { by: byLed } = ordered(order, {}, (name) => sql.ref(`led.${name}`));
    const whole = isEachLed
      ? sql`select ${placed} from (${all}) as led cross join ${sourceOf(question, WHOLE)}
          where reviews.workspace = ${viewer.workspace} and reviews.id = led.id order by ${byLed}`
      : all;
    const { rows } = await sql<FoundRow>`${whole}`.execute(read);
    return rows;
  };
  /**
   * Where a stretch ends and what is in it are statements of their own, each of which PostgreSQL shows what was written
   * before it: what comes in between would push out what is last in the stretch. Others wait for the connection: what
   * else is asked for is asked behind it.
   */
  const atOneMoment = <T>(look: (read: Kysely<unknown>) => Promise<T>): Promise<T> =>
    isSqlite(database) || isSorting
      ? look(database)
      : database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(look);

  return {
    look: ({ after, tested, isTurn = false, offset = 0, limit }) => {
      const walked = isTested || isTurn ? (isTurn ? bounds.walked : tested) : null;
      const look = async (read: Kysely<unknown>): Promise<Looked> => {
        const until = walked === null ? undefined : await walk(read, after, walked);
        const stretch = { after, until, most: walked ?? undefined };
        const passed = offset === 0 ? 0 : await within(read, stretch, offset);
        const rows = passed < offset ? [] : await found(read, stretch, { limit, offset });
        return { rows, passed, until };
      };
      return walked === null ? look(database) : atOneMoment(look);
    },
    states: (rows) => statesOf(question, rows, passes),
    async count(limit) {
      // One index alone is counted at once; several are merged, and tests take their time.
      if (!isTested && tracks.length === 1) return within(database, {}, limit);
      let [total, after] = [0, undefined as ReviewPlace | undefined];
      for (let looked = 0; !isTested || looked < bounds.counted; looked += bounds.walked) {
        const [from, left] = [after, limit - total];
        const { until, more } = await atOneMoment(async (read) => {
          const end = await walk(read, from, bounds.walked);
          const stretch = { after: from, until: end, most: bounds.walked };
          return { until: end, more: await within(read, stretch, left) };
        });
        total += more;
        if (until === undefined || total >= limit) return total;
        after = until;
        await otherWork();
      }
      return limit;
    },
  };
}

/** How many rows are tested for a page: a little, then as much as may be; behind that it is short. */
export function testsForPage({ tried, walked }: Pick<Bounds, 'tried' | 'walked'>): readonly number[] {
  return tried < walked ? [tried, walked - tried] : [walked];
}

/** Whether rows on a way may have to be passed over. */
function leavesTests(way: Way | null, conditions: readonly Condition[], sight: Way | null): boolean {
  if (way === null) return conditions.length > 0 || sight !== null;
  return conditions.some((each) => !isLedBy(each, way)) || (sight !== null && sight !== way);
}

/** Whether all that a way leads to passes. */
function isLedBy({ way: own, statuses }: Condition, way: Way): boolean {
  return (
    own === way || (statuses !== undefined && way.statuses?.every((one) => statuses.includes(one)) === true)
  );
}

/** All of the workspace, in the order of the sort. */
const WHOLE: Track = { through: null, where: sql<boolean>`1 = 1` };

/** A review that is found on several tracks is there once. */
function unionOf(queries: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const named = queries.map((query, index) => sql`select * from (${query}) as ${sql.ref(`track_${index}`)}`);
  return sql.join(named, sql` union `);
}

/** SQLite reads the tables of a cross join as they stand. */
export function sourceOf(
  { database, names }: Question,
  { through, isByIds = false }: Pick<Track, 'through' | 'isByIds'>,
): RawBuilder<unknown> {
  const name = names(reviewsTable);
  const by = isByIds && isSqlite(database) ? sql` indexed by ${sql.id(keyIndexName(name))}` : sql``;
  const reviews = sql`${sql.table(name)} as reviews${by}`;
  return through === null ? reviews : sql`${sql.table(names(through))} as filed cross join ${reviews}`;
}

/** A table that leads to the reviews has their order in its own key. */
function columnsOf(through: Track['through']): (column: OrderedColumn) => RawBuilder<unknown> {
  if (through === null) return (column) => sql.ref(`reviews.${column}`);
  const own: Partial<Record<OrderedColumn, string>> = {
    requested_at: 'filed.requested_at',
    id: 'filed.review',
    ...(through === audienceTable || through === openSlotsTable ? { due: 'filed.due' } : {}),
  };
  return (column) => sql.ref(own[column] ?? `reviews.${column}`);
}

const unindexed = (ref: RawBuilder<unknown>, column: OrderedColumn): RawBuilder<unknown> =>
  column === 'id' ? ref : sql`+${ref}`;

export function rangeOf(
  { createdFrom, createdTo }: PagedReviewFilter,
  requestedAt: RawBuilder<unknown>,
): RawBuilder<boolean> | null {
  if (createdFrom === undefined && createdTo === undefined) return null;
  return allOf([
    createdFrom === undefined ? null : sql<boolean>`${requestedAt} >= ${createdFrom}`,
    createdTo === undefined ? null : sql<boolean>`${requestedAt} < ${createdTo}`,
  ]);
}
