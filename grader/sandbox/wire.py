"""The codec between judge and worker: plain data in, plain data out, nothing is ever evaluated.

A closed list of types travels: None, bool, int, float, str, bytes, list, tuple, dict, tensors,
dtypes and devices. A tensor is a header (dtype, shape, strides, offset) and the raw bytes that it
and its views span; tensors that share memory still share it afterwards, so that in-place updates,
views and strides survive. Anything else arrives as ``Opaque``: its type's name and the start of
its repr, equal to nothing.

A message has four parts: the lengths of the next two; a table with [first byte, length] for each
storage; the structure; the storages' bytes, one after another. Table and structure are msgpack.
What a worker sends is ``capped``, so that reading it costs little whatever it says; what the judge
sends is not, since training data is larger than any answer.

Imports nothing of ours. Both sides use it, and ``Local`` sends its calls through it too.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgpack
import torch

ANSWER_BYTES = 64 * 2**20
STRUCTURE_BYTES = 2**18
"""Of a capped message's structure, and of its table: a byte on the way may be a hundred here, and
microseconds of the judge's."""

ELEMENTS = 2**22
"""Of one tensor in a capped message, which may be a single number expanded, or hold no number but
have so many rows."""

ALL_ELEMENTS = 2**24
"""Of all tensors in a capped message together: as many float32 as fit into it."""

DEPTH = 64
ODD_KEYS = 1000
"""Dictionary keys whose hashes can be made to collide; so many at most in one dictionary."""

