"""Files that people send: sized, typed, and looked into by a process of its own before they are read."""
