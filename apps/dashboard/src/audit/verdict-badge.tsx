import type { Verdict } from '@countersign/client';
import { IconBan, IconCheck, IconX } from '@tabler/icons-react';
import type { Tone } from '../parts/tone.ts';

interface Words {
  readonly word: string;
  readonly tone: Tone;
  readonly Icon: typeof IconCheck;
}

const WORDS: Readonly<Record<Verdict, Words>> = {
  approve: { word: 'Approved', tone: 'green', Icon: IconCheck },
  reject: { word: 'Rejected', tone: 'red', Icon: IconX },
  revoke: { word: 'Revoked', tone: 'red', Icon: IconBan },
};

/** What somebody decided, which need not be what came of it. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { word, tone, Icon } = WORDS[verdict];
  return (
    <span className="badge" data-tone={tone}>
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}
