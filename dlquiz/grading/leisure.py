"""How long a judge may think about a wrong answer. Its parent (server/parent.py) says so, once, before it forks any."""

thorough = False  # for a class or the gate, where nobody waits for a single report
