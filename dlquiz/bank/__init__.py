"""Find, load and validate exercises; the author's gate."""
