"""loss of an epoch = sum over its batches of (mean loss of the batch * its size) / examples

Training is judged by where it leads: a small model with dropout and batch normalisation must end
with the weights of the loop written out below, on the same data, from the same seed.
"""

import contextlib
import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.expect import close, equal, holds, raises
from grader.spec import GPU, Exercise

exercise = Exercise(
    "training",
    functions=("train_epoch", "evaluate", "fit"),
    summary="Train a model batch by batch, and measure it on data that it has not seen.",
    after=("cross_entropy", "sgd"),
)

LOSSES = ["cross_entropy", "multi_margin_loss"]
MODES = [  # of the model, its linear layer, normalisation, ReLU, head, dropout, last layer
    [True] * 7,
    [False] * 7,
    [True, True, False, True, True, True, True],
    [False, False, False, False, False, True, False],
]
EMPTY = [(0, False), (3, True)]  # no data at all; or too few for one batch of 4, with drop_last
TINY = 1e-9  # a learning rate that leaves the weights alone, whatever the optimizer
ENTRIES = {"epoch", "train_loss", "test_loss", "test_accuracy"}

THE_LOOP = (
    "For every batch: optimizer.zero_grad(), loss = loss_fn(model(inputs), targets), "
    "loss.backward(), optimizer.step()."
)
PER_EXAMPLE = (
    "The loss of a batch is a mean over the batch: multiply it by len(targets) before you add it "
    "to a total, and divide the total by the number of examples that came."
)
EMPTY_LOADER = "Count the examples that come, and raise ValueError when there were none."
MOVE = (
    "Move inputs and targets to the device with .to(device). The device here is a stand-in for an "
    "accelerator, called meta."
)
RESTORE = (
    "Note module.training of each of model.modules() first, and set it back in a finally block; "
    "model.train(mode) would give all of them one mode."
)

seeds = st.integers(0, 2**16)


def problem(seed, count=10):
    """Inputs (count, 6), the last two 20 times as large, and classes from 0 to 2."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(count, 6, generator=generator, dtype=torch.float64)
    inputs[-2:] *= 20.0
    return inputs, torch.randint(3, (count,), generator=generator)


def measured_problem(seed):
    """Seven examples; the classifier that evaluate is given is right on all but the last two."""
    inputs, _ = problem(seed, count=7)
    with seeded():
        ranking = classifier().eval()(inputs).argsort(dim=1, descending=True)
    return inputs, torch.cat([ranking[:5, 0], ranking[5:, 1]])


@contextlib.contextmanager
def seeded():
    """The random state in which the harness builds a model and hands it over."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def classifier(dropout=0.5):
    return nn.Sequential(
        nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(),
        nn.Sequential(nn.Dropout(dropout), nn.Linear(8, 3)),
    ).double()  # fmt: skip


def fresh_weights():
    """The parameters and buffers of the classifier, before anything is done with it."""
    with seeded():
        return list(classifier().state_dict().values())


def loader_of(data, batch_size=4, shuffle=False, drop_last=False):
    generator = torch.Generator().manual_seed(0)
    return DataLoader(TensorDataset(*data), batch_size, shuffle, drop_last=drop_last,
                      generator=generator)  # fmt: skip


def epoch_of(model, loader, loss_fn, optimizer):
    """The mean loss per example of one pass in training mode."""
    model.train()
    total, examples = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total, examples = total + loss.item() * len(targets), examples + len(targets)
    return total / examples


def measures_of(model, data, loss_fn):
    """The mean loss and the accuracy, on all data at once."""
    inputs, targets = data
    with torch.no_grad():
        logits = model.eval()(inputs)
    return loss_fn(logits, targets).item(), float((logits.argmax(dim=1) == targets).double().mean())


def evaluation_of(data, loss="cross_entropy"):
    """The loss and the accuracy that ``evaluated`` of the harness should report."""
    with seeded():
        return measures_of(classifier(), data, getattr(F, loss))


