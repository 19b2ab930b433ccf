"""loss of an epoch = sum over its batches of (mean loss of the batch * its size) / examples

Training is judged by where it leads: a small model with dropout and batch normalisation must end
with the weights of the loop written out below. Its dropout chooses units in turn, not by chance.
"""

import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.expect import close, equal, holds, raises
from grader.memo import remembered
from grader.spec import GPU, Exercise

exercise = Exercise(
    "training",
    functions=("train_epoch", "evaluate", "fit"),
    summary="Train a model batch by batch, and measure it on data that it has not seen.",
    after=("cross_entropy", "sgd"),
)

TRAINING, MEASURING = [True] * 7, [False] * 7
FROZEN = [True, True, False, True, True, True, True]  # all but the normalisation
MIXED = [False, False, False, False, False, True, True]  # the dropout and the last layer only
EMPTY = [(0, False), (3, True)]  # no data at all; or too few for one batch of 4, with drop_last
TINY = 1e-9  # a learning rate that leaves the weights alone, whatever the optimizer

THE_LOOP = (
    "For every pair of inputs and targets: optimizer.zero_grad(), then "
    "loss = loss_fn(model(inputs), targets), loss.backward(), optimizer.step()."
)
PER_EXAMPLE = (
    "The loss of a batch is a mean over the batch: multiply it by len(targets) before you add it "
    "to a total, and divide the total by the number of examples that came."
)
WHAT_CAME = "Add up the sizes of the batches: len(loader.dataset) counts examples that never came."
EMPTY_LOADER = "Count the examples that come, and raise ValueError when there were none."
MOVE = (
    "Move inputs and targets with .to(device), and leave the model where it is. The device meta "
    "is a stand-in for an accelerator here."
)
RESTORE = (
    "Note module.training of each of model.modules() before model.eval(), and set it back in a "
    "finally block; model.train(mode) would give all of them one mode."
)
MOVE_ALL = "Move the model with model.to(device), and pass device on to train_epoch and evaluate."

seeds = st.integers(0, 2**16)
sixteenths = st.integers(0, 64).map(lambda n: n / 16)


class Dropout(nn.Dropout):
    """Drops four of eight units, others each time, and draws no random numbers to choose them."""

    times = 0

    def forward(self, x):
        if not self.training:
            return x
        self.times += 1
        first = self.times % 5
        kept = 2 * x[:, :first], 2 * x[:, first + 4 :]
        return torch.cat([kept[0], 0 * x[:, first : first + 4], kept[1]], dim=1)


def classifier():
    """The model that the harness trains, with the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        model = nn.Sequential(
            nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(),
            nn.Sequential(Dropout(), nn.Linear(8, 3)),
        )  # fmt: skip
    nn.init.constant_(model[1].weight, 5.0)
    return model.double()


def partly_frozen():
    """The model of this name that the harness trains, with the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        model = nn.Sequential(nn.Linear(6, 3).requires_grad_(False), nn.Linear(3, 3))
    return model.double()


def same_3():
    """A linear layer that returns its inputs, of three columns."""
    model = nn.Linear(3, 3, bias=False).double()
    nn.init.eye_(model.weight)
    return model


MODELS = {"classifier": classifier, "partly frozen": partly_frozen, "same 3": same_3}


@remembered
def problem(seed, count=7):
    """Inputs (count, 6) and classes from 0 to 2; in batches of 4 the last one is smaller.

    Inputs are tenths, short to read. None occurs twice in a column: where a batch of three has the
    same number thrice, a gradient is 0, and AdamW would make a step of what rounding leaves of it.
    """
    generator = torch.Generator().manual_seed(seed)
    columns = [torch.randperm(41, generator=generator)[:count] - 20 for _ in range(6)]
    inputs = torch.stack(columns, dim=1).double() / 10
    return inputs, torch.randint(3, (count,), generator=generator)


@remembered
def measured_problem(seed):
    """Seven examples; the classifier that evaluate is given is right on all but the last two."""
    inputs, _ = problem(seed)
    ranking = classifier().eval()(inputs).argsort(dim=1, descending=True)
    return inputs, torch.cat([ranking[:5, 0], ranking[5:, 1]])


def loader_of(data, *, batch_size=4, shuffle=False, drop_last=False):
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


