import type { Table } from '../database/table';
import { audience } from './audience';
import { crystalliseWork } from './crystallise-work';
import { decisions } from './decisions';
import { memories } from './memories';
import type { Projection } from './projection';
import { reviews } from './reviews';
import { parkedTable } from '../projector/parked-streams';

/** What the projector feeds, all in one transaction and from one place in the log. */
export const everyProjection: readonly Projection[] = [
  reviews,
  audience,
  decisions,
  memories,
  crystalliseWork,
];

/** What a replay of the log makes anew. */
export const rebuiltTables: readonly Table[] = [
  ...everyProjection.flatMap(({ tables }) => tables),
  parkedTable,
];
