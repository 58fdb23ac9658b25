// An executor in plain Node: waits until a review is decided, claims it, runs what was approved, and reports.
// COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=... node executor.mjs <review id>
const { COUNTERSIGN_URL: url = 'http://127.0.0.1:3000', COUNTERSIGN_TOKEN: token } = process.env;
const review = `/v1/reviews/${process.argv[2]}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats what was not answered, under the same key, so that it is done once; throws what was refused. */
async function call(method, path, body) {
  const headers = { authorization: `Bearer ${token}` };
  if (body)
    Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() });
  for (;;) {
    const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) }).catch(
      () => null,
    );
    if (response?.ok) return response.json();
    if (response !== null && response.status !== 503) {
      const problem = await response.json();
      throw Object.assign(new Error(`${problem.type}: ${problem.detail}`), problem);
    }
    await pause(1000 * Number(response?.headers.get('retry-after') ?? 1));
  }
}

/** Who has only the scope `execute` sees a review once it is approved. */
async function decided() {
  for (;;) {
    const found = await call('GET', `${review}/wait?for=decision&timeout=60`).catch((problem) => problem);
    if (found.status === 404) await pause(1000);
    else if (found instanceof Error) throw found;
    else if (found.status !== 'PENDING') return found;
  }
}

/** Replace this: only what is in the payload was approved. Stop when the signal aborts. */
async function run(payload, signal) {
  signal.throwIfAborted();
  return { ran: payload.input };
}

const { status } = await decided();
if (status !== 'APPROVED') throw new Error(`not to be executed, it is ${status}`);

// Exactly one executor gets past this line, however many try.
const { lease, payload, digest } = await call('POST', `${review}/claim`, { leaseSeconds: 30 });
const { number, fencingToken, seconds } = lease;
const stop = new AbortController();
const heartbeat = setInterval(
  () =>
    call('POST', `${review}/leases/${number}/heartbeat`, { fencingToken }).catch((lost) => stop.abort(lost)),
  (seconds * 1000) / 3,
);

const report = { fencingToken, outcome: 'unknown', result: null, note: null };
try {
  report.result = await run(payload, stop.signal);
  report.outcome = 'succeeded';
} catch (error) {
  // Say `failed` only if it is certain that nothing was done; an aborted run leaves its outcome unknown.
  report.outcome = stop.signal.aborted ? 'unknown' : 'failed';
  report.note = String(error);
} finally {
  clearInterval(heartbeat);
}
const { execution } = await call('POST', `${review}/leases/${number}/complete`, report);
console.log(JSON.stringify({ digest, execution, result: report.result }));
