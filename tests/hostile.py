"""Texts that attackers and careless people write, for every field that takes text."""

#: What would set ``window.__ran`` where a page took text for markup, script or a template.
MARKUP = (
    "<script>window.__ran=1</script>",
    "</script><script>window.__ran=1</script>",
    "</title></textarea></template><img src=x onerror=window.__ran=1>",
    "\" autofocus onfocus=window.__ran=1 x='",
    "'><svg onload=window.__ran=1>",
    "--><iframe srcdoc='<script>parent.__ran=1</script>'>",
    "javascript:window.__ran=1//",
    "{{ 7|add:7 }}{% load i18n %}{% now 'Y' %}",
    "${window.__ran=1}`${window.__ran=1}`",
    "\\u003cscript>window.__ran=1\\u003c/script>&lt;b&gt;&#60;i&#62;",
)

#: What a spreadsheet would compute.
FORMULAS = (
    "=1+2",
    "+1+2",
    "-1+2",
    "@SUM(1;2)",
    '=HYPERLINK("http://example.org";"x")',
    "=cmd|' /C calc'!A0",
    "|cmd",
    "%1+2",
    "＝1+2",
    "＠SUM(1)",
    "{=1+2}",
    "a;=1+2",
    'a"; @SUM(1)',
    "Yes!B2",
    "=Results!$A$1",
    "_x0041_ and _x000D_",
    '"";"',
)

#: Of every script, and without a place to break a line; all of it is text.
ODD = (
    "W" * 80,
    "ﷺ﷽" * 10,
    "👩🏽\u200d⚕\ufe0f" * 8,
    "👨\u200d👩\u200d👧\u200d👦" * 6,
    "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "gbwls") + "\U000e007f",
    "שלום עולם: هل نحتاج إلى تأمين؟ 50 %",
    "A\u200bB\u200cC\u200dD\u2060E\u00adF",
    "a" + "\u0301" * 8 + "b",
    "\ufe0f\u20e3 ½ ﬁ Ǆ ß İ",
    "ไม่มีช่องว่างระหว่างคำในภาษาไทยจึงตัดบรรทัดยาก",
    "NULL", "None", "undefined", "[object Object]", "__proto__", "constructor",
)  # fmt: skip

ACCEPTED = (*MARKUP, *FORMULAS, *ODD)

#: What is refused, and the words that say so.
REFUSED = {
    "a\u202eb": "U+202E",
    "\u2066a\u2069": "U+2066",
    "a\ufeffb": "U+FEFF",
    "a\x00b": "ull characters",
    "a\x1b[31mb": "U+001B",
    "a\uffffb": "U+FFFF",
    "a\ufdd0b": "U+FDD0",
    "Z" + "\u0335" * 50: "more than 8 accents",
    "\u200b\u200d": "nothing that can be seen",
    "\u3164": "nothing that can be seen",
    "x" * 10_000: "10000",
}


def worst_of(texts: tuple[str, ...], length: int, start: int = 0) -> str:
    """As many of ``texts``, one after the other from the ``start``-th, as ``length`` takes."""
    line = ""
    for index in range(len(texts)):
        text = texts[(start + index) % len(texts)]
        if len(line) + len(text) < length:
            line = f"{line} {text}".strip()
    return line
