import { useParams } from 'react-router';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Note } from '../parts/note.tsx';
import { isAdministrator, useReader } from '../session/reader.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { BackToRules } from './back-to-rules.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { useRule } from './use-rules.ts';

export function NewRulePage() {
  usePageTitle('New rule');
  return (
    <div className="page">
      <BackToRules />
      <h1>New rule</h1>
      {isAdministrator(useReader()) ? <RuleEditor rule={null} /> : <ForAdministrators />}
    </div>
  );
}

export function EditRulePage() {
  const { name = '' } = useParams();
  usePageTitle(`Edit rule ${name}`);
  const mayEdit = isAdministrator(useReader());
  const rule = useRule(name);
  return (
    <div className="page">
      <BackToRules />
      <h1>
        Edit <bdi>{name}</bdi>
      </h1>
      {!mayEdit && <ForAdministrators />}
      {mayEdit && rule.isPending && <Loading label="The rule is loading" />}
      {mayEdit && rule.data !== undefined && <RuleEditor key={name} rule={rule.data} />}
      {mayEdit && rule.isError && rule.data === undefined && (
        <Failure error={rule.error} retry={() => void rule.refetch()} />
      )}
    </div>
  );
}

const ForAdministrators = () => (
  <Note
    tone="grey"
    title="Only administrators change the rules"
    text="Everybody may read them, and ask who could approve what."
  />
);
