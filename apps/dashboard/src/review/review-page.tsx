import { Placeholder } from '../shell/placeholder.tsx';

export default function ReviewPage() {
  return <Placeholder title="Review" text="What is to be decided." />;
}
