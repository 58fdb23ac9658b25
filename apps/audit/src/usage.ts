export const USAGE = `Proves the log of Countersign and tells what is in it; tells how the views stand and stood, compares them with the log
and repairs them from it, and what is kept beside them. It reads the log and cannot write to it.

  npm run audit -- verify [--workspace W] [--from P] [--against FILE] [--json]
  npm run audit -- verify --export FILE [--workspace W] [--json]
  npm run audit -- export [--workspace W] [--from P] [--to P] [--out FILE] [--json]
  npm run audit -- timeline <review|session> [--workspace W] [--json]
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

verify
  Looks at every event of the log: its hash chain, its place and its id, what it is about, and whether it keeps the rules:
  who decided, by the groups and roles recorded with it and the rule that the review has pinned, digests, times, leases.
  Lists what is wrong, a line each, and counts it by code. docs/auditing.md says what that proves, and what not.
  --against FILE   also holds the log against an earlier export: whatever is missing, changed or put in since then.
                   Only this finds a tail that was cut off, or a history that was written anew with hashes that fit.
  --export FILE    verifies an export alone, wherever it is kept, and whole; no log and no settings are needed
  --from P         only from the event at this position on; what is before is read where it is needed

export
  Writes the events as they are stored, a line of JSON each, and a manifest with the digest of them all; to stdout, or to
  a file that must not be there yet and appears once it is complete; until then it is FILE.partial-<pid>. Keep it where
  the operator of the log cannot write.
  --from, --to     positions, both included; --from must be the position of an event, --to not beyond the log. An append
                   is never cut: the manifest says where it ended

timeline <review|session>
  Tells what happened to a review, or to all reviews of a session, with what was executed and what is remembered: number,
  time, and a sentence for each fact, straight from the log. The views only say in which workspace it is; without them,
  or where several workspaces have that id, give --workspace.

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
  --json   one JSON document on stdout instead of sentences, and on stderr one line of JSON for each step; say
           npm run --silent where stdout is kept, else npm's own lines come first;
           diff: one line of JSON for each difference, {"difference": ...}, and a last one with "differences": their number
  --help   this text

Exit codes
  0    verify: nothing is wrong; export, timeline: it was written, told; status: it was told, whatever it is;
       rebuild: the new views serve; replay: the tables were printed; diff: no row differs;
       replay-parked: nothing of what was tried is parked any more;
       retry-parked-work: what was parked is tried again, which may be nothing
  1    verify: something is wrong; timeline: there is no such review or session, or a stream of it was deleted;
       diff: rows differ, also where it was interrupted, or nobody read on, after the first of them;
       replay-parked: some streams are still parked
  2    the command line or the settings are not usable, a file is no export or is there already, the log has no
       such place, or there are no views, or they have to be rebuilt first
  3    the store or the database cannot be reached
  70   the command itself failed, and says where on stderr: nothing is said of the log
  74   the answer or the file could not be written. Whoever stops reading what is only told, as head does, is not told of
  130  interrupted

Examples
  npm run --silent audit -- verify --json > findings.json
  npm run --silent audit -- export | gzip > march.ndjson.gz
  npm run audit -- export --out march.ndjson
  npm run audit -- verify --against march.ndjson
  npm run audit -- timeline night-run --workspace 6f1c2b9e-0d5b-4c3e-9a51-1f0a3c9d7e10
  npm run audit -- status --json
  npm run audit -- rebuild
  DATABASE_URL=postgres://views@db/views EVENTSTORE_CONNECTION_STRING=esdb://node:2113 npm run audit -- rebuild --json
  npm run audit -- replay --to 2026-03-01T12:00:00Z --out ./then
  npm run audit -- replay --to 81234 --rows 5
  npm run audit -- diff || echo "rebuild them"
  npm run audit -- replay-parked
  npm run audit -- retry-parked-work
  npm run audit -- replay-parked review-6b1c0ddc-6fb9-4b8e-a0d9-1f5a3c1e1f10_0f8fad5b-d9cb-469f-a165-70867728950e`;
