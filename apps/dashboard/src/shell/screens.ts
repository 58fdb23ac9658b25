import type { Me } from '@countersign/client';
import { IconChartBar, IconHistory, IconInbox, IconScale, IconServer2 } from '@tabler/icons-react';
import { isOverseer } from '../session/reader.ts';
import { addresses } from './addresses.ts';

interface Screen {
  readonly name: string;
  readonly to: string;
  readonly Icon: typeof IconInbox;
  readonly isFor: (me: Me) => boolean;
}

const everybody = (): boolean => true;

/** What the navigation shows, to whom it has something to show. */
export const screens: readonly Screen[] = [
  { name: 'Queue', to: addresses.queue, Icon: IconInbox, isFor: everybody },
  { name: 'Audit', to: addresses.audit, Icon: IconHistory, isFor: everybody },
  { name: 'Analytics', to: addresses.analytics, Icon: IconChartBar, isFor: isOverseer },
  { name: 'Operations', to: addresses.operations, Icon: IconServer2, isFor: isOverseer },
  { name: 'Rules', to: addresses.rules, Icon: IconScale, isFor: everybody },
];
