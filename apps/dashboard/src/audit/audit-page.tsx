import { Placeholder } from '../shell/placeholder.tsx';

export default function AuditPage() {
  return <Placeholder title="Audit" text="What was decided, by whom, and the proof of it." />;
}
