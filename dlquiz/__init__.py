"""dlquiz: practise deep learning by writing it. An exercise tool that names your mistake."""

__version__ = "0.1.0"