@remembered
def training_of(seed, loss="cross_entropy", lr=0.05, epochs=2, **loading):
    """What each epoch returns, and the weights and buffers that they lead to."""
    model, loader = classifier(), loader_of(problem(seed), **loading)
    optimizer = torch.optim.SGD(model.parameters(), lr, momentum=0.9)
    losses = [epoch_of(model, loader, getattr(F, loss), optimizer) for _ in range(epochs)]
    return losses, list(model.state_dict().values())


@remembered
def training_of_one_number(inputs, targets):
    """As training_of, for the model that the harness calls "same"."""
    model, loader = nn.Linear(1, 1, bias=False).double(), loader_of((inputs, targets), batch_size=2)
    nn.init.ones_(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), 0.05, momentum=0.9)
    return [epoch_of(model, loader, F.poisson_nll_loss, optimizer)], [model.weight.detach()]


@remembered
def evaluation_of(seed, loss="cross_entropy", count=7):
    """What evaluate returns for the first ``count`` examples."""
    inputs, targets = measured_problem(seed)
    return measures_of(classifier(), (inputs[:count], targets[:count]), getattr(F, loss))


@remembered
def fit_on(train, test, epochs, lr, model):
    """The history of fit, and the weights and buffers that it leads to."""
    model, loader, history = MODELS[model](), loader_of(train), []
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    for epoch in range(1, epochs + 1):
        train_loss = epoch_of(model, loader, F.cross_entropy, optimizer)
        test_loss, accuracy = measures_of(model, test, F.cross_entropy)
        history.append({"epoch": epoch, "train_loss": train_loss,
                        "test_loss": test_loss, "test_accuracy": accuracy})  # fmt: skip
    return history, list(model.state_dict().values())


def fit_of(seed, epochs=2, lr=0.05, model="classifier"):
    return fit_on(problem(seed), problem(seed + 1), epochs, lr, model)


def fitted(fit, seed, **options):
    return fit.harness("fitted", problem(seed), problem(seed + 1), **options)


GETTING_WORSE = {"seed": 0, "epochs": 3}
"""Three epochs do this test loss no good, and the accuracy ends below its best: so it makes a
difference to stop early, or to keep the best."""


def same_weights(after, truth):
    """Roundings grow from step to step: they get room, 1e-10, that no other training fits in."""
    for value, expected in zip(after["weights"], truth, strict=True):
        close(value, expected, magnitude=1e4)


def same_result(after, truth):
    """``result`` is a tuple of two floats, the loss and the accuracy."""
    result = after["result"]
    holds(isinstance(result, tuple) and len(result) == 2, "expected (loss, accuracy)", result)
    close(result[0], truth[0])
    close(result[1], truth[1])


def same_history(after, truth):
    """A dict an epoch; entries of the student's own do no harm."""
    history = after["history"]
    holds(isinstance(history, list), "expected a list of dicts", history, truth)
    holds(len(history) == len(truth), f"expected {len(truth)} dicts", history, truth)
    for entry, expected in zip(history, truth, strict=True):
        holds(isinstance(entry, dict), "expected a dict", entry, expected)
        missing = sorted(set(expected) - set(entry))
        holds(not missing, f"there is no entry {', '.join(missing)}", entry, expected)
        equal(entry["epoch"], expected["epoch"])
        for key in ("train_loss", "test_loss", "test_accuracy"):
            close(entry[key], expected[key])


@exercise.check(points=1, hint=PER_EXAMPLE)
def each_example_weighs_the_same(train_epoch):
    """returns 201 when four examples have a loss of 1, and one, alone in its batch, has 1001"""
    inputs, targets = torch.tensor([[1.0], [1.0], [1.0], [1.0], [1001.0]]), torch.zeros(5, 1)
    after = train_epoch.harness("trained", inputs, targets, model="same", loss="l1_loss",
                                batch_size=2, epochs=1, lr=0.0)  # fmt: skip
    close(after["losses"][0], 201.0)


@exercise.check(points=5, hint=THE_LOOP, also=[{"case": ("cross_entropy", "list"), "seed": 1}],
                examples=1, seed=seeds, case=[("multi_margin_loss", "tuple")])  # fmt: skip
def ends_with_the_right_weights(train_epoch, case, seed):
    """ends with the weights that two epochs of one step a batch lead to"""
    loss, pairs = case
    after = train_epoch.harness("trained", *problem(seed), loss=loss, pairs=pairs, shuffle=True)
    same_weights(after, training_of(seed, loss, shuffle=True)[1])


