import type { Review } from '@countersign/client';
import { NativeSelect } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo } from 'react';
import CodeEditor from '../../parts/code-editor.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Note } from '../../parts/note.tsx';
import { mergePatch, type Patch } from '../merge-patch.ts';
import { type Payload, piecesOf } from '../pieces.ts';
import { useDraft } from './draft.ts';
import { type Draft, draftOf, payloadOf, readDraft, writeDraft } from './amended.ts';

const DiffView = lazy(() => import('../diff-view.tsx'));

interface AmendingProps {
  readonly review: Review;
  /** Null where there is nothing to be approved as amended. */
  readonly onPatch: (patch: Payload | null) => void;
}

/** The content, to be changed in place; under it what that makes of it. */
export default function Amending({ review, onPatch }: AmendingProps) {
  const { payload, digest } = review;
  const [kept, keep] = useDraft(review.id, 'content');
  // Of another content it is no draft any more.
  const draft = readDraft(kept, digest) ?? draftOf(payload, digest, mainField(payload));
  const write = (next: Draft): void => keep(writeDraft(next));
  const amended = useMemo(
    () => payloadOf(payload, draft.field, draft.text),
    [payload, draft.field, draft.text],
  );
  const patch: Patch | null = useMemo(
    () => (amended === null ? null : mergePatch(payload, amended)),
    [payload, amended],
  );
  const said = patch?.kind === 'patch' ? JSON.stringify(patch.patch) : null;
  useEffect(() => {
    onPatch(said === null ? null : (JSON.parse(said) as Payload));
  }, [said, onPatch]);
  const shown = useDeferredValue(amended);
  const fields = Object.keys(payload).filter((key) => typeof payload[key] === 'string');
  return (
    <div className="stack">
      <NativeSelect
        label="What to change"
        value={draft.field ?? ''}
        onChange={(event) => write(draftOf(payload, digest, event.currentTarget.value || null))}
        data={[
          ...fields.map((field) => ({ value: field, label: field })),
          { value: '', label: 'Everything, as JSON' },
        ]}
      />
      <CodeEditor
        key={draft.field ?? ''}
        label={draft.field === null ? 'The content as JSON' : `The content: ${draft.field}`}
        language={draft.field === null ? 'json' : isSql(payload, draft.field) ? 'sql' : 'text'}
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

const mainField = (payload: Payload): string | null => {
  const [first] = piecesOf(payload);
  return first !== undefined && first.as !== 'json' && typeof payload[first.key] === 'string'
    ? first.key
    : null;
};

const isSql = (payload: Payload, field: string): boolean =>
  piecesOf(payload).some(({ as, key }) => as === 'sql' && key === field);
