"""A graded class as files for other programs: one module a format, each with `write(graded, target)`."""
