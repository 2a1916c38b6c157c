"""The untrusted side: wire protocol, host that executes calls, lock-down, spawn."""
