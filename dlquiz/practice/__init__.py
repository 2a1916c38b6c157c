"""A learner's workspace, progress and order of exercises."""
