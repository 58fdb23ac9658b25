// A crystalliser in plain Node: remembers that something was decided, and why. See docs/crystalliser.md.
//   PORT=4000 node docs/examples/crystalliser.mjs
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';

function memoriesOf({ outcome, review }) {
  const verdict = outcome === 'approve' ? 'may be done' : 'must not be done';
  const reasons = review.decisions
    .map(({ note }) => note)
    .filter((note) => note !== null && note.trim() !== '');
  const candidates = outcome === 'approve' ? review.candidateMemories : [];
  return [`${review.title} ${verdict}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`, ...candidates]
    .map((memory) => memory.trim().slice(0, 2_000).trim())
    .filter((memory) => memory !== '')
    .slice(0, 100);
}

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  // The same run may be asked for again; what costs something is better kept by its id.
  console.log(`run ${request.headers['idempotency-key']}`);
  const memories = memoriesOf(JSON.parse(Buffer.concat(chunks).toString()));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ memories }));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
