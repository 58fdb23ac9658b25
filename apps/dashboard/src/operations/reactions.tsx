import type { Operations } from '@countersign/client';
import { Quantity } from '../parts/quantity.tsx';
import { countWords, durationWords } from '../parts/quantity-words.ts';
import { Tag } from '../parts/tag.tsx';
import type { Tone } from '../parts/tone.ts';
import { WideTable } from '../parts/wide-table.tsx';
import { Section } from '../parts/section.tsx';
import type { Reaction } from './standing.ts';

const HEADS = [
  { title: 'Reaction' },
  { title: 'State' },
  { title: 'Due', isNumber: true },
  { title: 'Stuck', isNumber: true },
  { title: 'Parked', isNumber: true },
  { title: 'Clock ahead', isNumber: true },
];

/** What the product does by itself, and how much of it is left to do. */
export function Reactions({ reactions }: Pick<Operations, 'reactions'>) {
  return (
    <Section title="Reactions">
      <p className="small muted">
        What is done without anybody asking. One gateway at a time runs each. Stuck work has often failed and
        is tried on; parked work is not.
      </p>
      <WideTable caption="Reactions" heads={HEADS}>
        {reactions.map((one) => {
          const { words, tone } = standingOf(one);
          return (
            <tr key={one.name}>
              <th scope="row">{one.name}</th>
              <td>
                <Tag tone={tone}>{words}</Tag>
              </td>
              <td data-number>{one.due === null ? 'not known' : <Count of={one.due} />}</td>
              <td data-number>
                <Count of={one.stuck} />
              </td>
              <td data-number>
                <Count of={one.parked} />
              </td>
              <td data-number>{skewWords(one.skewMs)}</td>
            </tr>
          );
        })}
      </WideTable>
    </Section>
  );
}

const Count = ({ of }: { readonly of: number }) => <Quantity value={of} words={countWords(of)} />;

function standingOf({ problem, holder }: Reaction): { readonly words: string; readonly tone: Tone } {
  if (problem !== null) return { words: 'would not run here', tone: 'red' };
  return holder ? { words: 'runs here', tone: 'green' } : { words: 'not run by this gateway', tone: 'grey' };
}

function skewWords(skewMs: number | null): string {
  if (skewMs === null) return 'not known';
  const words = durationWords(Math.abs(skewMs) / 1_000);
  return skewMs < 0 ? `${words} behind` : words;
}
