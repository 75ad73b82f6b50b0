"""The line to the server: how long it lets itself be told to wait."""

import pytest

from live.keypads.link import Line, Refused
from tests.live.keypads.impostor import TOKEN


@pytest.mark.parametrize(
    ("told", "wait"), [("", 0), ("7", 7), ("86400", 30), ("-1", 0), ("1e9", 0), ("soon", 0)]
)
def test_server_is_believed_to_ask_for_half_a_minute_at_most(impostor, told, wait):
    impostor.answer, impostor.retry_after = lambda _: (429, {}, False), told
    line = Line(impostor.server, TOKEN)
    with pytest.raises(Refused) as refused:
        line.bring(1, b'{"presses": []}')
    line.close()

    assert (refused.value.status, refused.value.wait) == (429, wait)
