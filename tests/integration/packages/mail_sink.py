"""A mail server that speaks TLS from the first byte, takes every mail and sends none on."""

import contextlib
import socketserver
import ssl
import threading


class MailSink:
    def __init__(self, certificate, key):
        self.mails = []
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                def say(line):
                    self.wfile.write(line.encode() + b"\r\n")

                say("220 sink")
                for line in self.rfile:
                    verb = line.decode().strip().upper()
                    if verb.startswith("EHLO"):
                        say("250 sink")
                    elif verb == "DATA":
                        say("354 go on")
                        sink.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                        say("250 taken")
                    elif verb == "QUIT":
                        return say("221 bye")
                    else:
                        say("250 fine")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def get_request(self):
                client, address = super().get_request()
                return context.wrap_socket(client, server_side=True, do_handshake_on_connect=False), address

            def handle_error(self, request, client_address):
                pass  # A client that does not believe the certificate goes.

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server = Server(("127.0.0.1", 0), Session)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):
            self._server.shutdown()
            self._server.server_close()
