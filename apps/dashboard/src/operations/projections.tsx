import { CopyButton } from '../parts/copy-button.tsx';
import { Quantity } from '../parts/quantity.tsx';
import { countWords, durationWords } from '../parts/quantity-words.ts';
import { Tag } from '../parts/tag.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { Section } from '../parts/section.tsx';
import type { Operations } from '@countersign/client';
import { parkedOf, replayCommand } from './snapshot.ts';
import { StateBadge } from './state-badge.tsx';

const HEADS = [
  { title: 'Projection' },
  { title: 'State' },
  { title: 'Position', isNumber: true },
  { title: 'Head', isNumber: true },
  { title: 'Behind', isNumber: true },
  { title: 'Parked', isNumber: true },
  { title: 'Written by' },
];

/** How far what is shown is behind what happened. */
export function Projections({ projections }: Pick<Operations, 'projections'>) {
  return (
    <Section title="Projections">
      <p className="small muted">
        What lists and searches show is made of the log, by these. Positions are places in the log, and no
        numbers of events.
      </p>
      <WideTable caption="Projections" heads={HEADS}>
        {projections.map((one) => (
          <tr key={`${one.name}:${one.version}`}>
            <th scope="row">
              {one.name}{' '}
              <span className="small muted">
                version {one.version}, build {one.build}
              </span>
            </th>
            <td>
              <StateBadge state={one.state} />
              {one.error !== null && <p className="small">{one.error}</p>}
            </td>
            <td data-number>{positionWords(one.position)}</td>
            <td data-number>{positionWords(one.head)}</td>
            <td data-number>{behindWords(one)}</td>
            <td data-number>
              <Quantity value={one.parked.length} words={countWords(one.parked.length)} />
            </td>
            <td>{one.role === 'projecting' ? 'this gateway' : 'another gateway'}</td>
          </tr>
        ))}
      </WideTable>
    </Section>
  );
}

const positionWords = (position: string | null): string =>
  position === null ? 'none yet' : countWords(BigInt(position));

type Behind = Pick<Operations['projections'][number], 'lagPositions' | 'lagSeconds'>;
const behindWords = ({ lagPositions, lagSeconds }: Behind): string =>
  lagPositions === 0 ? 'not at all' : `${durationWords(lagSeconds)} (${countWords(lagPositions)} positions)`;

const PARKED_HEADS = [
  { title: 'Stream' },
  { title: 'Projection' },
  { title: 'Position', isNumber: true },
  { title: 'Why' },
  { title: 'To try it again' },
];

/** Streams of which something could not be applied, and what to do about them. */
export function ParkedStreams({ operations }: { readonly operations: Operations }) {
  const parked = parkedOf(operations);
  return (
    <Section
      title="Parked streams"
      aside={parked.length > 0 && <Tag tone="amber">{String(parked.length)}</Tag>}
    >
      {parked.length === 0 ? (
        <p className="muted">
          None. A stream with an event that cannot be applied would be here, with the command that tries it
          again; the others go on meanwhile.
        </p>
      ) : (
        <>
          <p className="small muted">
            What happened there is not shown until it is tried again, in a shell of the installation.
          </p>
          <WideTable caption="Parked streams" heads={PARKED_HEADS}>
            {parked.map(({ projection, stream, position, reason }) => {
              const command = replayCommand(operations.replayParked, stream);
              return (
                <tr key={`${projection}:${stream}`}>
                  <th scope="row">
                    <bdi className="mono">{stream}</bdi>
                  </th>
                  <td>{projection}</td>
                  <td data-number>{positionWords(position)}</td>
                  <td>
                    <bdi>{reason}</bdi>
                  </td>
                  <td>
                    <span className="row">
                      <code>{command}</code>
                      <CopyButton
                        label="Copy"
                        fullLabel={`Copy the command for ${stream}`}
                        what="The command"
                        text={() => command}
                      />
                    </span>
                  </td>
                </tr>
              );
            })}
          </WideTable>
        </>
      )}
    </Section>
  );
}
