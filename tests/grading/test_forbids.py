"""What counts as a use of a forbidden name, and what doesn't."""

import pytest

from dlquiz.grading.forbids import Hit, find_forbidden

FORBIDS = (
    "torch.softmax",
    "torch.nn.functional.softmax",
    "torch.Tensor.softmax",
    "torch.nn.Softmax",
    "torch.optim",
    "torch.autograd",
)

USES = {
    "plain": "import torch\ny = torch.softmax(x, -1)",
    "functional": "import torch\ny = torch.nn.functional.softmax(x, -1)",
    "import as": "import torch.nn.functional as F\ny = F.softmax(x, -1)",
    "import of a submodule": "import torch.nn.functional\ny = torch.nn.functional.softmax(x)",
    "from import": "from torch import softmax\ny = softmax(x, -1)",
    "from import as": "from torch import softmax as s\ny = s(x, -1)",
    "module from import": "from torch.nn import functional as F\ny = F.softmax(x, -1)",
    "star import": "from torch.nn.functional import *\ny = softmax(x, -1)",
    "two star imports": "from math import *\nfrom torch import *\ny = softmax(x, -1)",
    "import in a function": "def f(x):\n    import torch.nn.functional as F\n    return F.softmax(x)",
    "import seen from a function": "import torch as t\ndef f(x):\n    return t.softmax(x)",
    "import in a try": "try:\n    import torch as t\nexcept ImportError:\n    pass\nt.softmax(x)",
    "import below its use": "def f(x):\n    return F.softmax(x)\nimport torch.nn.functional as F",
    "global import": "def load():\n    global F\n    import torch.nn.functional as F\ndef f(x):\n    return F.softmax(x)",
    "alias of the function": "import torch\nf = torch.softmax\ny = f(x)",
    "alias of the module": "import torch\nt = torch\nnn = t.nn\nF = nn.functional\ny = F.softmax(x)",
    "pairwise alias": "import torch\na, b = torch, 1\na.softmax(x)",
    "walrus": "import torch\nif (t := torch):\n    t.softmax(x)",
    "walrus in a comprehension": "import torch\n[(t := torch) for _ in x]\nt.softmax(x)",
    "default argument": "import torch\ndef f(x, g=torch.softmax):\n    return g(x)",
    "in a lambda": "import torch\nf = lambda x: torch.softmax(x, -1)",
    "in a comprehension": "import torch\nys = [torch.softmax(x, -1) for x in xs]",
    "in a class": "import torch\nclass A:\n    f = torch.softmax",
    "base class": "import torch\nclass A(torch.optim.Optimizer):\n    pass",
    "decorator": "import torch\n@torch.autograd.no_grad()\ndef f(x):\n    return x",
    "handed on": "import functools, torch\nf = functools.partial(torch.softmax, dim=-1)",
    "module class": "from torch import nn\nlayer = nn.Softmax(dim=-1)",
    "beneath a forbidden module": "from torch.optim import SGD\nSGD(params)",
    "deep beneath": "import torch.optim as o\no.lr_scheduler.StepLR(x)",
    "getattr": "import torch\ngetattr(torch, 'softmax')(x)",
    "getattr with a sum": "import torch\ngetattr(torch, 'soft' + 'max')(x)",
    "getattr with an f-string": "import torch\nhalf = 'soft'\ngetattr(torch, f'{half}max')(x)",
    "getattr in getattr": "import torch\ngetattr(getattr(torch, 'nn'), 'functional').softmax(x)",
    "import_module": "import importlib\nF = importlib.import_module('torch.nn.functional')\nF.softmax(x)",
    "import_module by name": "from importlib import import_module as load\nload('torch').softmax(x)",
    "__import__": "__import__('torch').softmax(x)",
    "__import__ of a submodule": "__import__('torch.nn.functional').nn.functional.softmax(x)",
    "__import__ with a list": "__import__('torch.nn.functional', fromlist=['x']).softmax(x)",
    "sys.modules": "import sys, torch\nsys.modules['torch'].softmax(x)",
    "__dict__": "import torch\ntorch.__dict__['softmax'](x)",
    "vars": "import torch\nvars(torch)['softmax'](x)",
    "attrgetter": "import operator, torch\noperator.attrgetter('softmax')(torch)(x)",
    "attrgetter, dotted and kept": "from operator import attrgetter\nimport torch\nget = attrgetter('nn.functional.softmax')\n"
    "get(torch)(x)",
    "eval": "import torch\ny = eval('torch.softmax(x, -1)')",
    "exec": "import torch\nexec('y = torch.' + 'softmax(x, -1)')",
    "eval in eval": "import torch\ny = eval(\"eval('torch.softmax(x)')\")",
    "exec with an import": "exec('import torch.nn.functional as F\\ny = F.softmax(x)')",
    "aten": "import torch\ntorch.ops.aten.softmax(x, -1)",
    "aten with overload": "import torch\ntorch.ops.aten.softmax.int(x, -1)",
    "aten inner": "import torch\ntorch.ops.aten._softmax.default(x, -1, False)",
    "alias of aten": "import torch\naten = torch.ops.aten\naten.softmax.int(x, -1)",
    "C functions": "import torch\ntorch._C._nn.softmax(x)",
    "VF": "import torch\ntorch._VF.softmax(x, -1)",
    "private": "import torch\ntorch._softmax(x, -1, False)",
    "private variant": "import torch\ntorch._softmax_backward_data(g, y, -1, x.dtype)",
    "private variant in aten": "import torch\ntorch.ops.aten._softmax_backward_data.default(g, y, -1, x.dtype)",
    "private, imported": "from torch import _softmax as s\ns(x, -1, False)",
    "private in functional": "import torch.nn.functional as F\nF._softmax(x)",
    "Python reference": "import torch\ntorch._refs.nn.functional.softmax(x)",
    "file of the module class": "import torch\ntorch.nn.modules.activation.Softmax(-1)",
    "file of another module class": "from torch.nn.modules.transformer import Softmax\nSoftmax(-1)",
    "package of the module class": "from torch.nn.modules import Softmax\nSoftmax(-1)",
    "functional, imported by a file": "from torch.nn.modules.activation import F as G\nG.softmax(x, -1)",
    "torch, imported by a file": "import torch.nn.functional\ntorch.nn.functional.torch.softmax(x, -1)",
    "VF, imported by a file": "import torch\ntorch.nn.functional._VF.softmax(x, -1)",
    "Tensor, imported by a file": "from torch.nn.modules.activation import Tensor as T\nT.softmax(x, -1)",
    "method": "def f(x):\n    return x.softmax(-1)",
    "method of a result": "import torch\ny = (x @ w).softmax(-1)",
    "method of torch's result": "import torch\ny = torch.ones(3).softmax(-1)",
    "method of one's own function's result": "def g(x):\n    return x\ndef f(x):\n    s = g(x)\n    return s.softmax(-1)",
    "method of an attribute": "class A:\n    def f(self):\n        return self.x.softmax(-1)",
    "method over two lines": "y = (\n    x\n    .softmax(-1)\n)",
    "method of the class": "from torch import Tensor\ny = Tensor.softmax(x, -1)",
    "method by getattr": "def f(x):\n    return getattr(x, 'softmax')(-1)",
    "methodcaller": "import operator\ny = operator.methodcaller('softmax', -1)(x)",
    "beside a main block": "import torch\nif __name__ == '__main__':\n    pass\nelse:\n    torch.softmax(x)",
}

