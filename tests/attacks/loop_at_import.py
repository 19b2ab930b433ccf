# attack: a loop without end while the file is imported
# points: 0
# statuses: timed_out
# naive: stopped
while True:
    pass
