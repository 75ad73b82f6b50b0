"""The bench: how fast the product is, against yardsticks that it carries itself.

``python -m tests.bench`` starts everything it needs on the loopback interface, measures,
prints its table, writes ``docs/performance.md`` and ends what it started.
"""