NO_USES = {
    "nothing": "",
    "comment": "# torch.softmax is forbidden\nx = 1",
    "docstring": '"""Like torch.softmax(x), x.softmax(-1)."""',
    "string": "name = 'torch.softmax'\nprint('x.softmax(-1)')",
    "f-string": "print(f'{name}: torch.softmax')",
    "import alone": "import torch.optim as optim\nfrom torch import nn, autograd\nfrom torch.nn.functional import softmax",
    "import_module alone": "import importlib\nimportlib.import_module('torch.optim')",
    "own function": "def softmax(x):\n    return x.exp() / x.exp().sum()\ny = softmax(x)",
    "own function over an import": "from torch import softmax\ndef softmax(x):\n    return x\ny = softmax(x)",
    "own function over a star": "from torch.nn.functional import *\ndef softmax(x):\n    return x\ny = softmax(x)",
    "local function over a star": "from torch import *\ndef f(x):\n    def softmax(x):\n        return x\n    return softmax(x)",
    "a later star": "from torch import *\nfrom mine import *\ny = softmax(x)",
    "variable": "softmax = 3\nprint(softmax + 1)",
    "parameter": "def f(softmax):\n    return softmax(3)",
    "parameter named F": "import torch.nn.functional as F\ndef f(x, F):\n    return F.softmax",
    "keyword-only parameter": "import torch\ndef f(x, *, torch):\n    return torch.softmax",
    "lambda's parameter": "import torch\nf = lambda torch: torch.softmax",
    "loop variable": "import torch.nn.functional as F\ndef f(things):\n    for F in things:\n        F.softmax",
    "comprehension's variable": "import torch as t\nys = [t.softmax for t in things]",
    "with target": "import torch as t\ndef f(x):\n    with x as t:\n        return t.softmax",
    "exception's name": "import torch as e\ndef f(x):\n    try:\n        g()\n    except ValueError as e:\n        e.softmax",
    "match capture": "import torch as t\ndef f(x):\n    match x:\n        case [t]:\n            return t.softmax",
    "assigned later in the function": "import torch.nn.functional as F\ndef f(x):\n    g = F.softmax\n    F = x",
    "rebound module": "import torch.nn.functional as F\nF = Mine()\nF.softmax",
    "unpacked": "import torch\nF, g = torch, torch\nF, *g = things()\nF.softmax",
    "nonlocal": "def f():\n    F = 1\n    def g():\n        nonlocal F\n        import torch as F\n    return F.softmax",
    "class scope isn't seen in methods": "class A:\n    import torch as t\n    def f(self, x):\n        return t.softmax",
    "module of that name": "import mine.softmax\nfrom .torch import softmax\nsoftmax(x)\nmine.softmax(x)",
    "another library": "from scipy import special\nimport numpy as np\nspecial.softmax(x)\nnp.softmax(x)",
    "another library's object": "import numpy as np\na = np.array(x)\na.softmax(-1)\nnp.array(x).softmax(-1)",
    "similar names": "import torch\ntorch.log_softmax(x)\ntorch.softmax2d(x)\ntorch.optimal\ntorch.autograd_x",
    "similar private names": "import torch\ntorch._softmaxed(x)\ntorch._log_softmax(x)\ntorch._optimal\ntorch._functorch",
    "public names that go on": "import torch\ntorch.ops.aten.softmax_of(x)\ntorch.softmax_of(x)\ntorch._C._nn.softmax2d(x)",
    "other classes by their file": "import torch\ntorch.nn.modules.activation.ReLU()\ntorch.nn.modules.Linear(2, 2)",
    "another library's file": "import mine.nn.modules\nmine.torch.softmax(x)\nmine.F.softmax(x)",
    "own method": "class Net:\n    def softmax(self, x):\n        return x\n    def f(self, x):\n        return self.softmax(x)",
    "own class's method": "class Value:\n    def softmax(self):\n        return self\ny = (a + b).softmax()",
    "own class": "class F:\n    @staticmethod\n    def softmax(x):\n        return x\ny = F.softmax(x)",
    "own field": "class C:\n    softmax: object = None\ndef f(c):\n    return c.softmax(3)",
    "own attribute": "class C:\n    def __init__(self, g):\n        self.softmax = g\ndef f(c):\n    return c.softmax(3)",
    "namespace": "from types import SimpleNamespace\nops = SimpleNamespace(softmax=max)\nops.softmax(1, 2)",
    "setattr": "class C:\n    pass\nc = C()\nsetattr(c, 'softmax', max)\nc.softmax(1, 2)",
    "self": "class C(Base):\n    def f(self, x):\n        return self.softmax(x)",
    "super": "class C(Base):\n    def f(self, x):\n        return super().softmax(x)",
    "instance of one's own class": "class C(Base):\n    pass\nc = C()\nc.softmax(3)\nC().softmax(3)\nC.softmax(3)",
    "attribute that isn't called": "def f(config):\n    return config.softmax",
    "keyword argument": "attention(x, softmax=True)",
    "dictionary": "table = {'softmax': softmax}\ntable['softmax'](x)",
    "own getattr": "import torch\ndef getattr(a, b):\n    return a\ngetattr(torch, 'softmax')",
    "own eval": "def eval(text):\n    return text\neval('torch.softmax')",
    "getattr with a variable": "import torch\ndef f(name):\n    return getattr(torch, name)",
    "eval of something else": "import torch\neval('1 + 1')\neval('not Python at all')\neval(text)",
    "annotations": "import torch\ndef f(o: torch.optim.Optimizer) -> torch.autograd.Function:\n    s: torch.optim.SGD = o\n    return s",
    "a patch": "import torch\ntorch.softmax = None\ndel torch.optim",
    "main block": "import torch\nif __name__ == '__main__':\n    print(torch.softmax(x, -1), x.softmax(-1))",
    "alias of itself": "f = f\ng = h\nh = g\nf.softmax\ng.softmax",
    "other operators": "import torch\ntorch.ops.aten.exp(x)\ntorch._C._nn.gelu(x)\ntorch.ops.softmax",
    "syntax error": "import torch\ntorch.softmax(x, -1",
    "null byte": "import torch\ntorch.softmax(x)\0",
    "too deep": "import torch\nx = " + "(" * 5000 + "torch.softmax" + ")" * 5000,
}


