import { Placeholder } from '../shell/placeholder.tsx';

export default function QueuePage() {
  return <Placeholder title="Queue" text="What waits for a decision." />;
}
