"""Pages of the room: what delegates, projector and chair open."""