@pytest.mark.parametrize("name", USES)
def test_a_use_is_found(name):
    hits = find_forbidden(USES[name], FORBIDS)
    assert hits
    assert all(hit.name in FORBIDS for hit in hits)


def test_what_is_too_deep_to_be_followed_is_told_and_not_passed_over():
    source = f"import torch\ny = torch.softmax({' + '.join(['1'] * 600)}, -1)"
    compile(source, "", "exec")
    with pytest.raises(RecursionError):
        find_forbidden(source, FORBIDS)


@pytest.mark.parametrize("name", NO_USES)
def test_nothing_else_is_found(name):
    assert find_forbidden(NO_USES[name], FORBIDS) == []


@pytest.mark.parametrize(
    ("forbidden", "path"),
    [
        ("torch.nn.modules.conv", "torch.nn.modules.conv.Conv2d"),
        ("torch.nn.Linear", "torch.nn.modules.linear.Linear"),
        ("torch.nn.functional.attention", "torch._attention_math"),
        ("torch.nn.functional.attention", "torch._attention_math_for_mps"),
        ("torch._flash_attention", "torch._flash_attention"),
        ("torch._flash_attention", "torch._flash_attention_for_cpu"),
        ("torch._flash_attention", "torch.ops.aten._flash_attention.default"),
    ],
)
def test_a_spelling_is_found(forbidden, path):
    [hit, *_] = find_forbidden(f"import torch\n{path}", [forbidden])
    assert hit.name == forbidden


