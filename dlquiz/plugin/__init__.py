"""What `pytest` does in a workspace: every check of an exercise is a test. Loaded where a dlquiz.yaml was found."""
