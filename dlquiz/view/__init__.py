"""What the learner sees: reports in, text out. Imports the model alone."""
