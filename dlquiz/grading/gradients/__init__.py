"""Numerical gradient checks: is this the gradient of that function?

A library of its own: it needs torch and nothing else of dlquiz. For y = f(x, …) and a cotangent c, the gradient that
a backward pass returns is that of the number L(x) = <c, f(x)>. `check_gradients` compares it with finite differences
of L: first along a few random directions of each argument, all in one batch, and element by element only where a
direction disagrees. `numerical_vjp` gives the whole numerical gradient, `central_difference` one slope.

The numbers. Along a ray x + t·d, where d is as long as the step, write φ(t) = L(x + t·d).

- Slope: (φ(1) - φ(-1)) / 2, a central difference.
- Step: it errs by truncation, h²/6 · φ''', and by roundoff, ε|L| / h. Their sum is least near h = ε^(1/3), about 6e-6,
  where φ changes on the scale of 1. The scale is taken to be the argument's largest element, yet not above 1, so that a
  zero moves like its neighbours; an element above 1 moves by √|x| times that, so that the step survives in x + h.
- Tolerance: roundoff is taken as ROUNDING · ε · |c · f|, over the outputs that move, and as ε Σ |c · f| over the
  others, of which a saturated softmax has many. The rest is measured. At this step φ is a quadratic to within
  roundoff, so its third and fourth differences, φ(2) - 2φ(1) + 2φ(-1) - φ(-2) and
  φ(2) - 4φ(1) + 6φ(0) - 4φ(-1) + φ(-2), hold nothing but what makes the slope uncertain: truncation, noise and kinks.
  Half the sum of their sizes is the doubt. A kink where φ' jumps by J at |t| = a < 1 moves the slope by J(1 - a)/2, at
  most half of the doubt that it leaves, which is J(1 - a) for a < 2/3 and J(2a - 1) beyond. The doubt is summed over
  the outputs, where kinks of opposite sign would cancel, and no ray's counts as less than the median of its batch, for
  one can be small by luck. `rtol` and `atol` come on top, for the analytic gradient's own roundoff.
- Where the doubt is large, steps 2⁶ and 2¹² times larger (noise) and smaller (kinks nearby, strong curvature) are
  tried, and the one with the least doubt decides. An element is wrong only if the larger steps don't clear it: where f
  loses digits it is a staircase, and a step smaller than its stairs can look certain.
- Kinks: where the doubt stays, as at ReLU(0) or where two maxima tie, L has one slope on each side. All values between
  the two are subgradients and are accepted; so is zero, which a ReLU at zero passes back whatever stands behind it.
  The sides are taken for each output by itself and then summed, because several kinks in one element may go opposite
  ways. Along a direction that mixes elements no such rule holds, so a direction with a kink decides nothing and its
  elements do. Not covered: kinks inside f that meet in one output.

Sources: Griewank and Walther 2008, Evaluating Derivatives; Moré and Wild 2011, Estimating Computational Noise
(difference tables); Clarke 1983, Optimization and Nonsmooth Analysis (subgradients).
"""

from dlquiz.grading.gradients.checking import central_difference, check_gradients, numerical_vjp
from dlquiz.grading.gradients.evaluation import Evaluator, LocalEvaluator
from dlquiz.grading.gradients.reports import ArgumentCheck, Entry, GradientReport

__all__ = [
    "ArgumentCheck",
    "Entry",
    "Evaluator",
    "GradientReport",
    "LocalEvaluator",
    "central_difference",
    "check_gradients",
    "numerical_vjp",
]
