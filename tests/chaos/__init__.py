"""Chaos: faults under load, and a checker that knows what every delegate asked and was told.

``python -m tests.chaos`` starts everything it needs on the loopback interface, lets each fault
happen while delegates vote, holds the result against their own record of it, prints a table
and ends what it started. It ends with status 1 when a promise did not hold.
"""
