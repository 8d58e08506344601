"""Health and figures over HTTP, on this machine alone and only on request."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from app.domain.errors import StoreUnavailable
from app.i18n import speaking
from app.services.background.figures import Figures, health_line, prometheus

HERE = "127.0.0.1"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class FiguresServer:
    """Answers GET /metrics and GET /health until it is stopped."""

    def __init__(self, port: int, ask: Callable[[], Figures]) -> None:
        """OSError where the port is taken; port 0: any that is free."""

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, text = _answer(self.path.partition("?")[0], ask)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                """Nobody reads who asked."""

        self._server = ThreadingHTTPServer((HERE, port), Answer)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="figures", daemon=True)

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _answer(path: str, ask: Callable[[], Figures]) -> tuple[int, str, str]:
    if path not in {"/metrics", "/health"}:
        return 404, METRICS_TYPE, "/metrics /health\n"
    try:
        found = ask()
    except StoreUnavailable as error:
        return 503, METRICS_TYPE, f"failing: {error.code}\n"
    if path == "/metrics":
        return 200, METRICS_TYPE, prometheus(found)
    with speaking("en"):
        line = health_line(found)
    return 503 if found.problem else 200, METRICS_TYPE, line + "\n"
