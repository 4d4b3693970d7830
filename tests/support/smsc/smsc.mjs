// An SMSC with telephones, made of npm's smpp, which knows nothing of Kontor. SIMULATED: nothing
// leaves this machine.
//
//   node smsc.mjs '{"port": 0, "port_file": "…", "log": "…", …}'
//
// `log` gets a JSON line for each thing that happens. A telephone that reads "REPLY:text" at the
// end of a message answers with the text.
import fs from 'node:fs';
import http from 'node:http';
import smpp from 'smpp';

const options = {
  port: 0,
  control_port: -1, // GET /messages, POST /replies {from, text}; -1: none.
  password: 'smsctest',
  certificate: '', // PEM files: then it speaks TLS.
  private_key: '',
  transceiver: true, // Or only transmitter and receiver, as SMPP 3.3 has them.
  ids: 'same', // Or hex_in_response, hex_in_receipt.
  receipts: 'text', // Or parameters, none.
  receipt_first: false, // Before the response.
  refuse: [], // Statuses of the first submits, one each.
  silent: 0, // So many of the first submits get no answer.
  drop_at: 0, // At this submit the connection breaks, unanswered.
  enquire_ms: 0,
  ...JSON.parse(process.argv[2] ?? '{}'),
};
const receivers = new Set();
const messages = [];
let submits = 0;

function log(what, detail = {}) {
  if (options.log) fs.appendFileSync(options.log, `${JSON.stringify({ what, ...detail })}\n`);
}

function idPair(number) {
  const [decimal, hex] = [String(number).padStart(10, '0'), number.toString(16).toUpperCase()];
  if (options.ids === 'hex_in_response') return { response: hex, receipt: decimal };
  if (options.ids === 'hex_in_receipt') return { response: decimal, receipt: hex };
  return { response: decimal, receipt: decimal };
}

function deliver(pdu) {
  for (const session of receivers) {
    session.deliver_sm(pdu, (answer) => log('delivered', { status: answer.command_status }));
    return;
  }
}

function receipt(pdu, id) {
  if (options.receipts === 'none' || !pdu.registered_delivery) return;
  const base = { esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, source_addr_ton: 1 };
  if (options.receipts === 'parameters') {
    deliver({ ...base, short_message: '', receipted_message_id: id, message_state: 2 });
  } else {
    const text = `id:${id} sub:001 dlvrd:001 submit date:2611220900 done date:2611220901 stat:DELIVRD err:000 text:`;
    deliver({ ...base, short_message: { message: text } });
  }
}

function textOf(pdu) {
  const body = pdu.message_payload ?? pdu.short_message;
  const text = body?.message ?? body;
  return Buffer.isBuffer(text) ? smpp.encodings[pdu.data_coding === 8 ? 'UCS2' : 'ASCII'].decode(text) : String(text);
}

function submit(session, pdu) {
  submits += 1;
  const to = pdu.destination_addr_ton ? pdu.destination_addr : pdu.destination_addr;
  const status = options.refuse.shift() ?? 0;
  if (status) {
    log('refused', { to, status, at: Date.now() });
    session.send(pdu.response({ command_status: status }));
    return;
  }
  const text = textOf(pdu);
  const entry = { to: pdu.dest_addr_ton === 1 ? `+${to}` : to, from: pdu.source_addr, text, coding: pdu.data_coding,
    esm_class: pdu.esm_class, udh: pdu.short_message?.udh?.map((one) => one.toString('hex')), sar: pdu.sar_total_segments, at: Date.now() };
  messages.push(entry);
  log('message', entry);
  if (options.drop_at === submits) {
    session.destroy();
    return;
  }
  if (submits <= options.silent) return;
  const id = idPair(submits + 4095);
  if (options.receipt_first) receipt(pdu, id.receipt);
  const answer = () => session.send(pdu.response({ message_id: id.response }));
  if (options.receipt_first) setTimeout(answer, 50);
  else answer();
  if (!options.receipt_first) receipt(pdu, id.receipt);
  const reply = /REPLY:(.+)$/s.exec(text);
  if (reply) speak(entry.to, reply[1]);
}

// What does not fit into one message comes in linked parts, the last first.
function speak(from, text) {
  const count = Math.ceil(text.length / 60);
  if (count > 1) {
    for (let number = count; number > 0; number -= 1) {
      deliver({ source_addr: from.replace('+', ''), source_addr_ton: 1, source_addr_npi: 1, destination_addr: '72500',
        esm_class: 0x40, data_coding: 8, short_message: { udh: Buffer.from([5, 0, 3, 77, count, number]),
          message: smpp.encodings.UCS2.encode(text.slice((number - 1) * 60, number * 60)) } });
    }
    return;
  }
  deliver({ source_addr: from.replace('+', ''), source_addr_ton: 1, source_addr_npi: 1, destination_addr: '72500',
    data_coding: /^[\x20-\x7e]*$/.test(text) ? 0 : 8, short_message: text });
}

const tls = options.certificate
  ? { cert: fs.readFileSync(options.certificate), key: fs.readFileSync(options.private_key) }
  : {};
const server = smpp.createServer(tls, (session) => {
  const bind = (receives) => (pdu) => {
    const isBad = pdu.password !== options.password;
    log('bind', { command: pdu.command, system_id: pdu.system_id, ok: !isBad, at: Date.now() });
    session.send(pdu.response({ command_status: isBad ? 0x0e : 0, system_id: 'smsc' }));
    if (!isBad && receives) receivers.add(session);
  };
  session.on('bind_transceiver', (pdu) => {
    if (options.transceiver) bind(true)(pdu);
    else session.send(pdu.response({ command_status: 0x03 }));
  });
  session.on('bind_transmitter', bind(false));
  session.on('bind_receiver', bind(true));
  session.on('submit_sm', (pdu) => submit(session, pdu));
  session.on('enquire_link', (pdu) => {
    log('enquired');
    session.send(pdu.response());
  });
  session.on('enquire_link_resp', () => log('alive'));
  session.on('unbind', (pdu) => {
    log('unbind');
    session.send(pdu.response());
  });
  session.on('close', () => receivers.delete(session));
  session.on('error', () => receivers.delete(session));
  if (options.enquire_ms) setTimeout(() => session.enquire_link(), options.enquire_ms);
});

function control(request, response) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'POST') {
      const { from, text } = JSON.parse(Buffer.concat(chunks).toString());
      speak(String(from), String(text));
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ simulated: true, messages: messages.slice(-200) }, null, 1));
  });
}

server.listen(options.port, '127.0.0.1', () => {
  if (options.control_port >= 0) http.createServer(control).listen(options.control_port, '127.0.0.1');
  if (options.port_file) fs.writeFileSync(options.port_file, String(server.address().port));
  log('listening');
});
process.on('SIGTERM', () => process.exit(0));
