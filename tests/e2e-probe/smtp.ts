import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail server that takes what it is given and remembers for whom it was. */
export interface MailSink {
  port: number;
  recipients: string[];
  close: () => Promise<void>;
}

export async function mailSink(): Promise<MailSink> {
  const recipients: string[] = [];
  const server: Server = createServer((socket) => converse(socket, recipients));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    recipients,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

function converse(socket: Socket, recipients: string[]): void {
  let reading = false;
  let rest = '';
  const say = (line: string) => socket.write(`${line}\r\n`);
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (reading && line !== '.') continue;
      if (line.startsWith('RCPT TO:<')) recipients.push(line.slice(9, line.indexOf('>')));
      if (reading) say('250 taken');
      else if (line === 'DATA') say('354 go on');
      else say(line === 'QUIT' ? '221 bye' : '250 ok');
      reading = line === 'DATA';
    }
  });
  say('220 sink');
}
