export const USAGE = `Tells how the views of Countersign stand and stood, compares them with its log, and repairs them from it, and what is kept beside them. It reads the log and never writes to it.

  npm run audit -- status [--json]
  npm run audit -- rebuild [--json]
  npm run audit -- replay [--to <time|position>] [--out DIR] [--rows N] [--json]
  npm run audit -- diff [--json]
  npm run audit -- replay-parked [stream...] [--json]
  npm run audit -- retry-parked-work [key...] [--json]

It finds the log and the views as the gateway does, so run it with the same environment:
  DATA_DIR                      ./data: the SQLite views, and the embedded store's log
  DATABASE_URL                  views in PostgreSQL instead
  EVENTSTORE_CONNECTION_STRING  a real EventStoreDB or KurrentDB instead
A running embedded store is used; where none runs, one is started for as long as the command takes. Gateways go on.

status
  Tells, from the database alone and without changing anything, where each projection is and which streams are parked,
  and why; and of each reaction what is stuck (it failed often and is tried on) or parked, with keys, attempts and the
  last problem. /readyz, which anybody may read, only counts these.

rebuild
  Builds all views anew from the log, beside those that serve, and lets the new ones take over: readers notice nothing.
  You need it when /readyz answers 503 and the gateway's log says so:
  - the checkpoint of the views is lost (a row of "builds" was deleted, a database was restored without it);
  - the store has another event at the checkpoint: it was restored from a backup, or it is another store;
  - and whenever you doubt a view. Nothing is lost by it: the log holds everything.
  Progress is told on stderr. When it is interrupted (Ctrl-C, a crash), run it again: it goes on where it stopped.
  Gateways with a SQLite file each are rebuilt one by one, each with its own DATA_DIR.

replay [--to <time|position>] [--out DIR] [--rows N]
  Answers "what did the lists show then?": rebuilds all views as they were into a fresh SQLite file and prints each table
  with its number of rows and the first N of them (20). It says at which position of the log that is, behind which event,
  and changes nothing of the live views.
  --to    an RFC 3339 time with its zone, 2026-03-01T12:00:00Z: everything up to the last event that the store recorded
          not after it; or a position, inclusive: the "position" of an API's answer, of an SSE message, of a list of
          events. Without it, the head of the log
  --out   keeps every row in DIR/views.sqlite, for any SQLite client; it must not be there. Without it nothing is kept
  --rows  how many rows of each table are printed; 0 for the numbers alone

diff
  Answers "are the live views what the log says?": replays the log into a temporary file up to exactly where the live
  views stand at one moment, and compares every table of the two, row by row. It tells each row that differs with its key:
  "only live" (the log says nothing of it), "only replayed" (the live views lack it), or the columns with both values.
  Gateways go on meanwhile, and what they write is never taken for a difference. Run it after a restore, or every night;
  what it finds, rebuild mends. Where the live views are of another store it says so, and compares nothing.

replay-parked [stream...]
  A stream with an event that this version cannot apply is parked: its review stands still in the views, others go on,
  and /readyz says "degraded"; "status" and the gateway's log say which stream, and why. Once a version runs that knows
  the event, this tries the named streams again, or all of them. Tells what was parked, what is back, and what still is and why.

retry-parked-work [key...]
  Work of a reaction that an outside service refused, or failed to do too often, is parked: it is left to do and not tried
  any more; /readyz counts it under "reactions" as "parked", "status" tells its key and the last problem. Today only the
  crystalliser of CRYSTALLISER_URL does that. Once the service is mended, this has the work of the named keys tried again,
  or all of it, by whichever gateway does that reaction, within about a second. It forgets the failed attempts and touches
  nothing else; it does not wait for the outcome, and needs no log.

Options
  --json   one JSON document on stdout instead of sentences, and on stderr one line of JSON for each step;
           diff: one line of JSON for each difference, {"difference": ...}, and a last one with "differences": their number
  --help   this text

Exit codes
  0    status: it was told, whatever it is; rebuild: the new views serve; replay: the tables were printed; diff: no row differs;
       replay-parked: nothing of what was tried is parked any more;
       retry-parked-work: what was parked is tried again, which may be nothing
  1    diff: rows differ; replay-parked: some streams are still parked; what failed otherwise says why on stderr
  2    the command line or the settings are not usable, or the log has not come to --to, or there are no views,
       or they have to be rebuilt first
  3    the store or the database cannot be reached
  130  interrupted

Examples
  npm run audit -- status --json
  npm run audit -- rebuild
  DATABASE_URL=postgres://views@db/views EVENTSTORE_CONNECTION_STRING=esdb://node:2113 npm run audit -- rebuild --json
  npm run audit -- replay --to 2026-03-01T12:00:00Z --out ./then
  npm run audit -- replay --to 81234 --rows 5
  npm run audit -- diff || echo "rebuild them"
  npm run audit -- replay-parked
  npm run audit -- retry-parked-work
  npm run audit -- replay-parked review-6b1c0ddc-6fb9-4b8e-a0d9-1f5a3c1e1f10_0f8fad5b-d9cb-469f-a165-70867728950e`;