TEXT = 2000
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""In a repr. Another at every call, it would make equal answers differ."""

_TENSOR, _TUPLE, _BIG_INT, _DTYPE, _DEVICE, _OPAQUE, _PAIRS, _FLOAT, _NESTED = range(1, 10)
_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float32, torch.float64, torch.float16, torch.bfloat16,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
        torch.complex64, torch.complex128,
    )
}  # fmt: skip
_DTYPE_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_ITEM_BYTES = {dtype: torch.empty(0, dtype=dtype).element_size() for dtype in _DTYPE_NAMES}
_ALIGNMENT = 16
_LOOSE_BYTES = 2**20
_CONTAINERS = (list, tuple, dict)
_PLAIN_KEYS = (type(None), bool, int, float, str, bytes)
_WORD = 2**64
_LENGTHS = struct.Struct(">II")


class MalformedError(ValueError):
    """The bytes are not a message of this codec, or break one of its limits."""


class TooLargeError(ValueError):
    """The value is larger, or nested more deeply, than a message may be."""


@dataclass(frozen=True)
class Opaque:
    """A value of a type that does not travel: what it was, for the reader of a message."""

    type_name: str
    text: str

    def __repr__(self) -> str:
        return self.text or f"<{self.type_name}>"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return False


def encode(value: Any, *, capped: bool = False) -> bytes:
    """The message for ``value``. Objects of other types become ``Opaque``, never an error.

    ``TooLargeError`` for a value that ``decode`` would refuse.
    """
    if capped:
        _measure(value)
    encoder = _Encoder(capped)
    structure = encoder.pack(value, 0)
    message = joined(encoder.storages(), structure)
    if capped and max(_LENGTHS.unpack_from(message)) > STRUCTURE_BYTES:
        raise TooLargeError(f"more than {STRUCTURE_BYTES // 2**10} kB beside its tensors")
    if capped and len(message) > ANSWER_BYTES:
        raise TooLargeError(f"more than {ANSWER_BYTES // 2**20} MB")
    return message


def decode(message: bytes | memoryview, *, device: str = "cpu", capped: bool = True) -> Any:
    """The value in ``message``, its tensors on ``device`` (those on meta stay there).

    Raises ``MalformedError`` for anything that ``encode`` cannot have written.
    """
    try:
        storages, structure = _parts(memoryview(message), capped)
        decoder = _Decoder(storages, device, capped)
        value = decoder.unpack(structure, 0)
        if capped:
            _measure(value)
            decoder.refuse_ballast()
    except MalformedError:
        raise
    except Exception as error:
        raise MalformedError(f"{type(error).__name__}: {error}"[:TEXT]) from None
    return value


def joined(storages: Iterable[tuple[int, bytes]], structure: bytes) -> bytes:
    """The message of these parts: (first byte, raw bytes) of each storage, and the structure."""
    storages = list(storages)
    table = msgpack.packb([[first, len(raw)] for first, raw in storages])
    lengths = _LENGTHS.pack(len(table), len(structure))
    return b"".join([lengths, table, structure, *(raw for _, raw in storages)])


def _parts(message: memoryview, capped: bool) -> tuple[list[tuple[int, memoryview]], memoryview]:
    """What ``joined`` was given."""
    table_bytes, structure_bytes = _LENGTHS.unpack_from(message)
    if capped and max(table_bytes, structure_bytes) > STRUCTURE_BYTES:
        raise MalformedError(f"a structure of {max(table_bytes, structure_bytes)} bytes")
    middle, end = (_LENGTHS.size + table_bytes + more for more in (0, structure_bytes))
    if end > len(message):
        raise MalformedError("shorter than it says")
    storages = []
    at = end
    for first, length in msgpack.unpackb(message[_LENGTHS.size : middle], use_list=True):
        for number in (first, length):
            if type(number) is not int or not 0 <= number < 2**62:
                raise MalformedError("a storage that is not in a place")
        if first % _ALIGNMENT or at + length > len(message):
            raise MalformedError("a storage without bytes")
        storages.append((first, message[at : at + length]))
        at += length
    if at != len(message):
        raise MalformedError("longer than it says")
    return storages, message[middle:end]


def _measure(value: Any) -> None:
    """Refuse what is nested too deeply, contains itself, or repeats itself beyond all bounds.

    Goes down level by level; a container that occurs several times on one is looked at once.
    """
    level: dict[int, tuple[Any, int]] = {0: ([value], 1)}
    total = 0
    for _ in range(DEPTH + 2):
        below: dict[int, tuple[Any, int]] = {}
        for container, times in level.values():
            entries = _entries(container)
            total += times * len(entries)
            if total > STRUCTURE_BYTES:
                raise TooLargeError("more entries than a message may have")
            for entry in entries:
                if issubclass(type(entry), _CONTAINERS):
                    seen = below[id(entry)][1] if id(entry) in below else 0
                    below[id(entry)] = (entry, seen + times)
        if not below:
            return
        level = below
    raise TooLargeError(f"lists nested more than {DEPTH} deep")


def _entries(container: Any) -> list[Any]:
    """What is in a list, tuple or dictionary, whatever a subclass says about that."""
    kind = type(container)
    if issubclass(kind, dict):
        keys = list(dict.keys(container))
        if len(keys) > ODD_KEYS:
            _few_odd_keys(keys)
        return [*keys, *dict.values(container)]
    return list((list if issubclass(kind, list) else tuple).__iter__(container))


def _few_odd_keys(keys: Iterable[Any]) -> None:
    """Refuse keys that a hostile worker can choose to have one hash all."""
    odd = sum(
        type(key) not in _PLAIN_KEYS or (type(key) is int and not -_WORD < key < _WORD)
        for key in keys
    )
    if odd > ODD_KEYS:
        raise TooLargeError(f"a dictionary of {odd} unusual keys")


class _Encoder:
    def __init__(self, capped: bool) -> None:
        self._capped = capped
        self._elements = 0
        self._spans: dict[int, list[int]] = {}  # number, address, first byte, last byte + 1
        self._alive: list[Any] = []  # keeps ids and data pointers from being used twice

    def storages(self) -> list[tuple[int, bytes]]:
        """(first byte, raw bytes) of each storage that was met: only what its tensors span."""
        return [
            (start, ctypes.string_at(address + start, stop - start))
            for _, address, start, stop in self._spans.values()
        ]

    def pack(self, value: Any, depth: int) -> bytes:
        def default(item: Any) -> msgpack.ExtType:
            return self._extend(item, depth + 1)

        try:
            return msgpack.packb(value, default=default, strict_types=True, use_bin_type=True)  # type: ignore[no-any-return]
        except TooLargeError:
            raise
        except Exception:
            return msgpack.packb(self._piecewise(value, depth))  # type: ignore[no-any-return]

    def _piecewise(self, value: Any, depth: int) -> Any:
        """``value``, each entry packed alone: one that cannot travel does not spoil the rest."""
        if type(value) is list:
            return [msgpack.ExtType(_NESTED, self.pack(item, depth + 1)) for item in value]
        if type(value) is dict:
            pairs = [[key, item] for key, item in value.items()]
            return msgpack.ExtType(_PAIRS, self.pack(pairs, depth + 1))
        return _opaque(value)

    def _extend(self, item: Any, depth: int) -> msgpack.ExtType:
        kind = type(item)
        if issubclass(kind, torch.Tensor):
            try:
                return self._tensor(item)
            except TooLargeError:
                raise
            except Exception:  # one of torch's kinds that has no strides, or no memory
                return _opaque_tensor(item)
        if issubclass(kind, tuple):
            return msgpack.ExtType(_TUPLE, self.pack(_entries(item), depth))
        if issubclass(kind, list):
            return msgpack.ExtType(_NESTED, self.pack(_entries(item), depth))
        if issubclass(kind, dict):
            pairs = [[key, entry] for key, entry in dict.items(item)]
            return msgpack.ExtType(_PAIRS, self.pack(pairs, depth))
        if kind is torch.dtype and item in _DTYPE_NAMES:
            return msgpack.ExtType(_DTYPE, _DTYPE_NAMES[item].encode())
        if kind is torch.device:
            return msgpack.ExtType(_DEVICE, str(item).encode())
        if kind is int and item.bit_length() < 10_000:
            return msgpack.ExtType(_BIG_INT, str(item).encode())
        if issubclass(kind, float):  # numpy.float64 is a float
            return msgpack.ExtType(_FLOAT, msgpack.packb(float.__float__(item)))
        return _opaque(item)

    def _tensor(self, tensor: torch.Tensor) -> msgpack.ExtType:
        with torch._C.DisableTorchFunctionSubclass():
            plain = torch.Tensor.detach(tensor)
            name = _DTYPE_NAMES.get(plain.dtype)
            if name is None or plain.layout is not torch.strided or plain.is_nested:
                return _opaque_tensor(tensor)
            if plain.is_conj() or plain.is_neg():
                plain = plain.resolve_conj().resolve_neg()
            where = plain.device
            header = [name, list(plain.shape), str(where), bool(tensor.requires_grad)]
            if self._capped and _extent(plain.shape) > ELEMENTS:
                raise TooLargeError(f"a tensor of shape {tuple(plain.shape)}")
            if where.type == "meta":
                header += [list(plain.stride()), 0, -1]
            else:
                self._elements += plain.numel()
                if self._capped and self._elements > ALL_ELEMENTS:
                    raise TooLargeError(f"tensors of more than {ALL_ELEMENTS} elements together")
                header += self._memory(plain if where.type == "cpu" else plain.cpu())
            return msgpack.ExtType(_TENSOR, msgpack.packb(header))

    def _memory(self, plain: torch.Tensor) -> list[Any]:
        """Strides, offset and the number of the storage, which is noted as used."""
        item, strides, length = _ITEM_BYTES[plain.dtype], plain.stride(), _span(plain)
        if length * item > max(_LOOSE_BYTES, 4 * plain.numel() * item):
            return self._memory(plain.clone(memory_format=torch.contiguous_format))
        if plain.dtype is torch.bool and bool((plain.view(torch.uint8) > 1).any()):
            return self._memory(plain.view(torch.uint8) != 0)  # it was never written
        storage = plain.untyped_storage()
        start = int(plain.storage_offset()) * item if length else 0
        stop = start + length * item
        if stop > storage.nbytes() or (length and not storage.data_ptr()):
            raise ValueError("a tensor without memory")
        span = self._spans.get(storage._cdata)
        if span is None:
            self._alive.append(storage)
            span = self._spans[storage._cdata] = [len(self._spans), storage.data_ptr(), start, stop]
        span[2] = min(span[2], start) // _ALIGNMENT * _ALIGNMENT
        span[3] = max(span[3], stop)
        return [list(strides), start // item, span[0]]


def _extent(shape: Iterable[int]) -> int:
    """Elements, or the rows of what has none: what it costs to go through a tensor."""
    return math.prod(max(1, number) for number in shape)


def reach(shape: Iterable[int], strides: Iterable[int]) -> int:
    """Elements from the first to the last in memory, of a tensor that has any."""
    return 1 + sum((n - 1) * s for n, s in zip(shape, strides, strict=True))


def _span(tensor: torch.Tensor) -> int:
    """Elements from the first to the last in memory."""
    count = tensor.numel()
    if not count or tensor.is_contiguous():
        return count
    return reach(tensor.shape, tensor.stride())


def _opaque_tensor(tensor: torch.Tensor) -> msgpack.ExtType:
    """Without its values: printing a tensor whose memory is gone ends the process."""
    text = f"<tensor of {tensor.dtype}, {tensor.layout}>"
    return msgpack.ExtType(_OPAQUE, msgpack.packb(["tensor", text]))


def _opaque(item: Any) -> msgpack.ExtType:
    if type(item) is Opaque:
        return msgpack.ExtType(_OPAQUE, msgpack.packb([item.type_name, item.text]))
    try:
        kind = type(item)
        module, name = kind.__module__, kind.__qualname__
        name = str(name if module == "builtins" else f"{module}.{name}")[:TEXT]
        text = _ADDRESS.sub("", str(repr(item))[:TEXT])
        return msgpack.ExtType(_OPAQUE, msgpack.packb([name, text]))
    except Exception:  # a repr of the student's that fails says nothing
        return msgpack.ExtType(_OPAQUE, msgpack.packb(["object", "<no repr>"]))


class _Decoder:
    def __init__(self, storages: list[tuple[int, memoryview]], device: str, capped: bool) -> None:
        self._raw = storages
        self._elements = 0
        self._storages: dict[int, torch.UntypedStorage] = {}
        self._device = device
        self._capped = capped

    def refuse_ballast(self) -> None:
        """A message is kept as it came, so what no tensor uses may not be large."""
        unused = (raw for index, (_, raw) in enumerate(self._raw) if index not in self._storages)
        if sum(map(len, unused)) > _LOOSE_BYTES:
            raise MalformedError("storages that no tensor uses")

    def unpack(self, payload: bytes | memoryview, depth: int) -> Any:
        if depth > 2 * DEPTH:
            raise MalformedError("nested too deeply")

        def extension(code: int, data: bytes) -> Any:
            return self._extension(code, data, depth + 1)

        return msgpack.unpackb(
            payload,
            ext_hook=extension,
            object_pairs_hook=_dictionary if self._capped else None,
            strict_map_key=False,
            use_list=True,
            raw=False,
            timestamp=1,  # as a float, since the type's own object is none of ours
        )

    def _extension(self, code: int, data: bytes, depth: int) -> Any:
        if code == _TENSOR:
            return self._tensor(*msgpack.unpackb(data))
        if code == _TUPLE:
            return tuple(self.unpack(data, depth))
        if code == _BIG_INT:
            if len(data) > 4000:
                raise MalformedError("an int of too many digits")
            return int(data)
        if code == _DTYPE:
            return _DTYPES[data.decode()]
        if code == _DEVICE:
            return torch.device(data.decode())
        if code == _OPAQUE:
            name, text = msgpack.unpackb(data)
            return Opaque(str(name)[:TEXT], str(text)[:TEXT])
        if code == _PAIRS:
            return _dictionary(self.unpack(data, depth))
        if code == _FLOAT:
            return float(msgpack.unpackb(data))
        if code == _NESTED:
            return self.unpack(data, depth)
        raise MalformedError(f"unknown type {code}")

    def _tensor(
        self,
        dtype_name: str,
        shape: list[int],
        where: str,
        requires_grad: bool,
        strides: list[int],
        offset: int,
        index: int,
    ) -> torch.Tensor:
        dtype = _DTYPES[dtype_name]
        numbers = [*shape, *strides, offset, index + 1]
        if len(shape) != len(strides) or len(shape) > DEPTH:
            raise MalformedError("shape and strides differ in length")
        for number in numbers:
            if type(number) is not int or not 0 <= number < 2**62:
                raise MalformedError("a size, stride or offset that is not a number")
        if _extent(shape) > (ELEMENTS if self._capped else 2**40):
            raise MalformedError(f"a tensor of shape {tuple(shape)} is too large")
        if where == "meta" and index == -1:
            tensor = torch.empty_strided(shape, strides, dtype=dtype, device="meta")
        else:
            tensor = self._in_memory(dtype, shape, strides, offset, index)
        may_require = dtype.is_floating_point or dtype.is_complex
        return tensor.requires_grad_() if requires_grad and may_require else tensor

    def _in_memory(
        self, dtype: torch.dtype, shape: list[int], strides: list[int], offset: int, index: int
    ) -> torch.Tensor:
        """The tensor, once every element is known to lie inside the bytes that came."""
        count, item = math.prod(shape), _ITEM_BYTES[dtype]
        self._elements += count
        if self._capped and self._elements > ALL_ELEMENTS:
            raise MalformedError("tensors of too many elements together")
        if not 0 <= index < len(self._raw):
            raise MalformedError("a tensor without storage")
        first, raw = self._raw[index]
        start = offset * item - first
        if count and not 0 <= start <= start + reach(shape, strides) * item <= len(raw):
            raise MalformedError("a tensor larger than its storage")
        tensor = torch.empty(0, dtype=dtype, device=self._device)
        tensor.set_(self._storage(index), start // item if count else 0, shape, strides)
        if dtype is torch.bool and bool((tensor.view(torch.uint8) > 1).any()):
            raise MalformedError("a bool that is neither")
        return tensor

    def _storage(self, index: int) -> torch.UntypedStorage:
        if index not in self._storages:
            raw = self._raw[index][1]
            flat = (
                torch.frombuffer(bytearray(raw), dtype=torch.uint8)
                if raw
                else torch.empty(0, dtype=torch.uint8)
            )
            self._storages[index] = flat.to(self._device).untyped_storage()
        return self._storages[index]


def _dictionary(pairs: list[Any]) -> dict[Any, Any]:
    if len(pairs) > ODD_KEYS:
        _few_odd_keys(key for key, _ in pairs)
    return dict(pairs)
