import { Button } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Exact } from '../parts/exact.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Loading } from '../parts/loading.tsx';
import type { Piece } from './pieces.ts';
import { sqlTokens } from './sql-tokens.ts';
import { unifiedLines } from './unified-diff.ts';

const Markdown = lazy(() => import('../parts/markdown.tsx'));

const WORDS = { sql: 'SQL', shell: 'command', diff: 'diff', markdown: 'Markdown', text: 'text' } as const;
type TextPiece = Exclude<Piece, { readonly as: 'json' }>;

/** A part of what will run. All of its text is on the page, character by character. */
export function PieceView({ piece }: { readonly piece: Piece }) {
  if (piece.as !== 'json') return <TextView piece={piece} />;
  return (
    <div className="code-frame">
      <JsonView value={piece.value} label={piece.key || 'Values'} isOpen />
    </div>
  );
}

function TextView({ piece }: { readonly piece: TextPiece }) {
  const { as, key, text, on } = piece;
  const [isFormatted, setFormatted] = useState(false);
  return (
    <figure className="piece">
      <figcaption className="small muted row row-apart">
        <span className="row">
          <code>
            <Exact text={key} />
          </code>{' '}
          {key.toLowerCase() !== WORDS[as].toLowerCase() && WORDS[as]}
          {on !== undefined && (
            <span className="piece-connection">
              <IconDatabase aria-hidden size={15} /> on{' '}
              <strong>
                <bdi>
                  <Exact text={on} />
                </bdi>
              </strong>
            </span>
          )}
        </span>
        {as === 'markdown' && (
          <Button
            variant="default"
            size="compact-xs"
            aria-pressed={isFormatted}
            onClick={() => setFormatted(!isFormatted)}
          >
            {isFormatted ? 'As it is written' : 'As it is formatted'}
          </Button>
        )}
      </figcaption>
      {isFormatted ? (
        <div className="code-frame prose">
          <Suspense fallback={<Loading label="The text is loading" lines={3} />}>
            <Markdown text={text} />
          </Suspense>
        </div>
      ) : (
        <div className="code-frame" tabIndex={0} role="region" aria-label={`${key}, ${WORDS[as]}`}>
          <pre dir="auto">
            <Text piece={piece} />
          </pre>
        </div>
      )}
    </figure>
  );
}

function Text({ piece: { as, text } }: { readonly piece: TextPiece }) {
  switch (as) {
    case 'sql':
      return <Sql text={text} />;
    case 'diff':
      return <UnifiedDiff text={text} />;
    case 'shell':
    case 'markdown':
    case 'text':
      return <Exact text={text} />;
  }
}

function Sql({ text }: { readonly text: string }) {
  return sqlTokens(text).map(({ kind, text: part }, index) => (
    <span key={index} className={`sql-${kind}`}>
      <Exact text={part} />
    </span>
  ));
}

const LINES = { head: 'span', added: 'ins', removed: 'del', same: 'span' } as const;
const LINE_CLASSES = {
  head: 'diff-head',
  added: 'diff-line',
  removed: 'diff-line',
  same: undefined,
} as const;

function UnifiedDiff({ text }: { readonly text: string }) {
  return unifiedLines(text).map(({ kind, text: line }, index) => {
    const Line = LINES[kind];
    return (
      <Line key={index} className={LINE_CLASSES[kind]}>
        <Exact text={`${line}\n`} />
      </Line>
    );
  });
}
