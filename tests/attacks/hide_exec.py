# attack: executes a string
# points: 0
# statuses: forbidden
# naive: fooled
import base64

exec(base64.b64decode(b"ZnJvbSB0b3JjaCBpbXBvcnQgc29mdG1heCwgbG9nX3NvZnRtYXg="))
