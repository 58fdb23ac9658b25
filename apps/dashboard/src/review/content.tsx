import type { Review } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { JsonView } from '../parts/json-view.tsx';
import { Loading } from '../parts/loading.tsx';
import { type Piece, piecesOf } from './pieces.ts';
import { Section } from './section.tsx';
import { sqlTokens } from './sql-tokens.ts';

const Markdown = lazy(() => import('../parts/markdown.tsx'));

/** What will run: as it is best read, and raw with its digest, which is what an approval is for. */
export function Content({ review }: { readonly review: Review }) {
  const [isRaw, setRaw] = useState(false);
  const { payload, digest, version, versions } = review;
  const raw = useMemo(() => JSON.stringify(payload, null, 2), [payload]);
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
      {isRaw ? (
        <div className="code-frame" tabIndex={0} role="region" aria-label="The raw content">
          <pre>{raw}</pre>
        </div>
      ) : (
        piecesOf(payload).map((piece) => <PieceView key={`${piece.as}:${piece.key}`} piece={piece} />)
      )}
      <div className="row small muted">
        <span>
          SHA-256 <code className="digest">{digest}</code>
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label="Copy the digest"
          onClick={() => void navigator.clipboard.writeText(digest)}
        >
          <IconCopy aria-hidden size={15} />
        </button>
      </div>
    </Section>
  );
}

function PieceView({ piece }: { readonly piece: Piece }) {
  if (piece.as === 'json')
    return (
      <div className="code-frame">
        <JsonView value={piece.value} label={piece.key || 'Values'} />
      </div>
    );
  return (
    <figure className="piece">
      <figcaption className="small muted">
        <code>{piece.key}</code> {WORDS[piece.as]}
      </figcaption>
      {piece.as === 'markdown' ? (
        <div className="code-frame prose">
          <Suspense fallback={<Loading label="The text is loading" lines={3} />}>
            <Markdown text={piece.text} />
          </Suspense>
        </div>
      ) : (
        <div
          className="code-frame"
          tabIndex={0}
          role="region"
          aria-label={`${piece.key}, ${WORDS[piece.as]}`}
        >
          <pre dir="auto">
            {piece.as === 'sql' && <Sql text={piece.text} />}
            {piece.as === 'diff' && <UnifiedDiff text={piece.text} />}
            {piece.as === 'text' && piece.text}
          </pre>
        </div>
      )}
    </figure>
  );
}

const WORDS = { sql: 'SQL', diff: 'diff', markdown: 'Markdown', text: 'text' } as const;

function Sql({ text }: { readonly text: string }) {
  return sqlTokens(text).map(({ kind, text: part }, index) => (
    <span key={index} className={`sql-${kind}`}>
      {part}
    </span>
  ));
}

function UnifiedDiff({ text }: { readonly text: string }) {
  return text.split('\n').map((line, index) => {
    const isHead = /^(diff|index|---|\+\+\+|@@)/.test(line);
    if (isHead) return <span key={index} className="diff-head">{`${line}\n`}</span>;
    if (line.startsWith('+')) return <ins key={index} className="diff-line">{`${line}\n`}</ins>;
    if (line.startsWith('-')) return <del key={index} className="diff-line">{`${line}\n`}</del>;
    return <span key={index}>{`${line}\n`}</span>;
  });
}
