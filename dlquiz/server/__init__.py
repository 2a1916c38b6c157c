"""The warm parent that forks judges and sandboxes, and its client."""
