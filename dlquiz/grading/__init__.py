"""The trusted side: judge, assertions, comparison, gradients, diagnosis. Knows no bank."""
