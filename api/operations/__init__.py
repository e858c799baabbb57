"""What whoever runs the service sees of it: numbers, log lines, request ids, the path of a proxy."""
