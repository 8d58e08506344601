"""A mail server on this machine that answers as it is told and keeps what it was handed."""

import base64
import socketserver
import ssl
from email import message_from_bytes, policy
from pathlib import Path
from threading import Event, Thread

TLS = Path(__file__).parent / "data" / "tls"


class SmtpServer:
    """Speaks as much of RFC 5321, 3207 and 4954 as a client needs.

    refused: addresses and the answer to RCPT; silent_after_data: hangs up instead of answering the mail.
    """

    def __init__(self):
        self.mails = []
        self.logins = []
        self.refused = {}
        self.answers = []
        self.password = None
        self.starttls = False
        self.dies_after_data = False
        self.was_secure = []
        self.heard = Event()
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                owner.talk(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request, client_address):
                """A client that goes away in the middle is no fault of the test."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, name="smtp", daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def talk(self, handler):  # noqa: C901 - a table of the words of SMTP
        connection, stream, is_secure, to = handler.connection, handler.rfile, False, []

        def say(line):
            connection.sendall(line.encode() + b"\r\n")

        say("220 here")
        while line := stream.readline().decode().rstrip("\r\n"):
            word = line.upper()
            if word.startswith("EHLO"):
                extras = ["AUTH PLAIN"] if self.password else []
                extras += ["STARTTLS"] if self.starttls and not is_secure else []
                for extra in ("here", *extras):
                    say(f"250-{extra}")
                say("250 8BITMIME")
            elif word == "STARTTLS":
                say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
                connection = context.wrap_socket(connection, server_side=True)
                stream, is_secure = connection.makefile("rb"), True
            elif word.startswith("AUTH PLAIN"):
                _empty, login, password = base64.b64decode(line.split()[2]).decode().split("\0")
                self.logins.append(login)
                say("235 welcome" if password == self.password else "535 5.7.8 wrong password")
            elif word.startswith("MAIL FROM"):
                to = []
                say("250 ok")
            elif word.startswith("RCPT TO"):
                address = line.partition("<")[2].partition(">")[0]
                to.append(address)
                say(self.refused.get(address, "250 ok"))
            elif word == "DATA":
                say("354 go on")
                lines = []
                while (part := stream.readline()) != b".\r\n":
                    lines.append(part[1:] if part.startswith(b"..") else part)
                mail = message_from_bytes(b"".join(lines), policy=policy.default)
                self.was_secure.append(is_secure)
                self.mails.append((to, mail))
                self.heard.set()
                if self.dies_after_data:
                    connection.close()
                    stream.close()
                    return
                say(self.answers.pop(0) if self.answers else "250 2.0.0 queued as A1")
            elif word == "QUIT":
                say("221 bye")
                break
            else:
                say("250 ok" if word == "RSET" else "502 what?")
        stream.close()
        connection.close()
