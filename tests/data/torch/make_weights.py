"""Writes weights.pt in the layout of torch.save before 1.6, with Python's own pickle and no torch, and
strange.pt, which mentions what no file of weights needs.

    python make_weights.py
"""

import collections
import pickle
import struct
import sys
import types

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


class FloatStorage:
    pass


def _rebuild_tensor_v2(*_):
    raise NotImplementedError


for name, value in [("torch", FloatStorage), ("torch._utils", _rebuild_tensor_v2)]:
    sys.modules[name] = types.ModuleType(name)
    value.__module__ = name
    setattr(sys.modules[name], value.__name__, value)


class Stored:
    """One storage: its key and its numbers."""

    def __init__(self, key, numbers, kind=FloatStorage):
        self.key, self.numbers, self.kind = key, numbers, kind


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.made_of = (storage, offset, size, stride, False, collections.OrderedDict())

    def __reduce__(self):
        return (_rebuild_tensor_v2, self.made_of)


class Pickler(pickle.Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, Stored):
            return ("storage", obj.kind, obj.key, "cpu", len(obj.numbers), None)
        return None


def save(path, saved, storages):
    with open(path, "wb") as file:
        for part in [MAGIC, PROTOCOL, {"protocol_version": PROTOCOL, "little_endian": True}]:
            pickle.dump(part, file, protocol=2)
        Pickler(file, protocol=2).dump(saved)
        pickle.dump([storage.key for storage in storages], file, protocol=2)
        for storage in storages:
            file.write(struct.pack("<q", len(storage.numbers)))
            file.write(struct.pack(f"<{len(storage.numbers)}f", *storage.numbers))


def main():
    first = Stored("17", [i / 2 for i in range(10)])
    second = Stored("4", [-1.0, 1.0])
    state = collections.OrderedDict()
    state["matrix"] = Tensor(first, 0, (2, 3), (3, 1))
    state["tail"] = Tensor(first, 6, (4,), (1,))
    state["transposed"] = Tensor(first, 0, (3, 2), (1, 3))
    state["too_long"] = Tensor(first, 8, (4,), (1,))
    state["bias"] = Tensor(second, 0, (2,), (1,))
    saved = {"step": 70000, "model_state": state, "optimizer": {"lr": 1e-4, "betas": [0.9, None]}}
    save("weights.pt", saved, [second, first])
    save("strange.pt", {"model_state": print}, [])


if __name__ == "__main__":
    main()
