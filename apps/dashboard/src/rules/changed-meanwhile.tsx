import type { Rule } from '@countersign/client';
import { Button } from '@mantine/core';
import { Note } from '../parts/note.tsx';
import { nameOf } from '../parts/names.ts';
import { ChangesTable } from './changes-table.tsx';
import { changesOf } from './rule-changes.ts';

interface ChangedMeanwhileProps {
  readonly name: string;
  /** What the reader began with; null: with nothing. */
  readonly basis: Rule | null;
  /** What it is by now; null: deleted. */
  readonly now: Rule | null;
  readonly onKeep: () => void;
  readonly onTake: () => void;
}

/** What somebody else made of the rule while the reader was writing; nothing is saved over it unseen. */
export function ChangedMeanwhile({ name, basis, now, onKeep, onTake }: ChangedMeanwhileProps) {
  const title =
    now === null
      ? `${name} was deleted meanwhile`
      : basis === null
        ? `Meanwhile ${nameOf(now.setBy)} made a rule called ${name}`
        : `${nameOf(now.setBy)} changed this rule meanwhile`;
  return (
    <Note tone="amber" title={title} urgent>
      {now !== null && <ChangesTable changes={changesOf(basis, now)} label="What was changed meanwhile" />}
      <div className="row">
        <Button variant="default" size="xs" onClick={onKeep}>
          {now === null ? 'Make it again, as written here' : 'Keep what I have written, over theirs'}
        </Button>
        <Button variant="default" size="xs" onClick={onTake}>
          {now === null ? 'Leave it deleted' : 'Take theirs, drop mine'}
        </Button>
      </div>
    </Note>
  );
}
