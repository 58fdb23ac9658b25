import { Placeholder } from '../shell/placeholder.tsx';

export default function OperationsPage() {
  return <Placeholder title="Operations" text="How far the views are, and how the gateway is." />;
}
