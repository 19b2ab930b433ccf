# attack: an exception message of terminal escapes, HTML, a CSV formula and workflow commands
# points: 0
# statuses: errored
# naive: absent - only reports obey it

TEXT = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31m=cmd|' /C calc'!A0\n"
    "::error file=softmax.py::pwned\n::set-env name=PATH::/evil\n##[error]pwned\n"
    "<script>alert(1)</script><img src=x onerror=alert(1)>\n"
    "|a|b|\n[link](javascript:alert(1)) ```\n\u202eevil\u202c\x00\x9b31m\udc80\r=1+1\v\f\u2028"
)


def softmax(logits, dim=-1):
    print(TEXT.encode("utf-8", "replace").decode())
    raise ValueError(TEXT)


log_softmax = softmax
