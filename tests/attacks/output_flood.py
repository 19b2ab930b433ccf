# attack: prints without end
# points: 0
# statuses: output_limit
# naive: crashed


def softmax(logits, dim=-1):
    while True:
        print("x" * 1000)


log_softmax = softmax
