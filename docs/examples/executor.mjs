// An executor in plain Node: waits until a review is decided, claims it, runs what was approved, and reports.
// COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=... node executor.mjs <review id>
const { COUNTERSIGN_URL: url = 'http://127.0.0.1:3000', COUNTERSIGN_TOKEN: token } = process.env;
const review = `/v1/reviews/${process.argv[2]}`;

async function call(method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.type}: ${answer.detail}`);
  return answer;
}

/** Replace this: only what is in the payload was approved. Stop when the signal aborts. */
async function run(payload, signal) {
  signal.throwIfAborted();
  return { ran: payload.input };
}

let { status } = await call('GET', `${review}/wait?for=decision&timeout=60`);
while (status === 'PENDING') ({ status } = await call('GET', `${review}/wait?for=decision&timeout=60`));
if (status !== 'APPROVED') throw new Error(`not to be executed, it is ${status}`);

// Exactly one executor gets past this line, however many try.
const { lease, payload, digest } = await call('POST', `${review}/claim`, { leaseSeconds: 30 });
const { number, fencingToken, seconds } = lease;
const stop = new AbortController();
const heartbeat = setInterval(
  () =>
    call('POST', `${review}/leases/${number}/heartbeat`, { fencingToken }).catch((error) =>
      stop.abort(error),
    ),
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
