"""A wire between a client and a server that a test may cut and mend."""

import contextlib
import selectors
import socket
import threading


class Wire:
    """Forwards a port of its own to ``port``; ``cut`` breaks what is open and refuses more."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._whole = True
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address at the near end."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection and let no new one through."""
        with self._lock:
            self._whole = False
            cut, self._open = self._open, set()
        for end in cut:
            _close(end)

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._whole = True

    def remove(self) -> None:
        """Cut for good."""
        self.cut()
        _close(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=[near], daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self._target)
        except OSError:
            _close(near)
            return
        with self._lock:
            whole = self._whole
            if whole:
                self._open |= {near, far}
        if whole:
            with contextlib.suppress(OSError, ValueError):
                _forward(near, far)
        for end in (near, far):
            _close(end)
        with self._lock:
            self._open -= {near, far}


def _forward(near: socket.socket, far: socket.socket) -> None:
    """Carry bytes both ways until either end closes."""
    other = {near: far, far: near}
    with selectors.DefaultSelector() as ready:
        for end in other:
            ready.register(end, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                end = key.fileobj
                block = end.recv(65536)
                if not block:
                    return
                other[end].sendall(block)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
