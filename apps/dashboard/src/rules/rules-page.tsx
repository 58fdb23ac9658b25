import { Placeholder } from '../shell/placeholder.tsx';

export default function RulesPage() {
  return <Placeholder title="Rules" text="Which approvals a request needs." />;
}
