/** What the store's program ends with where it cannot start or go on; as sysexits.h names them. */
export const BAD_SETTINGS = 64;
/** Another server holds something else than what is to be copied to it. */
export const OTHER_CONTENT = 65;
/** There is no log in the folder. */
export const NO_LOG = 66;
/** Another server does not answer. */
export const NO_ANSWER = 69;
/** The log could not be read, written or synced. */
export const LOG_FAILED = 70;
/** A backup cannot be made where it should go. */
export const NO_PLACE = 73;
/** Another store holds the data folder, or another process the log in it for long. */
export const FOLDER_TAKEN = 75;
