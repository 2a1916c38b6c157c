"""Relations of kind: the wrong dtype, fewer digits than the dtype has, NaN or infinity where a number is due."""

from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import Tensor

from dlquiz.grading.signatures.pairs import Pair
from dlquiz.grading.signatures.relations import Prediction, Relation, first_convincing

LARGE: Final = 30.0  # exp of it is 1e13
MUCH_LARGER: Final = 3.0
NARROW: Final = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
DIGITS: Final = {"float32": 7, "bfloat16": 2, "float16": 3}
