import type { Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { Exact, UnseenNote } from '../parts/exact.tsx';
import { Section } from '../parts/section.tsx';
import { hasUnseen } from '../parts/unseen.ts';
import { PieceView } from './piece-view.tsx';
import { piecesOf } from './pieces.ts';

/** What will run: every character of it, in colours, and raw with its digest, which is what an approval is for. */
export function Content({ review }: { readonly review: Review }) {
  const [isRaw, setRaw] = useState(false);
  const { payload, subjectKind, digest, version, versions } = review;
  const raw = useMemo(() => JSON.stringify(payload, null, 2), [payload]);
  const pieces = useMemo(() => piecesOf(payload, subjectKind), [payload, subjectKind]);
  const isUnseen = useMemo(() => hasUnseen(payload), [payload]);
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
      {isUnseen && <UnseenNote what="It" />}
      {isRaw ? (
        <div className="code-frame" tabIndex={0} role="region" aria-label="The raw content">
          <pre dir="ltr">
            <Exact text={raw} />
          </pre>
        </div>
      ) : (
        pieces.map((piece, index) => <PieceView key={`${index}:${piece.as}:${piece.key}`} piece={piece} />)
      )}
      <div className="row small muted">
        <span>
          SHA-256 <code className="digest">{digest}</code>
        </span>
        <CopyButton label="Copy" what="The digest" fullLabel="Copy the digest" text={() => digest} />
      </div>
    </Section>
  );
}
