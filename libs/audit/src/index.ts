export { compareWithExport } from './export/compare';
export { ExportFile } from './export/export-file';
export { exportLines } from './export/export-lines';
export { LogExports } from './export/log-exports';
export { type Timeline, timelineOf } from './timeline/timeline';
export type { ToldEvent } from './timeline/told-event';
export type { Finding } from './verify/finding';
export { LogVerifications, type VerificationProgress } from './verify/log-verifications';
export { verifyLog, type Verified } from './verify/verify-log';
