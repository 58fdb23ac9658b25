import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Note } from '../parts/note.tsx';
import { isOverseer, useReader } from '../session/reader.ts';
import { addresses } from '../shell/addresses.ts';
import { usePageTitle } from '../shell/page-title.ts';

interface OverseenProps {
  /** Such as "The event log". */
  readonly what: string;
  readonly part: ReactNode;
}

/** A part for those who oversee the workspace; others are told so, and what they may see instead. */
export function Overseen({ what, part }: OverseenProps) {
  return isOverseer(useReader()) ? part : <NotForYou what={what} />;
}

function NotForYou({ what }: { readonly what: string }) {
  usePageTitle('Audit');
  return (
    <Note
      tone="grey"
      title={`${what} is for administrators and auditors`}
      text="It tells of everybody in the workspace, and you are neither. You can see all decisions on the reviews that you may see, and on the page of each of them everything that happened to it."
    >
      <p className="row">
        <Link to={addresses.audit}>See the decisions</Link>
        <Link to={addresses.queue}>See the reviews</Link>
      </p>
    </Note>
  );
}
