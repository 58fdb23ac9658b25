import type { AuditEvent } from '@countersign/client';
import { memo, useState } from 'react';
import { Link } from 'react-router';
import { JsonView } from '../parts/json-view.tsx';
import { nameOf } from '../parts/names.ts';
import { Tag } from '../parts/tag.tsx';
import { Moment } from '../parts/times.tsx';
import { addresses } from '../shell/addresses.ts';
import { type LogAddress, writeLog } from './audit-address.ts';
import { KIND_TONES, KIND_WORDS, wayWords } from './event-words.ts';
import { Exact } from '../parts/exact.tsx';

interface EventRowProps {
  readonly event: AuditEvent;
  readonly address: LogAddress;
}

/** One recorded fact: in a sentence, and as it is stored for whoever asks. */
export const EventRow = memo(function EventRow({ event, address }: EventRowProps) {
  const { position, kind, review, revision, type, at, api, by, sentence, problem } = event;
  return (
    <li className="log-row">
      <div className="log-when small">
        <Moment at={at} />
        <span className="muted">
          position <span className="log-position">{position}</span>
        </span>
      </div>
      <div className="stack stack-tight">
        {sentence !== null && (
          <p>
            <bdi>
              <Exact text={sentence} />
            </bdi>
          </p>
        )}
        {problem !== null && (
          <p className="row">
            <Tag tone="red">cannot be read</Tag>{' '}
            <bdi>
              <Exact text={problem} />
            </bdi>
          </p>
        )}
        <div className="row small muted log-about">
          <Tag tone={KIND_TONES[kind]}>{KIND_WORDS[kind]}</Tag>
          <span>{type}</span>
          {by === null ? (
            <span>by nobody</span>
          ) : (
            <span>
              by{' '}
              <Link to={{ search: writeLog({ ...address, actor: by.id }).toString() }}>
                <bdi>
                  <Exact text={nameOf(by)} />
                </bdi>
                <span className="only-read">: show only what he did</span>
              </Link>
            </span>
          )}
          <span>{wayWords(api)}</span>
          {review !== null && (
            <Link
              to={kind === 'review' ? `${addresses.review(review)}?at=${revision}` : addresses.review(review)}
            >
              {kind === 'review' ? `The review at revision ${revision}` : 'The review'}
            </Link>
          )}
        </div>
        <Stored event={event} />
      </div>
    </li>
  );
});

function Stored({ event }: { readonly event: AuditEvent }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="small" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As it is recorded</summary>
      {isOpen && (
        <div className="code-frame">
          <JsonView value={event} label={event.type} />
        </div>
      )}
    </details>
  );
}
