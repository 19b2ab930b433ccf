"""The codec: what travels comes back the same, and no bytes make it do anything but refuse."""

import collections
import contextlib
import math
import struct

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.inputs import LAYOUTS, laid_out
from grader.sandbox import wire
from grader.sandbox.wire import MalformedError, Opaque, TooLargeError, decode, encode

DTYPES = [
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32,
    torch.int16, torch.int8, torch.uint8, torch.bool, torch.complex64, torch.complex128,
]  # fmt: skip


def back(value, *, capped=True):
    return decode(encode(value, capped=capped), capped=capped)


def raw(x):
    """The bytes of every element, in order."""
    flat = torch.empty(x.numel(), dtype=x.dtype)
    return flat.copy_(x.detach().flatten()).view(torch.uint8).tolist()


def same_tensor(found, sent):
    assert type(found) is torch.Tensor
    assert (found.shape, found.dtype, found.device) == (sent.shape, sent.dtype, sent.device)
    assert found.stride() == sent.stride()
    assert found.requires_grad == sent.requires_grad
    if sent.device.type != "meta":
        assert raw(found) == raw(sent)


def same(found, sent):
    if isinstance(sent, torch.Tensor):
        same_tensor(found, sent)
    elif isinstance(sent, float):
        assert type(found) is float
        assert struct.pack("d", found) == struct.pack("d", sent)
    elif isinstance(sent, list | tuple):
        assert type(found) is type(sent)
        assert len(found) == len(sent)
        for one, other in zip(found, sent, strict=True):
            same(one, other)
    elif isinstance(sent, dict):
        assert type(found) is dict
        same(list(found), list(sent))
        same(list(found.values()), list(sent.values()))
    else:
        assert type(found) is type(sent)
        assert found == sent