@exercise.check(points=2, hint=f"{PER_EXAMPLE} It is the loss that backward was called on.",
                examples=2, seed=seeds,
                case=[{"lr": 0.0}, {"loss": "multi_margin_loss", "batch_size": 7}])  # fmt: skip
def returns_the_mean_loss(train_epoch, case, seed):
    """returns the mean loss over all examples of the epoch, as a float"""
    after = train_epoch.harness("trained", *problem(seed), epochs=1, **case)
    close(after["losses"][0], training_of(seed, epochs=1, **case)[0][0])


@exercise.check(points=1, hint=WHAT_CAME, examples=1, seed=seeds)
def counts_the_examples_that_came(train_epoch, seed):
    """averages over the examples that came when the loader drops its last batch"""
    after = train_epoch.harness("trained", *problem(seed), drop_last=True, lr=0.0, epochs=1)
    close(after["losses"][0], training_of(seed, drop_last=True, lr=0.0, epochs=1)[0][0])


@exercise.check(points=1, hint=f"{THE_LOOP} No batch is left out, however few its rows are and "
                "whatever its loss is. Inputs, outputs and targets go as they are.",
                more=sixteenths, examples=1)  # fmt: skip
def steps_on_every_batch(train_epoch, more):
    """makes a step on a batch of a single row, too, and where losses are negative"""
    data = torch.tensor([[[1.0], [2.0], [0.5]], [[5.5], [20.25], [7.5 + more]]]).double()
    after = train_epoch.harness("trained", *data, model="same", loss="poisson_nll_loss",
                                batch_size=2, epochs=1)  # fmt: skip
    losses, weights = training_of_one_number(*data)
    same_weights(after, weights)
    close(after["losses"][0], losses[0])


@exercise.check(points=1, hint="backward adds to the gradients that are there: clear them before "
                "each backward, the first too. Infinity times 0 is not 0.",
                examples=2, stale=[100.0, math.inf], seed=seeds)  # fmt: skip
def clears_stale_gradients(train_epoch, stale, seed):
    """is not disturbed by gradients that are there before it begins"""
    after = train_epoch.harness("trained", *problem(seed), stale=stale, epochs=1)
    same_weights(after, training_of(seed, epochs=1)[1])


@exercise.check(points=2, hint="Call model.train() first: dropout and batch normalisation depend "
                "on the mode. And leave the model in it.", examples=3, seed=seeds,
                modes=[MEASURING, FROZEN, MIXED])  # fmt: skip
def trains_in_training_mode(train_epoch, modes, seed):
    """trains in training mode, whatever modes the model is in before, and stays in it"""
    after = train_epoch.harness("trained", *problem(seed), modes=modes, epochs=1)
    same_weights(after, training_of(seed, epochs=1)[1])
    equal(after["modes"], TRAINING)
    equal(after["runs"], 2)  # one for each batch


@exercise.check(points=1, hint="Set no seed: dropout draws from torch's random numbers as they "
                "come.", examples=1, seed=seeds)  # fmt: skip
def drops_other_units_in_each_epoch(train_epoch, seed):
    """lets dropout drop other units in each epoch"""
    after = train_epoch.harness("trained", *problem(seed), model="real dropout", lr=0.0)
    first, second = after["losses"]
    holds(float(first) != float(second), f"the loss is {first} in both epochs")


@exercise.check(points=1, hint=EMPTY_LOADER, examples=1, seed=seeds)
def refuses_an_empty_loader(train_epoch, seed):
    """raises ValueError when the loader yields nothing"""
    train_epoch.harness("trained", *problem(seed), drop_last=True, epochs=1)  # no error here
    for count, drop_last in EMPTY:
        data = problem(seed, count)
        raises(ValueError, train_epoch.harness, "trained", *data, drop_last=drop_last)


@exercise.check(points=2, hint=MOVE, examples=1, seed=seeds, device=["meta", torch.device("cpu")])
def trains_on_the_device(train_epoch, seed, device):
    """moves inputs and targets to the device"""
    after = train_epoch.harness("trained", *problem(seed), device=device, epochs=1)
    losses, weights = training_of(seed, epochs=1)
    same_weights(after, weights)
    close(after["losses"][0], losses[0])
    equal(after["devices"], [torch.device(device).type])


