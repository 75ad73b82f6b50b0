"""Bodies of requests: Daphne takes any size, and keeps it on the disk before anybody is asked."""

from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest

#: Bytes of a body. A conference file has 1 MiB at most; what is a little larger is told so by
#: its form, and what is more ends the connection.
LARGEST_BODY = 2 * 1024 * 1024

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedRequest(WebRequest):
    """A request that is cut off where its body grows too large, announced so or not."""

    too_large = False

    def gotLength(self, length: int | None) -> None:
        """Take the announced length; called by the channel when the headers are there."""
        too_large = length is not None and length > LARGEST_BODY
        super().gotLength(0 if too_large else length)
        if too_large:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body; called by the channel."""
        if not self.too_large and self.content.tell() + len(data) > LARGEST_BODY:
            self._refuse()
        if not self.too_large:
            super().handleContentChunk(data)

    def process(self) -> Any:
        """Hand the whole request on, unless it was refused; called by the channel."""
        return None if self.too_large else super().process()

    def _refuse(self) -> None:
        self.too_large = True
        self.channel.transport.write(REFUSAL)
        self.channel.loseConnection()


class BoundedFactory(HTTPFactory):
    """Makes the channels whose requests are bounded."""

    def buildProtocol(self, addr: Any) -> Any:
        """Make the channel of a connection."""
        channel = super().buildProtocol(addr)
        channel.requestFactory = BoundedRequest
        return channel
