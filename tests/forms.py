"""The fields of a form as a browser would send them back untouched."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects names and values of the form with an id."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._form, self._inside, self._select = form, False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or the option that is selected."""
        got = dict(attrs)
        if tag == "form":
            self._inside = got.get("id") == self._form
        elif not self._inside:
            return
        elif tag == "select":
            self._select = got["name"] or ""
        elif tag == "option" and "selected" in got:
            self.values[self._select] = got["value"] or ""
        elif tag == "input" and (got["type"] != "radio" or "checked" in got):
            self.values[got["name"] or ""] = got.get("value") or ""


def fields_of(page: str, form: str) -> dict[str, str]:
    """Names and values of the fields of the form with the id ``form``."""
    reader = _Fields(form)
    reader.feed(page)
    return reader.values
