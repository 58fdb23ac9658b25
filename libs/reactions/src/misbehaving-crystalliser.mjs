// What a crystalliser behind HTTP may do wrong, for tests: answers the requests of one run as the words in its path say,
// one after the other, the last one for ever. `GET /` tells what was asked.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';

const asked = [];
const answers = {
  slow: () => undefined,
  stalled: (response) => response.writeHead(200).write('{"memories": ['),
  malformed: (response) => response.end('<html>'),
  huge: (response) => response.end(JSON.stringify({ memories: [], filling: 'x'.repeat(1_100_000) })),
  redirect: (response) => response.writeHead(307, { location: '/right' }).end(),
  busy: (response) => response.writeHead(503, { 'retry-after': '7' }).end(),
  gone: (response) => response.destroy(),
  right: (response) => response.end(JSON.stringify({ memories: [' one ', 'two'], more: true })),
};

const server = createServer(async (request, response) => {
  if (request.method === 'GET') return response.end(JSON.stringify(asked));
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { url, headers } = request;
  const words = url.slice(1).split(',');
  const run = headers['idempotency-key'];
  const before = asked.filter(
    (other) => other.url === url && other.headers['idempotency-key'] === run,
  ).length;
  asked.push({ url, headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
  const word = words[Math.min(before, words.length - 1)];
  if (word in answers) answers[word](response);
  else response.writeHead(Number(word)).end('no');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
