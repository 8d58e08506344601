"""An HTTP server on this machine that answers as it is told and keeps what it was asked."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class HttpServer:
    """Answers 200, or with the next of `answers`; 0 hangs up."""

    def __init__(self):
        self.asked = []
        self.answers = []
        self.heard = Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                owner.asked.append((self.command, self.path, dict(self.headers), body))
                code = owner.answers.pop(0) if owner.answers else 200
                if code == 0:
                    self.connection.close()
                    return
                self.send_response(code)
                self.end_headers()
                self.wfile.write(b'{"id": 77}')
                owner.heard.set()

            do_GET = do_POST = answer  # noqa: N815 - named by the library

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/send"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), name="test-gateway")
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
