"""Released courses: exercises without their solutions, for learners' machines."""
