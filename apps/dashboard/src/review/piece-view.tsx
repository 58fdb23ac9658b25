import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Exact } from '../parts/exact.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Loading } from '../parts/loading.tsx';
import type { Piece, TextWay } from './pieces.ts';
import { shellTokens } from './shell-tokens.ts';
import { sqlTokens } from './sql-tokens.ts';
import { unifiedLines } from './unified-diff.ts';

const Markdown = lazy(() => import('../parts/markdown.tsx'));

/** Longer ones stand without colours, and JSON without its tree: a page that stands still shows nothing. */
const LONGEST_IN_PARTS = 60_000;

const WORDS: Readonly<Record<TextWay, string>> = {
  sql: 'SQL',
  shell: 'command',
  diff: 'diff',
  markdown: 'Markdown',
  text: 'text',
};

type TextPiece = Extract<Piece, { readonly text: string }>;

/** A part of what will run: the exact text first. */
export function PieceView({ piece }: { readonly piece: Piece }) {
  return piece.as === 'json' ? (
    <Values value={piece.value} label={piece.key || 'Values'} />
  ) : (
    <Text piece={piece} />
  );
}

function Values({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = JSON.stringify(value, null, 2);
  if (text.length <= LONGEST_IN_PARTS)
    return (
      <div className="code-frame" tabIndex={0} role="region" aria-label={label}>
        <JsonView value={value} label={label} isOpen />
      </div>
    );
  return (
    <div className="code-frame" tabIndex={0} role="region" aria-label={label}>
      <pre dir="ltr">
        <Exact text={text} />
      </pre>
    </div>
  );
}

function Text({ piece }: { readonly piece: TextPiece }) {
  const { as, key, text, on } = piece;
  const [isRendered, setRendered] = useState(false);
  return (
    <figure className="piece">
      <div className="row row-apart">
        <figcaption className="small muted">
          <code>
            <Exact text={key} />
          </code>{' '}
          {key.toLowerCase() !== WORDS[as].toLowerCase() && WORDS[as]}
          {on !== null && (
            <>
              {' · '}
              <code>connection</code>{' '}
              <bdi className="piece-on">
                <Exact text={on} />
              </bdi>
            </>
          )}
        </figcaption>
        {as === 'markdown' && (
          <Button
            variant="default"
            size="compact-xs"
            aria-pressed={isRendered}
            onClick={() => setRendered(!isRendered)}
          >
            {isRendered ? 'As it is written' : 'As it is formatted'}
          </Button>
        )}
      </div>
      {isRendered ? (
        <div className="code-frame prose" tabIndex={0} role="region" aria-label={`${key}, as Markdown`}>
          <Suspense fallback={<Loading label="The text is loading" lines={3} />}>
            <Markdown text={text} />
          </Suspense>
        </div>
      ) : (
        <div className="code-frame" tabIndex={0} role="region" aria-label={`${key}, ${WORDS[as]}`}>
          <pre dir={as === 'markdown' || as === 'text' ? 'auto' : 'ltr'}>
            <InColours as={as} text={text} />
          </pre>
        </div>
      )}
    </figure>
  );
}

function InColours({ as, text }: { readonly as: TextWay; readonly text: string }) {
  if (text.length > LONGEST_IN_PARTS) return <Exact text={text} />;
  switch (as) {
    case 'sql':
      return <Tokens tokens={sqlTokens(text)} />;
    case 'shell':
      return <Tokens tokens={shellTokens(text)} />;
    case 'diff':
      return <UnifiedDiff text={text} />;
    case 'markdown':
    case 'text':
      return <Exact text={text} />;
  }
}

const Tokens = ({
  tokens,
}: {
  readonly tokens: readonly { readonly kind: string; readonly text: string }[];
}) =>
  tokens.map(({ kind, text }, index) => (
    <span key={index} className={`code-${kind}`}>
      <Exact text={text} />
    </span>
  ));

function UnifiedDiff({ text }: { readonly text: string }) {
  return unifiedLines(text).map(({ as, text: line }, index) => {
    const words = <Exact text={`${line}\n`} />;
    switch (as) {
      case 'head':
        return (
          <span key={index} className="diff-head">
            {words}
          </span>
        );
      case 'added':
        return (
          <ins key={index} className="diff-line">
            {words}
          </ins>
        );
      case 'removed':
        return (
          <del key={index} className="diff-line">
            {words}
          </del>
        );
      case 'same':
        return <span key={index}>{words}</span>;
    }
  });
}
