#!/usr/bin/env python3
"""The demo's SIMULATED mail server: takes every mail and delivers none; they are read on its page.

    mail_sink.py SMTP_PORT HTTP_PORT

Both ports are on 127.0.0.1. GET / shows the mails, their links to be clicked; GET /messages gives them as JSON.
"""

import email
import email.policy
import html
import http.server
import json
import re
import socketserver
import sys
import threading

MAILS_MAX = 500  # The oldest go first.
BYTES_MAX = 20 * 1024 * 1024

mails = []
guard = threading.Lock()


def keep(to, data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    mail = {"to": to, "from": str(message["From"]), "subject": str(message["Subject"]), "date": str(message["Date"]),
            "text": body.get_content() if body else ""}
    with guard:
        mails.append(mail)
        del mails[:-MAILS_MAX]


class Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server, as RFC 5321 has it, without extensions."""

    timeout = 60

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 SIMULATED mail server of the demo")
        to = []
        for line in iter(lambda: self.rfile.readline(2000), b""):
            words = line.decode(errors="replace").strip()
            verb = words[:4].upper()
            if verb == "RCPT":
                to.append(words[words.find("<") + 1:words.rfind(">")])
                self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                data = self.data()
                if data is None:
                    return
                keep(to, data)
                to = []
                self.say("250 taken, and delivered to nobody")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def data(self):
        lines, size = [], 0
        for line in iter(lambda: self.rfile.readline(2000), b""):
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)
            size += len(line)
            if size > BYTES_MAX:
                return None
        return None


def page():
    with guard:
        shown = list(reversed(mails))
    parts = []
    for mail in shown:
        text = re.sub(r"(https?://[^\s<]+)", r'<a href="\1">\1</a>', html.escape(mail["text"], quote=False))
        parts.append(f"<h2>{html.escape(mail['subject'])}</h2><p>{html.escape(', '.join(mail['to']))}, "
                     f"{html.escape(mail['date'])}</p><pre>{text}</pre>")
    return ("<!doctype html><html lang=en><meta charset=utf-8><title>SIMULATED mail</title>"
            "<h1>SIMULATED mail: what the demo sent, and nobody got</h1>" + ("".join(parts) or "<p>None yet.</p>"))


class Shown(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/messages":
            with guard:
                self.answer("application/json", json.dumps(mails, ensure_ascii=False))
        elif self.path == "/":
            self.answer("text/html; charset=utf-8", page())
        else:
            self.send_error(404)

    def answer(self, kind, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main(smtp_port, http_port):
    taking = Server(("127.0.0.1", smtp_port), Conversation)
    threading.Thread(target=taking.serve_forever, daemon=True).start()
    http.server.ThreadingHTTPServer(("127.0.0.1", http_port), Shown).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