def test_nothing_is_found_where_nothing_is_forbidden():
    assert [name for name in USES if find_forbidden(USES[name], ())] == []


def test_a_hit_says_what_and_where():
    source = "import torch\r\n\r\n\x0cdef f(x):\r\n    é = 'ü'; return torch.softmax(x, dim=-1)  # here\r\n"
    assert find_forbidden(source, ["torch.softmax"]) == [
        Hit("torch.softmax", line=4, column=21, source_line="é = 'ü'; return torch.softmax(x, dim=-1)  # here")
    ]


def test_a_method_is_placed_at_its_name():
    [hit] = find_forbidden("y = (\n    x\n    .softmax(-1)\n)", ["torch.Tensor.softmax"])
    assert (hit.line, hit.column) == (3, 6)


def test_hits_come_in_the_order_of_the_text_and_once_each():
    source = "import torch\ndef f(x):\n    return torch.optim.SGD(torch.softmax(x))\ntorch.softmax(x)"
    hits = [(hit.name, hit.line) for hit in find_forbidden(source, FORBIDS)]
    assert hits == [("torch.optim", 3), ("torch.softmax", 3), ("torch.softmax", 4)]


def test_a_hit_in_an_evaluated_text_stands_where_it_is_evaluated():
    [hit] = find_forbidden("import torch\n\ny = eval('torch.softmax(x)')", FORBIDS)
    assert (hit.line, hit.column) == (3, 5)


@pytest.mark.parametrize(
    "source",
    [
        "from torch import softmax",
        "from torch.nn.functional import softmax",
        "from torch.nn.functional import *",
        "import torch\nsoftmax = torch.softmax",
        "from torch import softmax as mine\nsoftmax = mine",
    ],
)
def test_an_import_that_provides_an_entry_is_a_use(source):
    assert find_forbidden(source, FORBIDS, entry=["softmax"])


@pytest.mark.parametrize(
    "source",
    [
        "from torch import softmax\ndef softmax(x):\n    return x",
        "from torch import *\ndef softmax(x):\n    return x",
        "from torch import softmax as s\nfrom torch import optim",
        "def softmax(x):\n    from torch import softmax\n    return x",
    ],
)
def test_an_import_that_provides_no_entry_is_none(source):
    assert find_forbidden(source, FORBIDS, entry=["softmax", "missing"]) == []


def test_methods_of_pythons_own_types_are_left_alone():
    assert find_forbidden("def f(text):\n    return text.split(',')", ["torch.Tensor.split"]) == []


def test_many_bindings_take_no_time():
    source = "import torch as x\n" + "x = x.a + x.b\n" * 2000 + "x.softmax"
    assert find_forbidden(source, FORBIDS) == []
