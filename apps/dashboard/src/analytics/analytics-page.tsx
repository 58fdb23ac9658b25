import { Placeholder } from '../shell/placeholder.tsx';

export default function AnalyticsPage() {
  return <Placeholder title="Analytics" text="How long decisions take, and how many there are." />;
}
