export { compareWithExport } from './export/compare';
export { ExportFile, UnusableExport } from './export/export-file';
export { exportLines, type Export } from './export/export-lines';
export { LogExports } from './export/log-exports';
export { timelineOf, type Timeline } from './timeline/timeline';
export { toldEvent, type ToldEvent } from './timeline/told-event';
export type { Finding } from './verify/finding';
export { verifyLog, type Verification, type Verified, type VerifiedLog } from './verify/verify-log';
