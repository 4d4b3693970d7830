// TLS in front of a server on this machine that has none.
//
//   node tls_front.mjs '{"certificate": "…", "private_key": "…", "to": 5038, "port_file": "…"}'
import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const options = JSON.parse(process.argv[2] ?? '{}');
const proof = { cert: fs.readFileSync(options.certificate), key: fs.readFileSync(options.private_key) };

const server = tls.createServer(proof, (peer) => {
  const inner = net.connect(options.to, '127.0.0.1');
  peer.pipe(inner).pipe(peer);
  for (const end of [peer, inner])
    end.on('error', () => {
      peer.destroy();
      inner.destroy();
    });
});
server.on('tlsClientError', () => {}); // A client that does not believe us hangs up.
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(`${options.port_file}.new`, `${server.address().port}\n`);
  fs.renameSync(`${options.port_file}.new`, options.port_file);
});
