"""A whole class: what was handed in, graded, kept, and reported."""
