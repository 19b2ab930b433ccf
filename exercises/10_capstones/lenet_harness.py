"""Runs beside the student's code: trains their LeNet5 with their fit, and answers with predictions.

The worker sees training images and labels, and test images; the test labels stay with the judge.
"""

import numpy
import torch
from torch.utils.data import DataLoader, TensorDataset


def train_and_predict(
    student,
    train_images,
    train_labels,
    held_out,
    test_images,
    *,
    stages,
    batch_size,
    device="cpu",
    threads=1,
):
    """Predicted classes (M,) int64 of ``test_images`` (M, 28, 28) uint8.

    fit is called once for each (epochs, lr) in ``stages``. ``held_out`` of the training images
    (N, 28, 28) uint8 serve as its test loader.
    """
    torch.set_num_threads(threads)
    images, labels = normalized(train_images).to(device), train_labels.to(device)
    test = normalized(test_images).to(device)
    torch.manual_seed(0)
    model = student.LeNet5()
    train_loader = loader(
        images[:-held_out],
        labels[:-held_out],
        batch_size=batch_size,
        shuffle=True,
        generator=torch.Generator().manual_seed(0),
    )
    held_out_loader = loader(images[-held_out:], labels[-held_out:], batch_size=1000)
    for epochs, lr in stages:
        student.fit(model, train_loader, held_out_loader, epochs=epochs, lr=lr, device=device)
    model.eval()
    with torch.no_grad():
        predictions = [model(chunk).argmax(dim=1).cpu() for chunk in test.split(1000)]
    return torch.cat(predictions)


class Batches(DataLoader):
    """A DataLoader of a TensorDataset: one indexing a batch, no work for each image."""

    def __iter__(self):
        order = torch.from_numpy(numpy.fromiter(self.sampler, dtype=numpy.int64))
        for chosen in order.split(self.batch_size):
            yield [tensor[chosen] for tensor in self.dataset.tensors]


def loader(*tensors, **options):
    """A DataLoader of batches [images, labels]."""
    return Batches(TensorDataset(*tensors), **options)


def normalized(images):
    """(N, 28, 28) uint8 to (N, 1, 32, 32) float32: mean 0.1307, standard deviation 0.3081."""
    scaled = (images.float() / 255 - 0.1307) / 0.3081
    return torch.nn.functional.pad(scaled.unsqueeze(1), (2, 2, 2, 2), value=-0.1307 / 0.3081)
