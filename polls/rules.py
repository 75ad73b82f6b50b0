"""Found at start by the permissions' autodiscovery: makes ``user.has_perm`` know ours."""

from polls.access import CHAIR_SESSION, CREATE_CONFERENCE, MANAGE_CONFERENCE, MODERATE_SESSION

__all__ = ["CHAIR_SESSION", "CREATE_CONFERENCE", "MANAGE_CONFERENCE", "MODERATE_SESSION"]
