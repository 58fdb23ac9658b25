import type { Workbench } from '../workbench';
import type { ViewsSettings } from './settings';

/** What every measurement of the views has. */
export interface ViewsBench extends Workbench {
  readonly settings: ViewsSettings;
}

export type Database = 'SQLite' | 'PostgreSQL';
