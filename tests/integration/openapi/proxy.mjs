// A proxy that holds every exchange against the OpenAPI document of the host behind it.
// Usage: proxy.mjs PORT_FILE   PORT_FILE: where the host writes its port; read at each request, so
// that the host may start again. Prints its own origin once it listens.
//
// An exchange that breaks the document's word is answered 502 instead, told on the error output,
// and makes the exit status 1 when the proxy is ended by SIGTERM. Streams of events and files go
// through unread; their status and media type are held against the document as well.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { Document, mediaOf } from './document.mjs';

const [portFile] = process.argv.slice(2);
const kReadTypes = new Set(['application/json', 'application/problem+json', '']);
const agent = new http.Agent({ keepAlive: true });

let document;
let exchanges = 0;
let broken = 0;
const seen = new Set();

function wholeOf(stream) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => resolve(Buffer.concat(pieces)));
    stream.on('error', reject);
  });
}

function forward(request, body, port) {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = request;
    const asked = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent }, resolve);
    asked.on('error', reject);
    asked.end(body);
  });
}

function faults(request, body, answer, text) {
  const { pathname, searchParams } = new URL(request.url, 'http://host');
  const found = document.find(request.method, pathname);
  // HEAD, and what is no operation at all, is refused by the host as it sees fit.
  if (!found) return answer.statusCode < 400 && request.method !== 'HEAD' ? ['no such operation is said'] : [];
  seen.add(found.key);
  // An answer to HEAD has the head of what there would be.
  const read = request.method === 'HEAD' ? null : text;
  const wrong = document.answer(found, { status: answer.statusCode, type: answer.headers['content-type'], text: read });
  if (answer.statusCode < 300) {
    wrong.push(...document.request(found, {
      query: searchParams, type: request.headers['content-type'], text: body.toString('utf8') }));
  }
  return wrong;
}

async function exchange(request, response) {
  const body = await wholeOf(request);
  const port = Number.parseInt(readFileSync(portFile, 'utf8'), 10);
  document ??= await Document.of(`http://127.0.0.1:${port}`);
  const answer = await forward(request, body, port);
  ++exchanges;
  const read = kReadTypes.has(mediaOf(answer.headers['content-type']));
  const whole = read ? await wholeOf(answer) : null;
  const wrong = faults(request, body, answer, whole?.toString('utf8') ?? null);
  if (wrong.length > 0) {
    ++broken;
    console.error(`${request.method} ${request.url} ${answer.statusCode}: ${wrong.join('; ')}\n    ${whole?.toString('utf8').slice(0, 500) ?? ''}`);
    if (!read) answer.resume();
    response.writeHead(502, { 'content-type': 'text/plain' });
    return response.end(`not as the OpenAPI document says: ${wrong.join('; ')}`);
  }
  response.writeHead(answer.statusCode, answer.rawHeaders);
  if (read) return response.end(whole);
  answer.pipe(response);
  response.on('close', () => answer.destroy());
}

const server = http.createServer((request, response) => {
  exchange(request, response).catch((failure) => {
    // The host is away: so is this.
    if (!response.headersSent) response.destroy(failure);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => {
  console.error(`${exchanges} exchanges of ${seen.size} operations, ${broken} broke their word`);
  process.exit(broken > 0 ? 1 : 0);
});
