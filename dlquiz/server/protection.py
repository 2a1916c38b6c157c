"""What protects this machine from a submission, for those who don't see the sandbox. Never imports torch."""

from dlquiz.sandbox.lockdown import Protection, missing, protections

__all__ = ["Protection", "missing", "protections"]