def training_of(data, loss="cross_entropy", epochs=2, lr=0.1, dropout=0.5, **loading):
    """The losses and the weights that ``trained`` of the harness should report."""
    with seeded():
        model = classifier(dropout)
        optimizer = torch.optim.SGD(model.parameters(), lr, momentum=0.9)
        loader = loader_of(data, **loading)
        losses = [epoch_of(model, loader, getattr(F, loss), optimizer) for _ in range(epochs)]
    return losses, list(model.state_dict().values())


def fit_of(train, test, epochs=3, lr=0.05, dropout=0.5):
    """The history and the weights that ``fitted`` of the harness should report."""
    with seeded():
        model = classifier(dropout)
        optimizer = torch.optim.AdamW(model.parameters(), lr)
        loader, history = loader_of(train, shuffle=True), []
        for epoch in range(1, epochs + 1):
            train_loss = epoch_of(model, loader, F.cross_entropy, optimizer)
            test_loss, accuracy = measures_of(model, test, F.cross_entropy)
            history.append({"epoch": epoch, "train_loss": train_loss,
                            "test_loss": test_loss, "test_accuracy": accuracy})  # fmt: skip
    return history, list(model.state_dict().values())


def same_weights(found, truth):
    """Roundings grow from step to step: they get room, 1e-10, that no other training fits in."""
    for value, expected in zip(found, truth, strict=True):
        close(value, expected, magnitude=1e4)


def same_result(result, truth):
    """``result`` is a tuple of two floats, the loss and the accuracy."""
    holds(isinstance(result, tuple) and len(result) == 2, "expected (loss, accuracy)", result)
    close(result[0], truth[0])
    close(result[1], truth[1])


def same_history(history, truth):
    are_dicts = isinstance(history, list) and all(isinstance(entry, dict) for entry in history)
    holds(are_dicts, "expected a list of dicts", history, truth)
    equal([entry.get("epoch") for entry in history], [entry["epoch"] for entry in truth])
    for entry, expected in zip(history, truth, strict=True):
        holds(set(entry) == ENTRIES, "the keys differ", entry, expected)
        for key in ENTRIES - {"epoch"}:
            close(entry[key], expected[key])


@exercise.check(points=1, hint=PER_EXAMPLE)
def each_example_weighs_the_same(train_epoch):
    """returns 3 when four examples have a loss of 1, and one, alone in the last batch, has 11"""
    zeros, targets = torch.zeros(5, 1), torch.tensor([[1.0], [1.0], [1.0], [1.0], [11.0]])
    after = train_epoch.harness("trained", zeros, targets, model="zero", loss="l1_loss",
                                batch_size=2, epochs=1)  # fmt: skip
    close(after["losses"][0], 3.0)


@exercise.check(points=3, hint=THE_LOOP, examples=4, loss=LOSSES, shuffle=[True, False],
                seed=seeds)  # fmt: skip
def ends_with_the_right_weights(train_epoch, loss, shuffle, seed):
    """ends with the weights that two epochs of one step a batch lead to"""
    data = problem(seed)
    after = train_epoch.harness("trained", *data, loss=loss, shuffle=shuffle)
    same_weights(after["weights"], training_of(data, loss, shuffle=shuffle)[1])


@exercise.check(points=2, hint=PER_EXAMPLE, examples=4, loss=LOSSES, shuffle=[True, False],
                seed=seeds)  # fmt: skip
def returns_the_mean_loss(train_epoch, loss, shuffle, seed):
    """returns the mean loss over all examples of the epoch, as a float"""
    data, options = problem(seed), {"loss": loss, "shuffle": shuffle, "lr": 0.0}
    after = train_epoch.harness("trained", *data, **options)
    losses, _ = training_of(data, **options)
    for found, truth in zip(after["losses"], losses, strict=True):
        close(found, truth)


@exercise.check(points=1, hint="len(loader.dataset) counts examples that never came.",
                examples=2, seed=seeds)  # fmt: skip
