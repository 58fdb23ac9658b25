import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { Loading } from '../parts/loading.tsx';
import { NothingHere } from '../shell/nothing-here.tsx';
import RuleList from './rule-list.tsx';
import RulePage from './rule-page.tsx';
import '../review/review.css';
import './rules.css';

const NewRulePage = lazy(() =>
  import('./edit-pages.tsx').then(({ NewRulePage }) => ({ default: NewRulePage })),
);
const EditRulePage = lazy(() =>
  import('./edit-pages.tsx').then(({ EditRulePage }) => ({ default: EditRulePage })),
);

/** What the workspace asks for by itself. */
export default function RulesPage() {
  return (
    <Suspense fallback={<Loading label="The rule is loading" />}>
      <Routes>
        <Route index element={<RuleList />} />
        <Route path="new" element={<NewRulePage />} />
        <Route path="named/:name" element={<RulePage />} />
        <Route path="named/:name/edit" element={<EditRulePage />} />
        <Route path="*" element={<NothingHere />} />
      </Routes>
    </Suspense>
  );
}
