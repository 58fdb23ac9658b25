import { startEventStore } from '@countersign/embedded-store';
import { describeLog } from './log.contract';

describeLog('a log on the embedded store', () => startEventStore({ inMemory: true }));
