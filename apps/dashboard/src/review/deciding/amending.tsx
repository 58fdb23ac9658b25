import type { Review } from '@countersign/client';
import { Button, NativeSelect } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo } from 'react';
import CodeEditor from '../../parts/code-editor.tsx';
import { Exact } from '../../parts/exact.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Note } from '../../parts/note.tsx';
import { mergePatch, type Patch } from '../merge-patch.ts';
import { type Payload, piecesOf } from '../pieces.ts';
import { useDraft } from './draft.ts';
import { changedBy, type Draft, draftOf, ontoOther, payloadOf, readDraft, writeDraft } from './amended.ts';

const DiffView = lazy(() => import('../diff-view.tsx'));

interface AmendingProps {
  readonly review: Review;
  /** Null where there is nothing to be approved as amended. */
  readonly onPatch: (patch: Payload | null) => void;
}

/** The content, to be changed in place; under it what that makes of it. */
export default function Amending({ review, onPatch }: AmendingProps) {
  const { payload, digest, subjectKind } = review;
  const [kept, keep] = useDraft(review.id, 'content');
  const known = useMemo(() => readDraft(kept), [kept]);
  const begun = useMemo(
    () => draftOf(payload, digest, mainField(payload, subjectKind)),
    [payload, digest, subjectKind],
  );
  const draft = known?.digest === digest ? known : begun;
  const write = (next: Draft): void => keep(writeDraft(next));
  const amended = useMemo(() => payloadOf(draft), [draft]);
  const patch: Patch | null = useMemo(
    () => (amended === null ? null : mergePatch(payload, amended)),
    [payload, amended],
  );
  const said = patch?.kind === 'patch' ? JSON.stringify(patch.patch) : null;
  useEffect(() => {
    onPatch(said === null ? null : (JSON.parse(said) as Payload));
  }, [said, onPatch]);
  const shown = useDeferredValue(amended);
  const fields = Object.keys(draft.base).filter((key) => typeof draft.base[key] === 'string');
  if (known !== null && known.digest !== digest)
    return (
      <OtherDraft
        draft={known}
        onApply={() => write(ontoOther(known, payload, digest))}
        onDrop={() => keep('')}
      />
    );
  return (
    <div className="stack">
      <NativeSelect
        label="What to change"
        value={draft.field ?? ''}
        disabled={amended === null}
        onChange={(event) =>
          write(draftOf(amended ?? payload, digest, event.currentTarget.value || null, payload))
        }
        data={[
          ...fields.map((field) => ({ value: field, label: field })),
          { value: '', label: 'Everything, as JSON' },
        ]}
      />
      <CodeEditor
        key={`${digest}:${draft.field ?? ''}`}
        label={draft.field === null ? 'The content as JSON' : `The content: ${draft.field}`}
        language={draft.field === null ? 'json' : isSql(review, draft.field) ? 'sql' : 'text'}
        value={draft.text}
        onChange={(text) => write({ ...draft, text })}
      />
      <WhyNoPatch patch={patch} />
      {patch?.kind === 'patch' && shown !== null && (
        <section className="stack stack-tight" aria-label="What you change">
          <h3>What you change</h3>
          <Suspense fallback={<Loading label="The difference is loading" />}>
            <DiffView
              before={payload}
              after={shown}
              names={[`Version ${review.version}`, 'As you amend it']}
            />
          </Suspense>
        </section>
      )}
    </div>
  );
}

interface OtherDraftProps {
  readonly draft: Draft;
  readonly onApply: () => void;
  readonly onDrop: () => void;
}

/** What was typed before the content became another one: it goes into that only when the reader says so. */
function OtherDraft({ draft, onApply, onDrop }: OtherDraftProps) {
  return (
    <Note
      tone="amber"
      title="What you have typed was for another version"
      text="Put into this one, it may take back what somebody else has changed: look at the difference then."
    >
      <div className="code-frame" tabIndex={0} role="region" aria-label="What you have typed">
        <pre dir="auto">
          <Exact text={typedIn(draft)} />
        </pre>
      </div>
      <div className="row">
        <Button variant="default" size="xs" onClick={onApply}>
          Put it into this version
        </Button>
        <Button variant="default" size="xs" onClick={onDrop}>
          Drop it
        </Button>
      </div>
    </Note>
  );
}

/** The text where only that was changed, and else every field that was. */
function typedIn(draft: Draft): string {
  const changed = changedBy(draft);
  if (changed === null || draft.field === null) return draft.text;
  const others = Object.keys(changed).filter((field) => field !== draft.field);
  return others.length === 0 ? draft.text : JSON.stringify(changed, (_, value: unknown) => value ?? null, 2);
}

/** What stands in the way of approving it as amended. */
function WhyNoPatch({ patch }: { readonly patch: Patch | null }) {
  if (patch === null) return <Note tone="red" title="This is no JSON object yet" />;
  if (patch.kind === 'same') return <p className="muted">Nothing is changed yet.</p>;
  if (patch.kind === 'patch') return null;
  return (
    <Note
      tone="red"
      title={`${patch.path} cannot be set to null`}
      text="An amendment takes null for leaving something out. Take the field away instead."
    />
  );
}

const mainField = (payload: Payload, kind: string): string | null => {
  const [first] = piecesOf(payload, kind);
  return first !== undefined && first.as !== 'json' && typeof payload[first.key] === 'string'
    ? first.key
    : null;
};

const isSql = ({ payload, subjectKind }: Review, field: string): boolean =>
  piecesOf(payload, subjectKind).some(({ as, key }) => as === 'sql' && key === field);
