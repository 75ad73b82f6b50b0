"""The sockets: they parse, call and answer."""
