"""Declaring exercises and checks: what a slip of the author's says, and when."""

import pytest
from hypothesis import strategies as st

from grader.spec import EXAMPLES, GPU, Check, Exercise, Forbids, make_check


@pytest.fixture
def exercise():
    return Exercise("softmax", functions=("softmax", "log_softmax"), summary="s")


def body(softmax, x):
    """sums to one"""


def test_a_check_carries_what_was_declared(exercise):
    strategy = st.integers()

    @exercise.check(
        points=2, hint="h", examples=5, also=[{"x": 1}], seconds=3.0, marks=[GPU], x=strategy
    )
    def adds_up(softmax, x):
        """sums
        to one.
        """

    (check,) = exercise.checks
    assert check == Check(
        name="adds_up", sentence="softmax sums to one", body=adds_up, functions=("softmax",),
        wants=("x",), points=2, givens={"x": strategy}, also=({"x": 1},), examples=5, seconds=3.0,
        hint="h", marks=frozenset({GPU}),
    )  # fmt: skip


def test_the_decorated_function_stays_a_function(exercise):
    assert exercise.check(points=1, x=[1])(body) is body


def test_defaults(exercise):
    exercise.check(points=1, x=[1])(body)
    (check,) = exercise.checks
    assert (check.examples, check.seconds, check.hint, check.also) == (EXAMPLES, None, None, ())


def test_the_sentence_is_about_the_first_function(exercise):
    @exercise.check(points=1)
    def both(log_softmax, softmax):
        """is the logarithm of the other"""

    (check,) = exercise.checks
    assert check.subject == "log_softmax"
    assert check.sentence == "log_softmax is the logarithm of the other"
    assert check.functions == ("log_softmax", "softmax")


def test_points_add_up(exercise):
    exercise.check(points=1, x=[1])(body)
    exercise.add(make_check(body, functions=["softmax"], points=0.5, givens={"x": [1]}, name="b"))
    assert exercise.points == 1.5


def test_a_given_may_serve_others_only(exercise):
    @exercise.check(points=1, shape=[(2,)], x=lambda shape: st.just(shape))
    def takes_one(softmax, x):
        """takes x"""

    assert exercise.checks[0].wants == ("x",)


def test_files_are_named_after_the_exercise(exercise):
    assert exercise.stubs == ("softmax.py",)
    assert exercise.harness == "softmax_harness.py"
    other = Exercise("a", functions=("f",), summary="s", stubs=("../b.py",), harness="h.py")
    assert (other.stubs, other.harness) == (("../b.py",), "h.py")


def no_doc(softmax):
    pass


def blank(softmax):
    """ """


def stranger(softmax, y):
    """takes y"""


def nobody(x):
    """is about nothing of the student's"""


SLIPS = {
    "no docstring": (no_doc, {}, "needs a docstring"),
    "a blank docstring": (blank, {}, "needs a docstring"),
    "no points": (body, {"points": 0, "x": [1]}, "points=0"),
    "negative points": (body, {"points": -1, "x": [1]}, "points=-1"),
    "something not given": (stranger, {}, r"takes \['y'\], which it is not given"),
    "none of the functions": (nobody, {"x": [1]}, "takes none of the student's functions"),
    "a given of a function's name": (body, {"x": [1], "softmax": [1]}, "a function's name"),
    "an empty list": (body, {"x": []}, "an empty list for x"),
    "a later given": (
        body, {"x": lambda y: st.just(y), "y": [1]}, "draws x from what does not come before",
    ),
    "an unknown given": (
        body, {"x": lambda z: st.just(z)}, "draws x from what does not come before",
    ),
    "an unknown name in also": (body, {"x": [1], "also": [{"x": 1, "z": 1}]}, r"\['z'\] in also"),
    "also without a given": (body, {"also": [{"x": 1}]}, "which it is not given"),
    "too little in also": (body, {"x": [1], "also": [{}]}, r"in also without \['x'\]"),
    "something smaller in place of a list": (
        body, {"x": [1], "smaller": {"x": st.just(1)}}, "a smaller x, which is not drawn",
    ),
    "no examples": (body, {"x": [1], "examples": 0}, "examples=0"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_an_error_when_it_is_declared(name, exercise):
    function, options, words = SLIPS[name]
    with pytest.raises(ValueError, match=words):
        exercise.check(**{"points": 1, **options})(function)
    assert exercise.checks == []


def test_two_checks_of_one_name(exercise):
    exercise.check(points=1, x=[1])(body)
    with pytest.raises(ValueError, match="two checks are named body"):
        exercise.check(points=1, x=[1])(body)


def test_a_ready_check_about_another_function(exercise):
    check = make_check(lambda f: f, functions=["f"], points=1, givens={}, name="n", doc="d")
    with pytest.raises(ValueError, match=r"n is about unknown \['f'\]"):
        exercise.add(check)


def test_forbids_names_functions_of_the_exercise():
    with pytest.raises(ValueError, match=r"forbids names \['other'\]"):
        Exercise("e", functions=("f",), summary="s", forbids={"other": Forbids(("x",), "y")})


def test_a_ready_check_takes_all_givens():
    def run(**values):
        """does it"""

    check = make_check(
        run, functions=("f",), points=1, takes=("f",), givens={"dtype": [1], "x": [2]}, name="c",
        doc="does it", also=({"x": 1, "more": 2},),
    )  # fmt: skip
    assert check.wants == ("dtype", "x")
    assert check.functions == ("f",)
