# control: writes and reads files in its own folder
# points: all
import pathlib
import tempfile

pathlib.Path("notes.txt").write_text("x" * 100_000)


def softmax(logits, dim=-1):
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 1000)
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 1000)
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
