import { viewsTrouble, type ProjectionTrouble, type ReactionTrouble } from '@countersign/projections';
import type { Places } from '@countersign/settings';
import { shownTime } from './shown';
import type { Voice } from './voice';

/** Tells how the views stand and what is parked or stuck, from the database alone; changes nothing. */
export async function status(database: Places['database'], voice: Pick<Voice, 'answer'>): Promise<number> {
  const trouble = await viewsTrouble(database);
  const { projections, reactions } = trouble;
  await voice.answer(trouble, [
    ...(projections.length === 0 ? ['No views of this version: npm run audit -- rebuild'] : []),
    ...projections.flatMap(projectionLines),
    ...reactions.flatMap(reactionLines),
  ]);
  return 0;
}

function projectionLines(projection: ProjectionTrouble): string[] {
  const { name, version, build, state, position, isWritten, parked } = projection;
  const writer = isWritten ? '' : ', written by no gateway';
  return [
    `${name} (version ${version}, build ${build}, ${state}) at ${position ?? 'the beginning'}${writer}: ${parked.length} parked`,
    ...parked.map(({ stream, position: at, reason }) => `  parked: ${stream} at ${at}: ${reason}`),
  ];
}

function reactionLines({ name, isHeld, stuck, parked }: ReactionTrouble): string[] {
  return [
    `${name}${isHeld ? '' : ', done by no gateway'}: ${stuck.length} stuck, ${parked.length} parked`,
    ...stuck.map(
      ({ key, attempts, problem, nextAttemptAt }) =>
        `  stuck: ${key}, ${attempts} attempts, next at ${shownTime(nextAttemptAt)}: ${problem}`,
    ),
    ...parked.map(({ key, attempts, problem }) => `  parked: ${key}, ${attempts} attempts: ${problem}`),
  ];
}
