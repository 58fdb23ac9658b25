import type { PreviewAnswer } from '@countersign/client';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { holderWords } from '../review/review-words.ts';
import { Section } from '../parts/section.tsx';
import { ExampleFields } from './example-fields.tsx';
import { faultsIn } from './rule-places.ts';
import { allOf, type RuleTerms } from './rule-words.ts';
import { type Previewing, usePreviewing } from './use-previewing.ts';

/** Of a rule as it stands. */
export function RulePreview({ terms }: { readonly terms: RuleTerms }) {
  return <PreviewPanel name={terms.name} previewing={usePreviewing(terms, null)} />;
}

interface PreviewPanelProps {
  /** The rule that it is asked about. */
  readonly name: string;
  readonly previewing: Previewing;
}

/** What an example would become, and who of some people could approve it. Nothing is recorded. */
export function PreviewPanel({ name, previewing }: PreviewPanelProps) {
  const { answer } = previewing;
  const isOfRule = Object.keys(faultsIn(answer.error)).length > 0;
  return (
    <Section title="Who could approve this?">
      <ExampleFields previewing={previewing} />
      {answer.isPending && <Loading label="The preview is loading" />}
      {answer.isError &&
        (isOfRule ? (
          <Note
            tone="amber"
            title="Not yet a rule"
            text="The preview goes on once what is marked is mended."
          />
        ) : (
          <Failure error={answer.error} what="The preview" retry={() => void answer.refetch()} />
        ))}
      {answer.data !== undefined && !answer.isError && (
        <div className="stack" aria-busy={answer.isFetching || undefined}>
          <Answer answer={answer.data} name={name} />
        </div>
      )}
    </Section>
  );
}

function Answer({ answer, name }: { readonly answer: PreviewAnswer; readonly name: string }) {
  const { refusal, rule, slots, needed, approvers, satisfiable } = answer;
  const holders = slots.map(({ holder }) => holderWords(holder));
  return (
    <>
      <Obeys rule={rule?.name ?? null} name={name} answer={answer} />
      {refusal !== null ? (
        <Note tone="red" title="The request would be refused" text={refusal.detail} />
      ) : (
        <>
          <p>
            Needs <strong>{needed === 1 ? 'one approval' : `${needed} approvals`}</strong>
            {needed < holders.length ? ' from among ' : ' from '}
            <bdi>{allOf(holders)}</bdi>.
          </p>
          {!satisfiable && (
            <Note
              tone="amber"
              title="These people together could not bring its approval"
              text="Unless somebody forces it. Add whom you have in mind, or ask for less."
            />
          )}
          <ul className="rule-approvers" aria-label="Who could approve it">
            {approvers.map(({ id, may, refusal: why, slots: filled }) => (
              <li key={id}>
                {may ? (
                  <IconCheck aria-hidden size={18} className="rule-may" />
                ) : (
                  <IconX aria-hidden size={18} className="rule-may-not" />
                )}
                <span>
                  <strong>
                    <bdi>{id}</bdi>
                  </strong>
                  <span className="only-read">{may ? ' could' : ' could not'}</span>
                  <span className="small muted rule-approver-why">
                    {may
                      ? `fills ${allOf(filled.map((index) => holders[index] ?? `slot ${index + 1}`))}`
                      : whyNotWords(why)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const WHY_NOT: Readonly<Record<string, string>> = {
  'self-approval': 'asks for it in this example',
  'not-eligible': 'is in none of its slots',
  'not-found': 'would not even see it',
  'agents-cannot-decide': 'agents ask; people decide',
};

const whyNotWords = (why: PreviewAnswer['refusal']): string =>
  why === null ? '' : (WHY_NOT[why.type.replace('urn:countersign:problem:', '')] ?? why.detail);

interface ObeysProps {
  readonly rule: string | null;
  readonly name: string;
  readonly answer: PreviewAnswer;
}

const MISMATCHES = {
  kind: 'another kind',
  action: 'another action',
  'labels-all-of': 'a label is missing',
  'labels-any-of': 'none of the labels',
} as const;

/** Which rule it would obey: loudly where it is not the one in question. */
function Obeys({ rule, name, answer }: ObeysProps) {
  const sentence =
    rule === null
      ? 'It would obey no rule: what it says itself counts.'
      : rule === name
        ? 'It would obey this rule.'
        : `It would obey the rule ${rule}, not this one.`;
  return (
    <>
      {rule === name ? <p>{sentence}</p> : <Note tone="amber" title={sentence} />}
      <details className="small">
        <summary>How the rules were tried</summary>
        <ol className="rule-trials">
          {answer.trials.map((trial) => (
            <li key={trial.name}>
              <bdi>{trial.name}</bdi>:{' '}
              {trial.mismatch === null
                ? trial.name === rule
                  ? 'matches'
                  : 'would match, but comes later'
                : MISMATCHES[trial.mismatch]}
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}
