"""What delegates put forward under the topics of an agenda, and what becomes of it.

``lists`` are the upvoting rounds, ``entering`` puts forward, ``deciding`` is the moderator's,
``reading`` tells the room and the moderator, ``fates`` whoever wrote; ``flagging`` marks what a
moderator should look at twice.
"""