@st.composite
def tensors(draw):
    """Tensors of every dtype and layout, with any bytes for values, 0-d and empty ones too."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=4)))
    size = math.prod(shape) * torch.empty(0, dtype=dtype).element_size()
    if dtype is torch.bool:
        values = bytes(draw(st.lists(st.integers(0, 1), min_size=size, max_size=size)))
    else:
        values = draw(st.binary(min_size=size, max_size=size))
    flat = torch.frombuffer(bytearray(values), dtype=dtype) if size else torch.empty(0, dtype=dtype)
    x = laid_out(flat.reshape(shape), draw(st.sampled_from(LAYOUTS)))
    if draw(st.booleans()) and x.dim() and x.shape[-1]:
        x = x[..., draw(st.integers(0, x.shape[-1] - 1)) :]
    if draw(st.booleans()) and (dtype.is_floating_point or dtype.is_complex):
        x = x.detach().requires_grad_()
    return x.to("meta") if draw(st.integers(0, 9)) == 9 else x


NUMBERS = st.one_of(
    st.integers(), st.integers(-(2**2000), 2**2000), st.floats(), st.just(-0.0),
    st.binary(min_size=8, max_size=8).map(lambda b: struct.unpack("d", b)[0]),
)  # fmt: skip
PLAIN = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.text(st.characters(exclude_categories=["Cs"])),
    st.binary(), st.sampled_from(DTYPES), st.just(torch.device("cuda:1")),
)  # fmt: skip
KEYS = st.one_of(PLAIN, st.tuples(PLAIN, st.tuples(PLAIN)))
VALUES = st.recursive(
    PLAIN | tensors(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(VALUES)
def test_what_travels_comes_back_the_same(value):
    same(back(value), value)
    same(back(value, capped=False), value)


@settings(deadline=None)
@given(tensors())
def test_every_layout_keeps_its_strides(x):
    same_tensor(back(x), x)


def test_nan_keeps_its_payload():
    words = torch.tensor([0x7FC12345, 0x7F812345, 0xFFC00001 - 2**32], dtype=torch.int32)
    found = back(words.view(torch.float32))
    assert found.view(torch.int32).tolist() == words.tolist()


def test_minus_zero_keeps_its_sign():
    assert math.copysign(1.0, back(-0.0)) == -1.0
    assert torch.signbit(back(torch.tensor([-0.0, 0.0]))).tolist() == [True, False]


def test_bool_is_not_int_and_tuple_is_not_list():
    assert [type(x) for x in back([True, 1, (), []])] == [bool, int, tuple, list]


def test_views_share_memory_afterwards():
    base = torch.arange(12.0)
    whole, rows, one = back([base, base.view(3, 4)[1:, ::2], {"k": base[5:6]}])
    whole.add_(100)
    assert rows.tolist() == [[104, 106], [108, 110]]
    assert one["k"].item() == 105


def test_views_of_other_dtypes_share_memory_afterwards():
    base = torch.zeros(4)
    floats, ints = back([base[1:], base.view(torch.int32)[2:]])
    floats.fill_(1.0)
    assert ints.tolist() == [0x3F800000] * 2


def test_tensors_apart_stay_apart():
    one, other = back([torch.zeros(3), torch.zeros(3)])
    one.fill_(1)
    assert other.tolist() == [0, 0, 0]


def test_expanded_tensors_take_the_bytes_of_one_row():
    row = torch.ones(1, 5)
    assert len(encode(row.expand(10_000, 5))) < len(encode(row)) + 20
    assert back(row.expand(1000, 5)).stride() == (0, 1)


def test_a_view_of_a_large_storage_takes_what_it_spans():
    """The rest may be what the student is not to see."""
    large = torch.zeros(1_000_000)
    large[:] = 7.0
    large[500:600] = 1.0
    message = encode([large[500:600], large[550:560]])
    assert len(message) < 1000
    one, other = decode(message)
    one[50] = 5.0
    assert other[0] == 5.0
    assert struct.pack("f", 7.0) * 4 not in message


def test_a_loose_view_of_a_large_storage_is_made_dense():
    large = torch.arange(2_000_000.0).reshape(2, -1)
    found = back(large.T[::1000])
    assert found.tolist() == large.T[::1000].tolist()
    assert len(encode(large.T[::1000])) < 20_000


def test_a_column_keeps_its_strides():
    column = torch.arange(10_000.0).reshape(100, 100)[:, 3]
    same_tensor(back(column), column)


def test_bits_of_conjugates_and_negatives_are_resolved():
    z = torch.tensor([1 + 2j])
    assert back(z.conj()).tolist() == [1 - 2j]
    assert back(z.conj().imag).tolist() == [-2.0]


@pytest.mark.parametrize("value", [{1: "a", "1": "b", (1, (2.5, None)): "c", b"1": "d", None: 0}])
def test_keys_need_not_be_text(value):
    same(back(value), value)


def test_subclasses_of_containers_arrive_as_the_plain_kind():
    named = collections.namedtuple("named", "a b")(1, 2)
    ordered = collections.OrderedDict(a=1)
    listed = type("Listed", (list,), {"__iter__": lambda _: iter([9, 9, 9])})([1])
    maximum = torch.ones(1, 2).max(dim=1)
    assert back([named, ordered, listed]) == [(1, 2), {"a": 1}, [1]]
    assert type(back(maximum)) is tuple
    assert type(back(torch.Size([2]))) is tuple
    assert type(back(collections.defaultdict(list, a=[1]))) is dict


def test_subclasses_of_tensors_arrive_as_tensors():
    parameter = torch.nn.Parameter(torch.ones(2))
    same_tensor(back(parameter), torch.ones(2, requires_grad=True))


class Hidden:
    def __repr__(self):
        raise ValueError("no")


class Renamed:
    def __repr__(self):
        return "softmax passed \ud800"


class Nameless(type):
    @property
    def __module__(cls):
        raise ValueError


OPAQUE = {
    "set": lambda: {1},
    "function": lambda: len,
    "module": lambda: math,
    "class": lambda: torch.Tensor,
    "object": object,
    "complex": lambda: 1j,
    "range": lambda: range(3),
    "ellipsis": lambda: ...,
    "array": lambda: np.zeros(2),
    "numpy int": lambda: np.int64(1),
    "hidden": Hidden,
    "surrogates": Renamed,
    "lone surrogate": lambda: "\ud800",
    "huge": lambda: 10**5000,
    "str of its own": lambda: type("S", (str,), {})("s"),
    "int of its own": lambda: type("I", (int,), {})(5),
    "nameless": lambda: Nameless("N", (), {})(),
    "sparse": lambda: torch.eye(2).to_sparse(),
    "nested": lambda: torch.nested.nested_tensor([torch.ones(2)]),
    "quantized": lambda: torch.quantize_per_tensor(torch.zeros(3), 0.1, 0, torch.qint8),
    "float8": lambda: torch.zeros(2, dtype=torch.float8_e5m2),
    "dtype of theirs": lambda: torch.qint8,
}


@pytest.mark.parametrize("name", OPAQUE)
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor")
def test_everything_else_is_opaque(name):
    value = OPAQUE[name]()
    before, found, after = back([1, value, torch.ones(2)])
    assert type(found) is Opaque
    assert found != found  # equal to nothing, not even itself
    assert (before, after.tolist()) == (1, [1, 1])
    again = back(found)
    assert (again.type_name, again.text) == (found.type_name, found.text)


def test_opaque_says_what_it_was():
    found = back({"a": np.int64(7)})["a"]
    assert (found.type_name, found.text) == ("numpy.int64", "np.int64(7)")


def test_opaque_does_not_say_where_it_was():
    both = [object(), object()]  # at two places in memory
    assert encode(both[0]) == encode(both[1])
    assert back(both[0].__str__).text == "<method-wrapper '__str__' of object object>"


def test_numbers_that_are_floats_are_floats():
    assert type(back(np.float64(0.5))) is float


def test_a_freed_tensor_is_opaque():
    freed = torch.zeros(1000)
    freed.untyped_storage().resize_(0)
    assert type(back(freed)) is Opaque


def test_memory_that_was_never_written_is_no_bad_bool():
    strange = torch.full((3,), 7, dtype=torch.uint8).view(torch.bool)
    assert back(strange).tolist() == [True] * 3


def test_a_key_that_cannot_travel_is_opaque():
    (key,) = back({object(): 1})
    assert type(key) is Opaque


def test_an_entry_that_cannot_travel_does_not_spoil_the_rest():
    assert back([1, "\ud800", 2])[::2] == [1, 2]
    assert back({"a": "\ud800", "b": (1, "\ud800")})["b"][0] == 1


def loop():
    value = []
    value.extend([value, value])
    return value


def deep(levels, wrap=lambda x: [x]):
    value = 0
    for _ in range(levels):
        value = wrap(value)
    return value


def doubled():
    value = []
    for _ in range(60):
        value = [value, value]
    return value


def test_sixty_levels_travel():
    same(back(deep(60)), deep(60))
    same(back(deep(60, lambda x: (x,))), deep(60, lambda x: (x,)))
    same(back(deep(60, lambda x: {(1, 2): x})), deep(60, lambda x: {(1, 2): x}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (deep(200), "nested"),
        (deep(100_000), "nested"),
        (deep(200, lambda x: (x,)), "nested"),
        (deep(200, lambda x: {"k": x}), "nested"),
        (loop(), "entries"),
        (doubled(), "entries"),
        ([[]] * 300_000, "entries"),
        ("x" * 300_000, "256 kB"),
        (torch.zeros(1).expand(2**22 + 1), "shape"),
        (torch.empty(2**22 + 1, 0), "shape"),
        (torch.empty(1, device="meta").expand(2**22 + 1), "shape"),
        ([torch.zeros(2**22) for _ in range(5)], "together"),
        ([torch.zeros(2**21, dtype=torch.float64) for _ in range(5)], "64 MB"),
        ([torch.zeros(1).expand(2**22)] * 5, "together"),
        ({2**61 * n: n for n in range(2000)}, "keys"),
    ],
    ids=["list", "deep", "tuple", "dict", "loop", "doubled", "many", "text", "expanded",
         "rows of nothing", "meta", "large",
         "wide", "expanded often", "keys"],
)  # fmt: skip
def test_what_is_too_large_for_an_answer_is_refused_at_once(value, words):
    with pytest.raises(TooLargeError, match=words):
        encode(value, capped=True)


@pytest.mark.parametrize(
    "value",
    [
        torch.empty(2**28, 0),
        torch.empty(0, 2**28),
        torch.empty(1, 1, device="meta").expand(2**31, 2**31),
        torch.empty_strided((2**61,), (1,), device="meta"),
    ],
    ids=["rows of nothing", "columns of nothing", "meta", "overflow"],
)
def test_a_shape_that_takes_long_to_go_through_is_refused(value):
    with pytest.raises(MalformedError, match="too large"):
        decode(encode(value))


def test_bytes_that_no_tensor_uses_are_refused():
    used, unused = torch.zeros(3), bytes(2**20 + 16)
    plain = encode(used)
    ((first, raw),), structure = wire._parts(memoryview(plain), True)
    padded = wire.joined([(first, bytes(raw)), (0, unused)], bytes(structure))
    with pytest.raises(MalformedError, match="no tensor uses"):
        decode(padded)
    assert decode(padded, capped=False).shape == (3,)


def test_requests_may_be_larger_than_answers():
    images = torch.zeros(1, dtype=torch.uint8).expand(60_000, 28 * 28)
    assert decode(encode(images), capped=False).shape == images.shape
    with pytest.raises(MalformedError):
        decode(encode(images))


# Hostile bytes.


def message(payload, storages=()):
    return wire.joined([(0, raw) for raw in storages], msgpack.packb(payload))


def tabled(table, raw=b""):
    """A message whose table of storages is this."""
    table, one = msgpack.packb(table), msgpack.packb(1)
    return struct.pack(">II", len(table), len(one)) + table + one + raw


def tensor(*header):
    return msgpack.ExtType(1, msgpack.packb(list(header)))


def nested(levels, code=9):
    payload = msgpack.packb(0)
    for _ in range(levels):
        payload = msgpack.packb(msgpack.ExtType(code, payload))
    return wire.joined([], payload)


SIXTEEN = bytes(range(16))
HOSTILE = {
    "nothing": b"",
    "rubbish": b"\xc1",
    "more after it": message(1) + b"x",
    "less than it says": message(1)[:-1],
    "a length alone": struct.pack(">II", 1, 1)[:-1],
    "no table": tabled(1),
    "a table in text": tabled("storages"),
    "a table of numbers": tabled([0, 16], SIXTEEN),
    "an entry of one": tabled([[0]], SIXTEEN),
    "a length in text": tabled([[0, "16"]], SIXTEEN),
    "a length that is a bool": tabled([[0, True]], b"1"),
    "a negative length": tabled([[0, 32], [0, -16]], SIXTEEN),
    "storage without bytes": tabled([[0, 16]]),
    "storage before the start": wire.joined([(-16, SIXTEEN)], msgpack.packb(1)),
    "storage out of step": wire.joined([(1, SIXTEEN)], msgpack.packb(1)),
    "pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x8c\x06system\x94.",
    "unknown type": message(msgpack.ExtType(77, b"")),
    "list as key": message(msgpack.ExtType(7, msgpack.packb([[[1], 2]]))),
    "triple as pair": message(msgpack.ExtType(7, msgpack.packb([[1, 2, 3]]))),
    "pairs of nothing": message(msgpack.ExtType(7, msgpack.packb(5))),
    "tuple of nothing": message(msgpack.ExtType(2, msgpack.packb(5))),
    "unknown dtype": message(msgpack.ExtType(4, b"complex1024")),
    "unknown device": message(msgpack.ExtType(5, b"moon:7")),
    "digits": message(msgpack.ExtType(3, b"9" * 5000)),
    "no digits": message(msgpack.ExtType(3, b"__import__('os')")),
    "float of words": message(msgpack.ExtType(8, msgpack.packb("one"))),
    "opaque of one": message(msgpack.ExtType(6, msgpack.packb(["a"]))),
    "broken text": wire.joined([], b"\xa1\xff"),
    "nested extensions": nested(2000),
    "nested tuples": nested(200, code=2),
    "nested lists": message(deep(400)),
    "past the end": message(tensor("float32", [5], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "offset past the end": message(tensor("float32", [1], "cpu", False, [1], 4, 0), [SIXTEEN]),
    "stride past the end": message(tensor("float32", [2], "cpu", False, [4], 0, 0), [SIXTEEN]),
    "before the start": message(tensor("float32", [1], "cpu", False, [1], -1, 0), [SIXTEEN]),
    "negative stride": message(tensor("float32", [4], "cpu", False, [-1], 3, 0), [SIXTEEN]),
    "negative size": message(tensor("float32", [-4], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "stride that wraps": message(
        tensor("float32", [2**40], "cpu", False, [2**62], 0, 0), [SIXTEEN]
    ),
    "size that wraps": message(tensor("float32", [2**63], "cpu", False, [0], 0, 0), [SIXTEEN]),
    "fractional size": message(tensor("float32", [1.5], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "a bool for a size": message(tensor("float32", [True], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "unlike lengths": message(tensor("float32", [2, 2], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "a thousand dimensions": message(
        tensor("float32", [1] * 1000, "cpu", False, [1] * 1000, 0, 0), [SIXTEEN]
    ),
    "no storage": message(tensor("float32", [1], "cpu", False, [1], 0, 3), [SIXTEEN]),
    "storage from behind": message(tensor("float32", [1], "cpu", False, [1], 0, -1), [SIXTEEN]),
    "storage by name": message(tensor("float32", [1], "cpu", False, [1], 0, "0"), [SIXTEEN]),
    "huge expanded": message(tensor("float32", [2**30], "cpu", False, [0], 0, 0), [SIXTEEN]),
    "huge on meta": message(tensor("float32", [2**40, 2**40], "meta", False, [1, 1], 0, -1)),
    "unknown tensor dtype": message(tensor("object", [1], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "a bool that is neither": message(tensor("bool", [3], "cpu", False, [1], 0, 0), [SIXTEEN]),
    "short header": message(tensor("float32", [1]), [SIXTEEN]),
    "before its storage": wire.joined(
        [(32, SIXTEEN)], msgpack.packb(tensor("float32", [1], "cpu", False, [1], 0, 0))
    ),
    "expanded bools by the thousand": message(
        [tensor("bool", [2**22], "cpu", False, [0], 0, 0)] * 4000, [bytes(16)]
    ),
    "storages by the million": tabled([[0, 0]] * 100_000),
    "structure too large": message("x" * 5_000_000),
    "colliding keys": message(msgpack.ExtType(7, msgpack.packb([
        [msgpack.ExtType(3, str((2**61 - 1) * n).encode()), 0] for n in range(100, 60_000)
    ]))),
    "colliding keys of a map": message({
        msgpack.ExtType(3, str((2**61 - 1) * n).encode()): 0 for n in range(100, 60_000)
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused(name):
    with pytest.raises(MalformedError):
        decode(HOSTILE[name])


def check_safe(value):
    """Touch every value: each is of the closed list, and inside its memory."""
    kind = type(value)
    if kind in {list, tuple}:
        for entry in value:
            check_safe(entry)
    elif kind is dict:
        for key, entry in value.items():
            check_safe(key)
            check_safe(entry)
    elif kind is torch.Tensor:
        if value.device.type != "meta" and value.numel():
            size = value.untyped_storage().nbytes()
            last = value.storage_offset() + sum(
                (n - 1) * s for n, s in zip(value.shape, value.stride(), strict=True)
            )
            assert 0 <= value.storage_offset() <= last
            assert (last + 1) * value.element_size() <= size
            value.clone()
    else:
        closed = (type(None), bool, int, float, str, bytes, torch.dtype, torch.device, Opaque)
        assert kind in closed


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(), st.binary().map(lambda b: wire.joined([], b))))
def test_any_bytes_decode_safely_or_are_malformed(data):
    with contextlib.suppress(MalformedError):
        check_safe(decode(data))


@settings(deadline=None, max_examples=500)
@given(VALUES, st.data())
def test_changed_messages_decode_safely_or_are_malformed(value, data):
    changed = bytearray(encode([value]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed))) :]
    with contextlib.suppress(MalformedError):
        check_safe(decode(bytes(changed)))


SIZES = st.integers(-2, 2**63) | st.integers(0, 5)


@settings(deadline=None, max_examples=500)
@given(
    st.sampled_from(list(wire._DTYPES)), st.lists(SIZES, max_size=3), st.lists(SIZES, max_size=3),
    SIZES, st.integers(-2, 2), st.sampled_from(["cpu", "meta", "cuda", ""]),
)  # fmt: skip
def test_forged_headers_never_reach_outside_their_memory(dtype, shape, strides, offset, index, at):
    forged = message(tensor(dtype, shape, at, False, strides, offset, index), [bytes(64)])
    with contextlib.suppress(MalformedError):
        check_safe(decode(forged))


def test_a_storage_that_comes_twice_is_two():
    header = ("uint8", [16], "cpu", False, [1], 0)
    one, other = decode(message([tensor(*header, 0), tensor(*header, 1)], [SIXTEEN, SIXTEEN]))
    one.zero_()
    assert other.tolist() == list(SIXTEEN)


def test_a_dictionary_may_have_many_plain_keys():
    value = {n: str(n) for n in range(20_000)}
    assert back(value) == value
