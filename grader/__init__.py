"""torchkata's engine: it knows no exercise, it finds specs by path and judges student code.

spec, expect, inputs      what an author of an exercise imports
subject, sandbox/         calling the student's code: here (Local) or in a confined worker (Remote)
examples, judge, forbids  drawing inputs, running checks, finding torch's own function at work
results                   what grading finds
course, submissions       finding specs, finding students' files
batch, gradebook, reports many submissions, their grades on disk
pytest_plugin, cli        the two front doors; pytest_items makes the tests
"""

__version__ = "0.1.0"
