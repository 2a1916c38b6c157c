"""What a class handed in, read from the folder that the instructor has. Nothing is unpacked to disk, nothing is run."""

from dlquiz.course.handing_in.handout import read_handout

__all__ = ["read_handout"]