@exercise.check(points=1, hint=MOVE, marks=(GPU,), examples=2, seed=seeds)
def trains_on_a_gpu(train_epoch, seed):
    """trains on a GPU as on the CPU"""
    after = train_epoch.harness("trained", *problem(seed), device="cuda")
    same_weights(after, training_of(seed)[1])
    equal(after["devices"], ["cuda"])


@exercise.check(points=1, hint="Return (mean loss, accuracy), two floats: means over examples, not "
                "over batches. A row is right where logits.argmax(dim=1) == targets.")  # fmt: skip
def three_of_five(evaluate):
    """gives accuracy 0.6 when three of five targets, in batches of two, have the largest logit"""
    logits = torch.tensor([[0.3, 0.5, 0.2]] * 4 + [[0.4, 0.400001, 0.199999]]).log()
    targets = torch.tensor([1, 1, 1, 0, 0])
    loss = -(3 * math.log(0.5) + math.log(0.3) + math.log(0.4)) / 5
    same_result(evaluate.harness("evaluated", logits, targets, model="same 3", batch_size=2),
                (loss, 0.6))  # fmt: skip


@exercise.check(points=1, hint="Compare the logits as they are, logits.argmax(dim=1) == targets: "
                "no cast, no threshold, no sigmoid. No loss is too large to count.",
                more=sixteenths, examples=1)  # fmt: skip
def any_logits(evaluate, more):
    """measures logits of any size, and finds the largest, however close the next"""
    logits = torch.tensor([[100, 200, 0], [-300, -200, -400], [1, 1 + 1e-9, 0], [2, 3 + more, 1],
                           [-1e6, 1e6, 0]], dtype=torch.float64)  # fmt: skip
    targets = torch.tensor([1, 1, 1, 0, 0])
    loss = F.cross_entropy(logits, targets).item()
    same_result(evaluate.harness("evaluated", logits, targets, model="same 3"), (loss, 0.6))


@exercise.check(points=3, hint=f"{PER_EXAMPLE} Count the right answers, logits.argmax(dim=1) == "
                "targets, the same way.", examples=6, seed=seeds,
                case=[("cross_entropy", 3, "list"), ("multi_margin_loss", 4, "tuple"),
                      ("cross_entropy", 10, "list")])  # fmt: skip
def measures_every_example(evaluate, case, seed):
    """returns the mean loss and the accuracy over all examples, for every batch size"""
    loss, batch_size, pairs = case
    after = evaluate.harness("evaluated", *measured_problem(seed), modes=MEASURING, loss=loss,
                             batch_size=batch_size, pairs=pairs)  # fmt: skip
    same_result(after, evaluation_of(seed, loss))


@exercise.check(points=1, hint=WHAT_CAME, examples=1, seed=seeds)
def measures_what_came(evaluate, seed):
    """averages over the examples that came when the loader drops its last batch"""
    data = measured_problem(seed)
    after = evaluate.harness("evaluated", *data, modes=MEASURING, drop_last=True)
    same_result(after, evaluation_of(seed, count=4))


@exercise.check(points=2, hint="Call model.eval() before you measure: it switches dropout off and "
                "lets batch normalisation use its running statistics.",
                also=[{"modes": TRAINING, "seed": 0}],
                examples=2, modes=[FROZEN, MIXED], seed=seeds)  # fmt: skip
def measures_in_eval_mode(evaluate, modes, seed):
    """measures in eval mode, whatever modes the model is in before"""
    after = evaluate.harness("evaluated", *measured_problem(seed), modes=modes)
    same_result(after, evaluation_of(seed))


@exercise.check(points=2, hint=RESTORE, examples=4, seed=seeds,
                modes=[TRAINING, MEASURING, FROZEN, MIXED])  # fmt: skip
def restores_every_mode(evaluate, modes, seed):
    """leaves every part of the model in the mode that it was in"""
    after = evaluate.harness("evaluated", *problem(seed), modes=modes)
    holds(bool(after["graph"]), "the model was never run")
    equal(after["modes"], modes)


@exercise.check(points=1, hint=EMPTY_LOADER, examples=1, seed=seeds)
def evaluate_refuses_an_empty_loader(evaluate, seed):
    """raises ValueError when the loader yields nothing"""
    evaluate.harness("evaluated", *problem(seed), drop_last=True)  # no error here
    for count, drop_last in EMPTY:
        data = problem(seed, count)
        raises(ValueError, evaluate.harness, "evaluated", *data, drop_last=drop_last)


