import type { Rule } from '@countersign/client';
import { Button, Modal } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { Section } from '../parts/section.tsx';
import { addresses } from '../shell/addresses.ts';
import { announce } from '../shell/announcer.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { EveryRequest } from './every-request.tsx';
import { ApprovalFields, MatchFields, NameFields, TimeFields } from './rule-fields.tsx';
import { FIELDS } from './rule-places.ts';
import { PreviewPanel } from './rule-preview.tsx';
import { RuleSimulation } from './rule-simulation.tsx';
import { matchesAll } from './rule-words.ts';
import { useEditing } from './use-editing.ts';
import { useLeaving } from './use-leaving.ts';
import { useKnownWords, useRereadRules } from './use-rules.ts';

const SaveDialog = lazy(() => import('./save-dialog.tsx'));

/** Where a rule is written: beside it what it would do, and nothing is sent that was not looked at as a whole. */
export function RuleEditor({ rule }: { readonly rule: Rule | null }) {
  const navigate = useNavigate();
  const reread = useRereadRules();
  const editing = useEditing(rule);
  const { basis, form, terms, draft, faults, conflict, isChanged, after } = editing;
  const [isSaving, setSaving] = useState(false);
  const leaving = useLeaving(isChanged);
  const place = useRef<HTMLDivElement>(null);
  const known = useKnownWords().data;

  const review = (): void => {
    editing.try();
    const wrong = terms.name === '' ? 'name' : FIELDS.find((field) => faults[field] !== undefined);
    if (wrong === undefined) return setSaving(true);
    announce('Something in the form is not as it should be.', 'assertive');
    place.current
      ?.querySelector<HTMLElement>(`[data-field="${wrong}"] :is(input, textarea, select)`)
      ?.focus();
  };
  const leaveTo = (address: string): void => {
    leaving.letGo();
    void navigate(address);
  };
  const fields = { form, faults, known, isNew: basis === null, onChange: editing.change };
  return (
    <>
      {conflict !== undefined && (
        <ChangedMeanwhile
          name={terms.name}
          basis={basis}
          now={conflict}
          onKeep={() => editing.setBasis(conflict)}
          onTake={() => (conflict === null ? leaveTo(addresses.rules) : editing.take(conflict))}
        />
      )}
      <div className="rule-columns">
        <div className="stack" ref={place}>
          <NameFields {...fields} />
          <MatchFields {...fields} />
          {matchesAll(terms.match) && <EveryRequest after={after} />}
          <ApprovalFields {...fields} />
          <TimeFields {...fields} />
        </div>
        <div className="stack">
          <PreviewPanel name={draft.name} previewing={editing.previewing} />
          <Section title="What it would have changed">
            <RuleSimulation trying={{ rule: draft }} isOff={Object.keys(faults).length > 0} />
          </Section>
        </div>
      </div>
      <div className="rule-save">
        {faults.rule !== undefined && <Note tone="red" title={faults.rule} urgent />}
        {editing.refusal !== null && <Failure error={editing.refusal} what="Not saved" />}
        <div className="row">
          <Button disabled={!isChanged || conflict !== undefined} onClick={review}>
            Review the change
          </Button>
          <Button
            component={Link}
            to={basis === null ? addresses.rules : addresses.rule(basis.name)}
            variant="default"
          >
            Cancel
          </Button>
          <span className="small muted">
            {isChanged ? 'Nothing is saved yet.' : 'Nothing is changed yet.'}
          </span>
        </div>
      </div>
      {isSaving && (
        <Suspense fallback={null}>
          <SaveDialog
            basis={basis}
            form={form}
            after={after}
            onClose={() => setSaving(false)}
            onSaved={({ name }) => {
              leaveTo(addresses.rule(name));
              void reread();
            }}
            onRefused={(error) => {
              setSaving(false);
              editing.setRefusal(error);
              void reread();
            }}
          />
        </Suspense>
      )}
      <LeaveDialog leaving={leaving} />
    </>
  );
}

function LeaveDialog({ leaving }: { readonly leaving: ReturnType<typeof useLeaving> }) {
  return (
    <Modal
      opened={leaving.isAsking}
      onClose={leaving.stay}
      title="Leave without saving?"
      closeButtonProps={{ 'aria-label': 'Stay' }}
    >
      <div className="stack">
        <p>What you have written about this rule is lost then.</p>
        <div className="row">
          <Button variant="default" onClick={leaving.stay}>
            Stay
          </Button>
          <Button color="red.9" onClick={leaving.leave}>
            Leave without saving
          </Button>
        </div>
      </div>
    </Modal>
  );
}
