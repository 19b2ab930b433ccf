# attack: lets another library convolve, torchvision's deform_conv2d without offsets
# points: 0
# statuses: forbidden failed errored
# needs: bars
# exercise: 06_convolution/conv
# naive: absent - it grades softmax alone
import torch, torchvision

def conv_output_size(*a, **k):
    return 0

def conv2d(x, weight, bias=None, stride=1, padding=0):
    s = (stride, stride) if isinstance(stride, int) else stride
    p = (padding, padding) if isinstance(padding, int) else padding
    kh, kw = weight.shape[2:]
    ho = (x.shape[2] + 2 * p[0] - kh) // s[0] + 1
    wo = (x.shape[3] + 2 * p[1] - kw) // s[1] + 1
    offset = x.new_zeros(x.shape[0], 2 * kh * kw, ho, wo)
    return torchvision.ops.deform_conv2d(x, offset, weight, bias, stride=s, padding=p)

def corr2d(x, k):
    return conv2d(x[None, None], k[None, None])[0, 0]

def conv1x1(x, weight, bias=None):
    return conv2d(x, weight, bias)
