/** What the store's program ends with where it cannot start or go on; as sysexits.h names them. */
export const BAD_SETTINGS = 64;
/** The log could not be written or synced. */
export const LOG_FAILED = 70;
/** Another store holds the data folder. */
export const FOLDER_TAKEN = 75;
