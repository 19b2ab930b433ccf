"""What instructors and students receive, one module a format. Reports read results alone.

``OF_EACH`` and ``OF_CLASS`` name the file of each format, in a submission's folder and beside these
folders. A module turns results into text; nothing here knows where that goes.
"""

OF_EACH = {
    "html": "report.html",
    "gradescope": "results.json",
    "classroom50": "classroom50.json",
    "junit": "junit.xml",
    "markdown": "report.md",
}
OF_CLASS = {
    "html": "index.html",
    "csv": "checks.csv",
    "json": "grades.json",
    "canvas": "canvas.csv",
    "moodle": "moodle.csv",
}
FORMATS = tuple(dict.fromkeys([*OF_EACH, *OF_CLASS]))
