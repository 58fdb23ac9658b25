import {
  IconCheck,
  IconHammer,
  IconPlayerPause,
  IconPlayerTrackNext,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { Tone } from '../parts/tone.ts';
import type { Projection } from './standing.ts';

interface Look {
  readonly words: string;
  readonly tone: Tone;
  readonly Icon: typeof IconCheck;
}

const STATES: Readonly<Record<Projection['state'], Look>> = {
  live: { words: 'Live', tone: 'green', Icon: IconCheck },
  'catching-up': { words: 'Catching up', tone: 'blue', Icon: IconPlayerTrackNext },
  building: { words: 'Being built', tone: 'blue', Icon: IconHammer },
  stopped: { words: 'Stands still', tone: 'red', Icon: IconPlayerPause },
};

function Badge({ look: { words, tone, Icon } }: { readonly look: Look }) {
  return (
    <span className="badge" data-tone={tone}>
      <Icon aria-hidden size={14} />
      {words}
    </span>
  );
}

export const StateBadge = ({ state }: { readonly state: Projection['state'] }) => (
  <Badge look={STATES[state]} />
);

/** Whether something answers. */
export const Reachable = ({ isReachable }: { readonly isReachable: boolean }) => (
  <Badge
    look={
      isReachable
        ? { words: 'Answers', tone: 'green', Icon: IconCheck }
        : { words: 'Does not answer', tone: 'red', Icon: IconPlugConnectedX }
    }
  />
);
