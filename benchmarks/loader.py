"""CPU of the capstones' loader alone against a plain loop that indexes the same tensors.

Run it as ``python benchmarks/loader.py``. No data set is needed: the images are random.
"""

import importlib.util
import time
from pathlib import Path

import torch

HARNESS = Path(__file__).parents[1] / "exercises" / "10_capstones" / "lenet_harness.py"
IMAGES, BATCH_SIZE, TIMES = 20_000, 64, 20


def main() -> None:
    torch.set_num_threads(1)
    spec = importlib.util.spec_from_file_location("lenet_harness", HARNESS)
    assert spec is not None
    assert spec.loader is not None
    harness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harness)
    images, labels = torch.rand(IMAGES, 1, 32, 32), torch.randint(10, (IMAGES,))
    batches = harness.loader(images, labels, batch_size=BATCH_SIZE, shuffle=True)

    def loaded() -> None:
        for _ in batches:
            pass

    def indexed() -> None:
        for chosen in torch.randperm(IMAGES).split(BATCH_SIZE):
            _ = images[chosen], labels[chosen]

    with_loader, plain = least(loaded, indexed)
    print(f"loader {with_loader:.4f} s, plain loop {plain:.4f} s: {with_loader / plain:.2f}x")


def least(*works):  # type: ignore[no-untyped-def]
    """The CPU seconds of the quickest of several runs of each, one after the other in turn."""
    seconds = [[cpu(work) for work in works] for _ in range(TIMES)]
    return map(min, zip(*seconds, strict=True))


def cpu(work) -> float:  # type: ignore[no-untyped-def]
    """The CPU seconds of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
