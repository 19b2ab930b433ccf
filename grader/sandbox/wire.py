"""The codec between judge and worker: plain data in, plain data out, nothing is ever evaluated.

A closed list of types travels: None, bool, int, float, str, bytes, list, tuple, dict, tensors,
dtypes and devices. A tensor is a header (dtype, shape, strides, offset) and its storage's raw
bytes; tensors that share a storage still share it afterwards, so that in-place updates, views and
strides survive. Anything else arrives as ``Opaque``: its type's name and the start of its repr,
equal to nothing.

Imports nothing of ours. Both sides use it, and ``Local`` sends its calls through it too.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import msgpack
import torch

ANSWER_BYTES = 64 * 2**20
DEPTH = 64
ELEMENTS = 2**27
TEXT = 2000

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
_SCALARS = (type(None), bool, int, float, str, bytes)


class MalformedError(ValueError):
    """The bytes are not a message of this codec, or break one of its limits."""


@dataclass(frozen=True)
class Opaque:
    """A value of a type that does not travel: what it was, for the reader of a message."""

    type_name: str
    text: str

    def __repr__(self) -> str:
        return self.text or f"<{self.type_name}>"

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return False


def encode(value: Any) -> bytes:
    """The message for ``value``. Objects of other types become ``Opaque``, never an error."""
    encoder = _Encoder()
    payload = encoder.pack(value, 0)
    return msgpack.packb([encoder.storages, payload])  # type: ignore[no-any-return]


def decode(message: bytes | memoryview, *, device: str = "cpu") -> Any:
    """The value in ``message``, its tensors on ``device`` (those on meta stay there).

    Raises ``MalformedError`` for anything that ``encode`` cannot have written.
    """
    try:
        storages, payload = msgpack.unpackb(message, use_list=True)
        if not all(type(storage) is bytes for storage in storages) or type(payload) is not bytes:
            raise MalformedError("not a message")
        return _Decoder(storages, device).unpack(payload, 0)
    except MalformedError:
        raise
    except Exception as error:
        raise MalformedError(f"{type(error).__name__}: {error}"[:TEXT]) from None


class _Encoder:
    def __init__(self) -> None:
        self.storages: list[bytes] = []
        self._index: dict[int, int] = {}
        self._alive: list[Any] = []  # keeps ids and data pointers from being used twice

    def pack(self, value: Any, depth: int) -> bytes:
        def default(item: Any) -> msgpack.ExtType:
            return self._extend(item, depth + 1)

        try:
            return msgpack.packb(value, default=default, strict_types=True, use_bin_type=True)  # type: ignore[no-any-return]
        except (ValueError, OverflowError, RecursionError, UnicodeError, TypeError):
            return msgpack.packb(self._piecewise(value, depth))  # type: ignore[no-any-return]

    def _piecewise(self, value: Any, depth: int) -> Any:
        """``value`` with each entry packed alone: one that cannot travel does not spoil the rest."""
        if depth < DEPTH and type(value) is list:
            return [msgpack.ExtType(_NESTED, self.pack(item, depth + 1)) for item in value]
        if depth < DEPTH and type(value) is dict:
            pairs = [[key, item] for key, item in value.items()]
            return msgpack.ExtType(_PAIRS, self.pack(pairs, depth + 1))
        return _opaque(value)

    def _extend(self, item: Any, depth: int) -> msgpack.ExtType:
        if depth > DEPTH:
            return _opaque(item)
        if isinstance(item, torch.Tensor):
            return self._tensor(item)
        if isinstance(item, tuple):
            return msgpack.ExtType(_TUPLE, self.pack(list(item), depth))
        if isinstance(item, torch.dtype) and item in _DTYPE_NAMES:
            return msgpack.ExtType(_DTYPE, _DTYPE_NAMES[item].encode())
        if isinstance(item, torch.device):
            return msgpack.ExtType(_DEVICE, str(item).encode())
        if type(item) is int:
            text = str(item) if item.bit_length() < 10_000 else None
            return msgpack.ExtType(_BIG_INT, text.encode()) if text else _opaque(item)
        if isinstance(item, float):  # numpy.float64 is a float
            return msgpack.ExtType(_FLOAT, msgpack.packb(float.__float__(item)))
        if isinstance(item, dict):
            pairs = [[key, entry] for key, entry in dict.items(item)]
            return msgpack.ExtType(_PAIRS, self.pack(pairs, depth))
        return _opaque(item)

    def _tensor(self, tensor: torch.Tensor) -> msgpack.ExtType:
        with torch._C.DisableTorchFunctionSubclass():
            plain = tensor.detach()
            if plain.layout is not torch.strided or plain.dtype not in _DTYPE_NAMES:
                return _opaque(tensor)
            plain = plain.resolve_conj().resolve_neg()
            where = str(plain.device)
            header: list[Any] = [
                _DTYPE_NAMES[plain.dtype],
                list(plain.shape),
                where,
                tensor.requires_grad,
            ]
            if plain.device.type != "meta":
                if plain.device.type != "cpu":
                    plain = plain.cpu()
                header += self._storage(plain)
            else:
                header += [list(plain.stride()), 0, -1]
            return msgpack.ExtType(_TENSOR, msgpack.packb(header))

    def _storage(self, plain: torch.Tensor) -> list[Any]:
        storage = plain.untyped_storage()
        size = storage.nbytes()
        if size > 4096 + 4 * plain.numel() * plain.element_size():
            plain = plain.contiguous().clone()
            storage = plain.untyped_storage()
            size = storage.nbytes()
        pointer = storage.data_ptr()
        if size and not pointer:
            raise ValueError("a tensor without memory")
        key = storage._cdata
        if key not in self._index:
            self._index[key] = len(self.storages)
            self.storages.append(ctypes.string_at(pointer, size))
            self._alive.append(storage)
        return [list(plain.stride()), plain.storage_offset(), self._index[key]]


def _opaque(item: Any) -> msgpack.ExtType:
    kind = type(item)
    name = kind.__qualname__ if kind.__module__ == "builtins" else (
        f"{kind.__module__}.{kind.__qualname__}"
    )  # fmt: skip
    try:
        text = str(repr(item))[:TEXT]
        return msgpack.ExtType(_OPAQUE, msgpack.packb([str(name)[:TEXT], text]))
    except Exception:  # a repr of the student's that fails says nothing
        return msgpack.ExtType(_OPAQUE, msgpack.packb(["object", "<no repr>"]))


class _Decoder:
    def __init__(self, storages: list[bytes], device: str) -> None:
        self._bytes = storages
        self._storages: dict[int, torch.UntypedStorage] = {}
        self._device = device

    def unpack(self, payload: bytes, depth: int) -> Any:
        if depth > DEPTH + 1:
            raise MalformedError("nested too deeply")

        def extension(code: int, data: bytes) -> Any:
            return self._extension(code, data, depth + 1)

        return msgpack.unpackb(
            payload, ext_hook=extension, strict_map_key=False, use_list=True, raw=False
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
            return {_key(key): entry for key, entry in self.unpack(data, depth)}
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
        numbers = [*shape, *strides, offset]
        if len(shape) != len(strides) or len(shape) > DEPTH:
            raise MalformedError("shape and strides differ in length")
        if not all(type(n) is int and 0 <= n < 2**62 for n in numbers):
            raise MalformedError("a size, stride or offset that is not a number")
        if where == "meta" and index == -1:
            if any(stride >= 2**40 or size >= 2**20 for size, stride in zip(shape, strides, strict=True)):
                raise MalformedError("a meta tensor too large to be one")
            tensor = torch.empty_strided(shape, strides, dtype=dtype, device="meta")
        else:
            if math.prod(shape) > ELEMENTS:
                raise MalformedError(f"a tensor of shape {tuple(shape)} is too large")
            if type(index) is not int or not 0 <= index < len(self._bytes):
                raise MalformedError("a tensor without storage")
            last = offset + sum((n - 1) * s for n, s in zip(shape, strides, strict=True))
            if 0 not in shape and (last + 1) * _ITEM_BYTES[dtype] > len(self._bytes[index]):
                raise MalformedError("a tensor larger than its storage")
            storage = self._storage(index)
            tensor = torch.empty(0, dtype=dtype, device=self._device)
            tensor.set_(storage, 0 if 0 in shape else offset, shape, strides)
        return tensor.requires_grad_() if requires_grad and dtype.is_floating_point else tensor

    def _storage(self, index: int) -> torch.UntypedStorage:
        if index not in self._storages:
            raw = self._bytes[index]
            flat = (
                torch.frombuffer(bytearray(raw), dtype=torch.uint8)
                if raw
                else torch.empty(0, dtype=torch.uint8)
            )
            self._storages[index] = flat.to(self._device).untyped_storage()
        return self._storages[index]


def _key(key: Any) -> Any:
    if isinstance(key, list):
        raise MalformedError("a dictionary key that is a list")
    return key