@exercise.check(points=1, hint=f"{RESTORE} The block begins right after model.eval(): loss_fn, the "
                "model and the loader may raise, and evaluate itself for an empty loader. Let the "
                "error out. torch.no_grad() as a context ends whatever happens.",
                also=[{"modes": TRAINING, "fails": "loss_fn", "seed": 0}], examples=4, seed=seeds,
                modes=[MIXED], fails=["loss_fn", "model", "loader", "data"])  # fmt: skip
def restores_after_an_error(evaluate, modes, fails, seed):
    """leaves the modes of the model, and autograd, as they were, even if there is an error"""
    after = evaluate.harness("evaluated", *problem(seed), modes=modes, fails=fails)
    holds(after["raised"], "the error did not come out of evaluate", after["result"])
    equal(after["modes"], modes)
    holds(after["recording"], "autograd records nothing afterwards")


@exercise.check(points=1, hint="Measure inside `with torch.no_grad():`, which ends with its block, "
                "and leave requires_grad alone.", examples=1, seed=seeds)  # fmt: skip
def builds_no_graph(evaluate, seed):
    """builds no autograd graph, and leaves autograd as it was"""
    after = evaluate.harness("evaluated", *problem(seed), model="partly frozen")
    holds(bool(after["graph"]), "the model was never run")
    holds(not any(after["graph"]), "the model's outputs require gradients")
    holds(after["recording"], "autograd records nothing afterwards")
    equal(after["trainable"], [False, False, True, True])


@exercise.check(points=1, hint="No step, no zero_grad, and eval mode: outside it batch "
                "normalisation updates its running statistics.",
                examples=1, seed=seeds)  # fmt: skip
def changes_nothing(evaluate, seed):
    """leaves weights, buffers and gradients as they were"""
    after = evaluate.harness("evaluated", *problem(seed), stale=3.0)
    holds(bool(after["graph"]), "the model was never run")
    equal(after["weights"], list(classifier().state_dict().values()))
    equal(after["gradients"], [torch.full_like(p, 3.0) for p in classifier().parameters()])


@exercise.check(points=2, hint=MOVE, examples=1, seed=seeds, device=["meta", torch.device("cpu")])
def measures_on_the_device(evaluate, seed, device):
    """moves inputs and targets to the device"""
    after = evaluate.harness("evaluated", *measured_problem(seed), modes=MEASURING, device=device)
    same_result(after, evaluation_of(seed))
    equal(after["devices"], [torch.device(device).type])


@exercise.check(points=1, hint=MOVE, marks=(GPU,), examples=2, seed=seeds)
def measures_on_a_gpu(evaluate, seed):
    """measures on a GPU as on the CPU"""
    after = evaluate.harness("evaluated", *measured_problem(seed), modes=MEASURING, device="cuda")
    same_result(after, evaluation_of(seed))
    equal(after["devices"], ["cuda"])


@exercise.check(points=3, hint="Minimise cross-entropy with one optimizer for all epochs: "
                "torch.optim.AdamW(model.parameters(), lr=lr), with any lr, 0 too.",
                also=[{**GETTING_WORSE, "lr": 0.05}, {"seed": 0, "epochs": 1, "lr": 0.0}],
                examples=1, seed=seeds, epochs=[1], lr=[0.05])  # fmt: skip
def fits_with_adamw(fit, seed, epochs, lr):
    """ends with the weights that AdamW leads to"""
    same_weights(fitted(fit, seed, epochs=epochs, lr=lr), fit_of(seed, epochs, lr)[1])


@exercise.check(points=3, hint="In each epoch: train_epoch on the training loader, then "
                "evaluate on the test loader. Count from 1; train_loss is what train_epoch "
                "returned; make a new dict each time.", also=[GETTING_WORSE],
                examples=1, seed=seeds, epochs=[1])  # fmt: skip
def keeps_a_history(fit, seed, epochs):
    """returns a dict an epoch, with its number, its training loss and its test results"""
    same_history(fitted(fit, seed, epochs=epochs, lr=TINY), fit_of(seed, epochs, TINY)[0])


