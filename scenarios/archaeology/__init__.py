"""What digging does to archaeological remains: volumes, duties to research, and routes beside each other."""
