# attack: leaves folders that deny themselves to be read, and links to what lies outside
# points: 0
# statuses: errored disk_limit
# naive: absent - what a runner without folders does not clean up cannot hurt it
import os
import pathlib

for place in ("../../grades/results.json", "../../submissions/other", "/etc/passwd", "."):
    os.symlink(place, f"link{len(place)}")
os.mkdir("closed")
pathlib.Path("closed/file").write_text("x")
os.symlink("../../../grades/results.json", "closed/link")
try:
    os.chmod("closed", 0)
except OSError:
    os.mkdir("shut", 0)


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