def counts_the_examples_that_came(train_epoch, seed):
    """averages over the examples that came when the loader drops its last batch"""
    data, options = problem(seed), {"drop_last": True, "lr": 0.0}
    after = train_epoch.harness("trained", *data, **options)
    close(after["losses"][0], training_of(data, **options)[0][0])


@exercise.check(points=1, hint="backward adds to the gradients that are there: clear them before "
                "each backward, the first too.", examples=2, seed=seeds)  # fmt: skip
def clears_stale_gradients(train_epoch, seed):
    """is not disturbed by gradients that are there before it begins"""
    data = problem(seed)
    after = train_epoch.harness("trained", *data, stale=100.0)
    same_weights(after["weights"], training_of(data)[1])


@exercise.check(points=1, hint="Call model.train() first: dropout and batch normalisation "
                "depend on the mode.", modes=MODES[1:], seed=seeds, examples=3)  # fmt: skip
def trains_in_training_mode(train_epoch, modes, seed):
    """trains in training mode, whatever modes the model is in before"""
    data = problem(seed)
    after = train_epoch.harness("trained", *data, modes=modes)
    same_weights(after["weights"], training_of(data)[1])


@exercise.check(points=1, hint="Call model.train() first, and do not change the mode at the end.",
                modes=MODES)  # fmt: skip
def stays_in_training_mode(train_epoch, modes):
    """leaves every part of the model in training mode"""
    after = train_epoch.harness("trained", *problem(0), modes=modes, epochs=1)
    equal(after["modes"], [True] * 7)
    holds(not torch.equal(after["weights"][0], fresh_weights()[0]), "no weight was trained")


@exercise.check(points=1, hint="for inputs, targets in loader: takes pairs of any kind.")
def takes_tuples(train_epoch):
    """takes batches that are tuples as well as lists"""
    data = problem(0)
    after = train_epoch.harness("trained", *data, pairs="tuple")
    same_weights(after["weights"], training_of(data)[1])


@exercise.check(points=1, hint=EMPTY_LOADER, empty=EMPTY)
def refuses_an_empty_loader(train_epoch, empty):
    """raises ValueError when the loader yields nothing"""
    count, drop_last = empty
    train_epoch.harness("trained", *problem(0), drop_last=drop_last)  # no error here
    raises(ValueError, train_epoch.harness, "trained", *problem(0, count), drop_last=drop_last)


@exercise.check(points=2, hint=MOVE, seed=seeds, examples=1)
def trains_on_the_device(train_epoch, seed):
    """moves inputs and targets to the device"""
    data = problem(seed)
    after = train_epoch.harness("trained", *data, device="meta")
    losses, weights = training_of(data)
    same_weights(after["weights"], weights)
    close(after["losses"][-1], losses[-1])


@exercise.check(points=1, hint="Move inputs and targets with .to(device).", marks=(GPU,),
                seed=seeds, examples=2)  # fmt: skip
def trains_on_a_gpu(train_epoch, seed):
    """trains on a GPU as on the CPU"""
    data = problem(seed)
    after = train_epoch.harness("trained", *data, device="cuda", dropout=0.0)
    same_weights(after["weights"], training_of(data, dropout=0.0)[1])


@exercise.check(points=1, hint="The loss and the accuracy are means over examples, not over "
                "batches.")  # fmt: skip
def three_of_five(evaluate):
    """gives accuracy 0.6 when three of five logits, in batches of two, are largest at the target"""
    logits = torch.tensor([[math.log(3.0), 0.0]] * 5)
    targets = torch.tensor([0, 0, 0, 1, 1])
    loss = -(3 * math.log(0.75) + 2 * math.log(0.25)) / 5
    after = evaluate.harness("evaluated", logits, targets, model="identity", batch_size=2)
    same_result(after["result"], (loss, 0.6))


@exercise.check(points=3, hint=f"{PER_EXAMPLE} Count the right answers, logits.argmax(dim=1) == "
                "targets, the same way.",
                loss=LOSSES, batch_size=[1, 3, 4, 10], seed=seeds, examples=8)  # fmt: skip
