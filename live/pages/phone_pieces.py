"""What a delegate's page is put together of: templates that its script copies, and modules."""

VIEWS = ("waiting", "rooms", "vote", "still", "result", "ended", "agenda")
ROWS = ("choice", "offered", "result", "room", "topic")

#: Markup that the page's script copies: ``(name, template)``.
BLANKS = [
    *((name, f"delegate/views/{name}.html") for name in VIEWS),
    *((f"{name}-row", f"delegate/rows/{name}.html") for name in ROWS),
]

#: The modules that the page's own imports, so that a phone fetches them in one go.
MODULES = [
    f"js/{name}.js"
    for name in (
        "agenda", "agenda_view", "backoff", "ballot", "clock", "figures", "keep", "last_calls",
        "offline", "order", "post", "refs", "retry", "screen", "screens", "socket", "tablet",
        "view", "words",
    )
]  # fmt: skip
