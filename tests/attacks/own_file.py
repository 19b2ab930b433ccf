# attack: rewrites its own file once it has been read, so that the evidence is another
# points: 0
# statuses: errored
# needs: full
# naive: changed
import pathlib

names = [__file__, "softmax.py", "../../submissions/mine/softmax.py"]
for name in names:
    try:
        with pathlib.Path(name).open("r+") as file:
            file.write("# nothing to see here\n")
    except OSError:
        pass


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