@exercise.check(points=1, hint="Neither the model's modes nor its gradients are sure to be fresh: "
                "train_epoch sets the mode and clears gradients.", examples=1,
                modes=[MEASURING], seed=seeds)  # fmt: skip
def fits_any_model(fit, modes, seed):
    """fits a model in any mode, with any gradients, just as well"""
    after = fitted(fit, seed, modes=modes, stale=100.0)
    history, weights = fit_of(seed)
    same_weights(after, weights)
    same_history(after, history)


@exercise.check(points=1, hint="A parameter that requires no gradient is frozen: leave its "
                "requires_grad as it is. AdamW skips a parameter without a gradient.",
                examples=1, seed=seeds)  # fmt: skip
def leaves_frozen_layers_alone(fit, seed):
    """trains a partly frozen model without its frozen layer"""
    after = fitted(fit, seed, model="partly frozen")
    same_weights(after, fit_of(seed, model="partly frozen")[1])
    equal(after["trainable"], [False, False, True, True])


@exercise.check(points=1, hint="Go through the loader anew in every epoch; a list of its batches "
                "keeps their order.", examples=1, seed=seeds)  # fmt: skip
def shuffles_in_each_epoch(fit, seed):
    """goes through a shuffled loader in another order in every epoch"""
    inputs, _ = problem(seed)
    rows = torch.cat(fitted(fit, seed, shuffle=True, epochs=3)["seen"])
    holds(len(rows) == 3 * len(inputs), f"trained on {len(rows)} examples", rows)
    epochs = [(epoch[:, None] == inputs).all(2).nonzero()[:, 1] for epoch in rows.chunk(3)]
    for order in epochs:
        equal(order.sort().values, torch.arange(len(inputs)))
    holds(any(not order.equal(epochs[0]) for order in epochs), "always in this order", epochs[0])


@exercise.check(points=1, hint="All epochs, with the same lr: no early stopping, no scheduler, "
                "however the test loss goes.", more=sixteenths, examples=1)  # fmt: skip
def goes_through_all_epochs(fit, more):
    """goes through all of thirteen epochs with the same lr, though the test loss grows in each"""
    inputs, targets = (2 + more) * torch.eye(3, dtype=torch.float64), torch.arange(3)
    train, test = (inputs, targets), (inputs, targets.roll(1))
    after = fit.harness("fitted", train, test, model="same 3", epochs=13, lr=0.05)
    history, weights = fit_on(train, test, 13, 0.05, "same 3")
    same_history(after, history)
    same_weights(after, weights)


@exercise.check(points=1, hint="Set no seed, neither for training nor for measuring: dropout draws "
                "from torch's random numbers as they come.", examples=1, seed=seeds)  # fmt: skip
def fit_drops_other_units_in_each_epoch(fit, seed):
    """lets dropout drop other units in each epoch"""
    history = fitted(fit, seed, model="real dropout", lr=0.0, epochs=3)["history"]
    losses = {float(entry["train_loss"]) for entry in history}
    holds(len(losses) == 3, "the training loss is the same in two epochs", history)


@exercise.check(points=1, hint=EMPTY_LOADER, examples=1, seed=seeds)
def fit_refuses_an_empty_loader(fit, seed):
    """raises ValueError when the training loader or the test loader yields nothing"""
    data, nothing = problem(seed), problem(seed, 0)
    fit.harness("fitted", data, data, epochs=1)  # no error here
    raises(ValueError, fit.harness, "fitted", nothing, data)
    raises(ValueError, fit.harness, "fitted", data, nothing)


@exercise.check(points=2, hint=f"{MOVE_ALL} The device meta is a stand-in for an accelerator here.",
                examples=1, seed=seeds, device=["meta", torch.device("cpu")])  # fmt: skip
def fits_on_the_device(fit, seed, device):
    """moves the model and all batches to the device"""
    after = fitted(fit, seed, device=device, epochs=1)
    history, weights = fit_of(seed, epochs=1)
    same_weights(after, weights)
    same_history(after, history)
    equal(after["devices"], [torch.device(device).type])


@exercise.check(points=1, hint=MOVE_ALL, marks=(GPU,), examples=2, seed=seeds)
def fits_on_a_gpu(fit, seed):
    """fits on a GPU as on the CPU"""
    after = fitted(fit, seed, device="cuda")
    same_weights(after, fit_of(seed)[1])
    equal(after["devices"], ["cuda"])