def measures_every_example(evaluate, loss, batch_size, seed):
    """returns the mean loss and the accuracy over all examples, for every batch size"""
    data = measured_problem(seed)
    after = evaluate.harness("evaluated", *data, loss=loss, batch_size=batch_size,
                             modes=MODES[1])  # fmt: skip
    same_result(after["result"], evaluation_of(data, loss))


@exercise.check(points=1, hint="Numbers of your own, added up over the batches, serve: "
                "len(loader.dataset) counts examples that never came.",
                seed=seeds, examples=2)  # fmt: skip
def measures_what_came(evaluate, seed):
    """averages over the examples that came when the loader drops its last batch"""
    inputs, targets = measured_problem(seed)
    after = evaluate.harness("evaluated", inputs, targets, drop_last=True, modes=MODES[1])
    same_result(after["result"], evaluation_of((inputs[:4], targets[:4])))


@exercise.check(points=2, hint="Call model.eval() before you measure: it switches dropout off and "
                "lets batch normalisation use its running statistics.",
                modes=MODES, seed=seeds, examples=4)  # fmt: skip
def measures_in_eval_mode(evaluate, modes, seed):
    """measures in eval mode, whatever modes the model is in before"""
    data = measured_problem(seed)
    after = evaluate.harness("evaluated", *data, modes=modes)
    same_result(after["result"], evaluation_of(data))


@exercise.check(points=2, hint=RESTORE, modes=MODES)
def restores_every_mode(evaluate, modes):
    """leaves every part of the model in the mode that it was in"""
    after = evaluate.harness("evaluated", *measured_problem(0), modes=modes)
    equal(after["modes"], modes)
    holds(bool(after["graph"]), "the model was never run")


@exercise.check(points=1, hint=RESTORE, modes=MODES)
def restores_after_an_error(evaluate, modes):
    """leaves every part of the model in the mode that it was in, even when an error ends it"""
    after = evaluate.harness("interrupted", *measured_problem(0), modes=modes)
    equal(after["modes"], modes)
    equal(after["calls"], [4, 3])


@exercise.check(points=1, hint="Measure inside `with torch.no_grad():`, which ends with its block.")
def builds_no_graph(evaluate):
    """builds no autograd graph, and leaves autograd recording"""
    after = evaluate.harness("evaluated", *measured_problem(0))
    holds(bool(after["graph"]), "the model was never run")
    equal(after["graph"], [False] * len(after["graph"]))
    equal(after["recording"], True)
    equal(after["trainable"], [True] * len(after["trainable"]))


@exercise.check(points=1, hint="No step, no zero_grad, and eval mode: outside it batch "
                "normalisation updates its running statistics.",
                modes=MODES)  # fmt: skip
def changes_nothing(evaluate, modes):
    """leaves weights, buffers and gradients as they were"""
    after = evaluate.harness("evaluated", *measured_problem(0), modes=modes, stale=3.0)
    holds(bool(after["graph"]), "the model was never run")
    equal(after["weights"], fresh_weights())
    for grad in after["gradients"]:
        equal(grad, torch.full_like(grad, 3.0))


@exercise.check(points=1, hint="for inputs, targets in loader: takes pairs of any kind.")
def measures_tuples(evaluate):
    """takes batches that are tuples as well as lists"""
    data = measured_problem(0)
    after = evaluate.harness("evaluated", *data, modes=MODES[1], pairs="tuple")
    same_result(after["result"], evaluation_of(data))


@exercise.check(points=1, hint=EMPTY_LOADER, empty=EMPTY)
def evaluate_refuses_an_empty_loader(evaluate, empty):
    """raises ValueError when the loader yields nothing"""
    count, drop_last = empty
    evaluate.harness("evaluated", *problem(0), drop_last=drop_last)  # no error here
    raises(ValueError, evaluate.harness, "evaluated", *problem(0, count), drop_last=drop_last)


