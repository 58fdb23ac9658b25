import type { Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { Exact } from '../parts/exact.tsx';
import { Note } from '../parts/note.tsx';
import { Section } from '../parts/section.tsx';
import { hasUnseen } from '../parts/unseen.ts';
import { PieceView } from './piece-view.tsx';
import { piecesOf } from './pieces.ts';

/** What will run: as it is best read, and raw with its digest, which is what an approval is for. */
export function Content({ review }: { readonly review: Review }) {
  const [isRaw, setRaw] = useState(false);
  const { payload, digest, version, versions } = review;
  const raw = useMemo(() => JSON.stringify(payload, null, 2), [payload]);
  const isDeceiving = useMemo(() => hasUnseen(payload), [payload]);
  return (
    <Section
      title="What will run"
      aside={
        <>
          {versions.length > 1 && <span className="muted small">version {version}</span>}
          <Button variant="default" size="compact-sm" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            {isRaw ? 'Show as it is read' : 'Show raw'}
          </Button>
        </>
      }
    >
      {isDeceiving && (
        <Note
          tone="red"
          title="It contains characters that cannot be seen"
          text="They are written out where they stand, such as <U+202E>: what runs may be something else than what it looks like."
        />
      )}
      {isRaw ? (
        <div className="code-frame" tabIndex={0} role="region" aria-label="The raw content">
          <pre>
            <Exact text={raw} />
          </pre>
        </div>
      ) : (
        piecesOf(payload).map((piece) => <PieceView key={`${piece.as}:${piece.key}`} piece={piece} />)
      )}
      <div className="row small muted">
        <span>
          SHA-256 <code className="digest">{digest}</code>
        </span>
        <CopyButton label="Copy" fullLabel="Copy the digest" what="The digest" text={() => digest} />
      </div>
    </Section>
  );
}
