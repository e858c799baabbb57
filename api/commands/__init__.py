"""What each command does; heavy libraries are imported only when its command runs."""
