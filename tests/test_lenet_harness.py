"""The loader that the capstones hand to the student's ``fit``."""

import importlib.util
from pathlib import Path

import pytest
import torch
from torch.utils.data import DataLoader

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def harness():
    path = ROOT / "exercises" / "10_capstones" / "lenet_harness.py"
    spec = importlib.util.spec_from_file_location("lenet_harness", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def epoch(loader):
    images, labels = zip(*loader, strict=True)
    return torch.cat(images), torch.cat(labels)


def test_an_epoch_gives_every_image_once_with_its_label(harness):
    images, labels = torch.arange(10.0).view(10, 1), torch.arange(10)
    seen, named = epoch(harness.loader(images, labels, batch_size=4, shuffle=True))
    assert torch.equal(seen.view(-1).long(), named)
    assert torch.equal(named.sort().values, labels)


def test_batches_have_the_size_that_was_asked_for_and_the_last_has_what_is_left(harness):
    loader = harness.loader(torch.zeros(10, 1), torch.zeros(10), batch_size=4, shuffle=True)
    assert [len(labels) for _, labels in loader] == [4, 4, 2]
    assert (len(loader), loader.batch_size, len(loader.dataset)) == (3, 4, 10)
    assert isinstance(loader, DataLoader)


def test_only_a_shuffled_loader_goes_in_another_order_in_every_epoch(harness):
    labels = torch.arange(100)
    shuffled = harness.loader(labels, labels, batch_size=7, shuffle=True)
    in_order = harness.loader(labels, labels, batch_size=7)
    assert not torch.equal(epoch(shuffled)[1], epoch(shuffled)[1])
    assert torch.equal(epoch(in_order)[1], labels)


def test_a_seeded_generator_gives_the_same_order_again(harness):
    labels = torch.arange(100)
    runs = [
        harness.loader(labels, labels, batch_size=7, shuffle=True,
                       generator=torch.Generator().manual_seed(0))
        for _ in range(2)
    ]  # fmt: skip
    assert torch.equal(epoch(runs[0])[1], epoch(runs[1])[1])
