import { isProblem, type Rule } from '@countersign/client';
import { Button } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { Person } from '../parts/person.tsx';
import { Age } from '../parts/times.tsx';
import { Section } from '../parts/section.tsx';
import { isAdministrator, useReader } from '../session/reader.ts';
import { addresses } from '../shell/addresses.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { BackToRules } from './back-to-rules.tsx';
import { EveryRequest } from './every-request.tsx';
import { saidBy } from './rule-changes.ts';
import { RuleHistory } from './rule-history.tsx';
import { RulePreview } from './rule-preview.tsx';
import { matchesAll, shadows } from './rule-words.ts';
import { useRule, useRules } from './use-rules.ts';

const DeleteDialog = lazy(() => import('./delete-dialog.tsx'));

/** One rule: all that it says, who could approve under it, and how it came to be so. */
export default function RulePage() {
  const { name = '' } = useParams();
  usePageTitle(`Rule ${name}`);
  const rule = useRule(name);
  const isGone = isProblem(rule.error, 'not-found');
  return (
    <div className="page">
      <BackToRules />
      {rule.isPending && (
        <>
          <h1 className="only-read">A rule</h1>
          <Loading label="The rule is loading" />
        </>
      )}
      {isGone && (
        <>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <Note
            tone="grey"
            title="There is no such rule now"
            text="If there ever was one, its history says so."
          />
          <RuleHistory name={name} />
        </>
      )}
      {rule.isError && !isGone && (
        <>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <Failure error={rule.error} retry={() => void rule.refetch()} />
        </>
      )}
      {rule.data !== undefined && !isGone && <Shown rule={rule.data} />}
    </div>
  );
}

function Shown({ rule }: { readonly rule: Rule }) {
  const { name, description, setBy, setAt, revision } = rule;
  const mayEdit = isAdministrator(useReader());
  const [isDeleting, setDeleting] = useState(false);
  const rules = useRules().data ?? [];
  const shadow = shadows(rules).get(name);
  const after = rules.slice(rules.findIndex((one) => one.name === name) + 1).map((one) => one.name);
  return (
    <>
      <div className="row row-apart">
        <div className="stack stack-tight">
          <h1>
            <bdi>{name}</bdi>
          </h1>
          {description !== '' && (
            <p>
              <bdi>{description}</bdi>
            </p>
          )}
          <p className="small muted">
            Revision {revision}, set by <Person person={setBy} /> <Age since={setAt} />
          </p>
        </div>
        {mayEdit && (
          <div className="row">
            <Button
              component={Link}
              to={addresses.editRule(name)}
              leftSection={<IconPencil aria-hidden size={16} />}
            >
              Edit
            </Button>
            <Button
              variant="default"
              leftSection={<IconTrash aria-hidden size={16} />}
              onClick={() => setDeleting(true)}
            >
              Delete
            </Button>
          </div>
        )}
      </div>
      {matchesAll(rule.match) && <EveryRequest after={after} />}
      {shadow !== undefined && (
        <Note
          tone="red"
          title="This rule is never tried"
          text={`${shadow} comes before it and matches every request.`}
        />
      )}
      <div className="rule-columns">
        <div className="stack">
          <Section title="What it says">
            <dl className="facts rule-facts">
              {saidBy(rule)
                .filter(({ what }) => what !== 'Description')
                .map(({ what, said }) => (
                  <div key={what}>
                    <dt>{what}</dt>
                    <dd>
                      <bdi>{said}</bdi>
                    </dd>
                  </div>
                ))}
            </dl>
          </Section>
          <RuleHistory name={name} />
        </div>
        <div className="stack">
          <RulePreview terms={rule} />
        </div>
      </div>
      {isDeleting && (
        <Suspense fallback={null}>
          <DeleteDialog rule={rule} onClose={() => setDeleting(false)} />
        </Suspense>
      )}
    </>
  );
}
