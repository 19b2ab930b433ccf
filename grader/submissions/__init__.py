"""What students handed in: a path becomes submissions, a submission becomes texts of stubs.

For ``batch`` and ``cli``. Standalone: it knows no exercise, runs no student code, writes no file
and imports nothing of ours but ``sandbox.cells``. A submission is hostile input: nothing in it
makes ``read`` raise.

finding     a path -> submissions, each with its name
mistaken    what was read as one submission and may be a class
reading     a submission -> which file is which stub, what is wrong with the others
sources     bytes -> Python text; notebooks
tree        the files in a folder, a zip, or a zip in either, within limits
archives    the files in one zip
files       opening one file, and the limits
names       names compared, and made safe to print
"""

from grader.submissions.files import ReadLimits
from grader.submissions.finding import Submission, find
from grader.submissions.mistaken import beside
from grader.submissions.reading import Contents, Stub, read

__all__ = ["Contents", "ReadLimits", "Stub", "Submission", "beside", "find", "read"]
