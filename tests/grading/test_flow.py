"""Which variable is made of which, read from a solution."""

from dlquiz.grading.flow import flow_of

BRANCHES = """
def forward(x, w):
    pre = x @ w
    hidden = pre.clamp(min=0)
    return pre, hidden

def gradients(x, params):
    pre, hidden = forward(x, params["w"])
    logits = hidden * 2
    logits = logits - 1
    both = logits.exp()
    grad_w = both.T @ x
    grad_b = logits.sum()
    return {"w": grad_w, "b": grad_b}
"""
KNOWN = ("pre", "hidden", "logits", "both")


def test_a_step_is_made_of_those_before_it_also_through_a_helper() -> None:
    flow = flow_of(BRANCHES)
    assert flow.sources({"hidden"}, KNOWN) == {"pre"}
    assert flow.sources({"pre"}, KNOWN) == set()
    assert flow.sources({"logits"}, KNOWN) == {"hidden"}, "not of itself"
    assert flow.before({"both"}, KNOWN) == set(KNOWN)
    assert flow.used_by({"both", "logits"}, KNOWN) == {"logits", "hidden"}


def test_a_part_of_the_result_needs_its_own_branch_only() -> None:
    flow = flow_of(BRANCHES)
    assert flow.result("gradients", ("b",)) == {"grad_b"}
    assert "both" not in flow.before(flow.result("gradients", ("b",)), KNOWN)
    assert "both" in flow.before(flow.result("gradients", ("w",)), KNOWN)
    assert "both" in flow.before(flow.result("gradients", ()), KNOWN)


def test_what_a_helper_returns_belongs_to_what_is_returned() -> None:
    flow = flow_of(
        "def size(n):\n    room = n - 1\n    return room // 2\n\ndef f(n):\n    return size(n), size(n + 1)\n"
    )
    assert flow.before(flow.result("f", (1,)), ("room",)) == {"room"}
    assert flow.before(flow.result("unknown", ()), ("room",)) == set()
