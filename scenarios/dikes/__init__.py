"""Room for the dike: places along it, the profile it needs, what that takes, and who is in the way."""