@exercise.check(points=2, hint=MOVE, seed=seeds, examples=1)
def measures_on_the_device(evaluate, seed):
    """moves inputs and targets to the device"""
    data = measured_problem(seed)
    after = evaluate.harness("evaluated", *data, modes=MODES[1], device="meta")
    same_result(after["result"], evaluation_of(data))


@exercise.check(points=1, hint="Move inputs and targets with .to(device).", marks=(GPU,),
                seed=seeds, examples=2)  # fmt: skip
def measures_on_a_gpu(evaluate, seed):
    """measures on a GPU as on the CPU"""
    data = measured_problem(seed)
    after = evaluate.harness("evaluated", *data, modes=MODES[1], device="cuda")
    same_result(after["result"], evaluation_of(data))


@exercise.check(points=3, hint="Minimise cross-entropy with one optimizer for all epochs: "
                "torch.optim.AdamW(model.parameters(), lr=lr).",
                epochs=[1, 3], lr=[0.05, 0.01], seed=seeds, examples=4)  # fmt: skip
def fits_with_adamw(fit, epochs, lr, seed):
    """ends with the weights that AdamW leads to"""
    train, test = problem(seed), problem(seed + 1, count=7)
    after = fit.harness("fitted", train, test, epochs=epochs, lr=lr)
    same_weights(after["weights"], fit_of(train, test, epochs, lr)[1])


@exercise.check(points=3, hint="In each epoch: train_epoch on the training loader, then "
                "evaluate on the test loader. Count from 1; train_loss is what train_epoch "
                "returned; make a new dict each time.",
                epochs=[1, 3], seed=seeds, examples=4)  # fmt: skip
def keeps_a_history(fit, epochs, seed):
    """returns a dict an epoch, with its number, its training loss and its test results"""
    train, test = problem(seed), problem(seed + 1, count=7)
    after = fit.harness("fitted", train, test, epochs=epochs, lr=TINY)
    same_history(after["history"], fit_of(train, test, epochs, lr=TINY)[0])


@exercise.check(points=1, hint="Neither the model's modes nor its gradients are sure to be fresh: "
                "train_epoch sets the mode and clears gradients.",
                modes=MODES, seed=seeds, examples=4)  # fmt: skip
def fits_any_model(fit, modes, seed):
    """fits a model in any mode, with any gradients, just as well"""
    train, test = problem(seed), problem(seed + 1, count=7)
    after = fit.harness("fitted", train, test, modes=modes, stale=100.0)
    history, weights = fit_of(train, test)
    same_weights(after["weights"], weights)
    same_history(after["history"], history)


@exercise.check(points=1, hint=EMPTY_LOADER, counts=[(0, 7), (10, 0)])
def fit_refuses_an_empty_loader(fit, counts):
    """raises ValueError when the training loader or the test loader yields nothing"""
    train, test = counts
    fit.harness("fitted", problem(0), problem(0, count=7))  # no error here
    raises(ValueError, fit.harness, "fitted", problem(0, train), problem(0, test))


@exercise.check(points=2, hint="Move the model with model.to(device), and pass device on to "
                "train_epoch and evaluate. The device here is a stand-in for an accelerator, "
                "called meta.", seed=seeds, examples=1)  # fmt: skip
def fits_on_the_device(fit, seed):
    """moves the model and all batches to the device"""
    train, test = problem(seed), problem(seed + 1, count=7)
    after = fit.harness("fitted", train, test, device="meta")
    history, weights = fit_of(train, test)
    same_weights(after["weights"], weights)
    same_history(after["history"], history)


@exercise.check(points=1, hint="Move the model with model.to(device), and pass device on.",
                marks=(GPU,), seed=seeds, examples=2)  # fmt: skip
def fits_on_a_gpu(fit, seed):
    """fits on a GPU as on the CPU"""
    train, test = problem(seed), problem(seed + 1, count=7)
    after = fit.harness("fitted", train, test, device="cuda", dropout=0.0)
    same_weights(after["weights"], fit_of(train, test, dropout=0.0)[1])
