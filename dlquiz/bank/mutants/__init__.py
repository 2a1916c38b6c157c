"""Mutants: small changes to a solution, made automatically, that its checks should notice. Needs libcst.

Nothing here runs a mutant; `dlquiz.bank.mutation` does. Imported only where mutants are made: libcst takes 130 ms.
"""

from dlquiz.bank.mutants.generate import Mutant, mutants

__all__ = ["Mutant", "mutants"]
