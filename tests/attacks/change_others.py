# attack: writes into what the others handed in, into the gradebook and into Python's packages
# points: 0
# statuses: errored
# needs: full
# naive: changed
import pathlib

import torch

here = pathlib.Path.cwd()
files = [pathlib.Path(torch.__file__).with_name("softmax_was_here.py")]
for root in here.parents[:3]:
    files += [*root.glob("submissions/*/softmax.py"), *root.glob("grades/*")]
for file in files[1:] + files[:1]:
    try:
        with file.open("a") as out:
            out.write("# changed\n")
    except OSError as error:
        print(error)
    else:
        break


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
