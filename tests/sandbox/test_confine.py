"""What a confined worker cannot do, and what it still can.

Every attempt that must fail is also made without confinement, where it must succeed: a refusal
proves nothing if the attempt was never one.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import confine, landlock

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("confined_runner.py")
MIB = 2**20

if sys.platform != "linux":
    pytest.skip("Landlock and seccomp are Linux's", allow_module_level=True)

USERS = int(Path("/proc/self/uid_map").read_text(encoding="ascii").split()[2])
as_another_user = pytest.mark.skipif(
    os.getuid() != 0 or USERS <= 65534, reason="only root, where there are other users, can be one"
)

Answer = dict[str, Any]
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Runs a piece of Python in a worker of its own; see confined_runner."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SECRET_OF_THE_JUDGE": "42"}
    command = [sys.executable, str(RUNNER)]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as runner:  # fmt: skip
        assert runner.stdin
        assert runner.stdout
        requests, answers = runner.stdin, runner.stdout

        def ask(
            source: str,
            *,
            unconfined: bool = False,
            user: int | None = None,
            abi: int | None = None,
            with_filter: bool = True,
            **options: Any,
        ) -> Answer:
            limits = {"memory_bytes": 512 * MIB, "file_bytes": MIB} | options
            request = {"source": source, "user": user, "abi": abi, "filter": with_filter,
                       "options": None if unconfined else limits}  # fmt: skip
            print(json.dumps(request), file=requests, flush=True)
            answer: Answer = json.loads(answers.readline())
            return answer

        yield ask
        requests.close()


@pytest.fixture(scope="module")
def full(ask: Ask) -> Ask:
    isolation = ask("")["isolation"]
    if isolation[0] != "full":
        pytest.skip(" ".join(isolation))
    return ask


def outcome(answer: Answer) -> str:
    """The name of the error number, else of the error, else "worked"."""
    if "killed" in answer:
        return str(answer["killed"])
    if code := answer.get("errno"):
        return errno.errorcode[code]
    return str(answer.get("error", "worked"))


CLONE = "syscall(56 if os.uname().machine == 'x86_64' else 220, {flags}, 0, 0, 0, 0) or os._exit(0)"
TGKILL = "syscall(234 if os.uname().machine == 'x86_64' else 131, {pid}, {tid}, 0)"

REFUSED = {
    # Files: what is not Python's nor the worker's own.
    "read a file outside": ("open(OUTSIDE + '/secret.txt')", "EACCES"),
    "read through a link": ("os.symlink(OUTSIDE, 'l'); open('l/secret.txt')", "EACCES"),
    "list a folder outside": ("os.listdir(OUTSIDE)", "EACCES"),
    "list the folder of all folders": ("os.listdir(os.path.dirname(FOLDER))", "EACCES"),
    "read the checkout": (f"open({str(Path(__file__))!r})", "EACCES"),
    "read the grader": (f"open({confine.__file__!r})", "EACCES"),
    "read the users": ("open('/etc/passwd')", "EACCES"),
    "write outside": ("open(OUTSIDE + '/x', 'w')", "EACCES"),
    "append outside": ("open(OUTSIDE + '/secret.txt', 'a')", "EACCES"),
    "write into torch": ("open(torch.__file__, 'r+')", "EACCES"),
    "remove outside": ("os.remove(OUTSIDE + '/secret.txt')", "EACCES"),
    "rename outside": ("os.rename(OUTSIDE + '/secret.txt', OUTSIDE + '/x')", "EACCES"),
    "move in from outside": ("os.rename(OUTSIDE + '/secret.txt', 'x')", "EACCES"),
    "link in from outside": ("os.link(OUTSIDE + '/secret.txt', 'x')", "EXDEV"),
    "make a folder outside": ("os.mkdir(OUTSIDE + '/x')", "EACCES"),
    "make a link outside": ("os.symlink('x', OUTSIDE + '/x')", "EACCES"),
    "empty by name": ("os.truncate(OUTSIDE + '/secret.txt', 0)", "EPERM"),
    "empty while reading": ("open('x', 'w'); os.open('x', os.O_RDONLY | os.O_TRUNC)", "EPERM"),
    "empty without access": ("open('x', 'w'); os.open('x', os.O_ACCMODE | os.O_TRUNC)", "EPERM"),
    "change a mode outside": ("os.chmod(OUTSIDE + '/secret.txt', 0)", "EPERM"),
    "change a mode by descriptor": ("os.fchmod(os.open('x', os.O_CREAT), 0o600)", "EPERM"),
    "change an owner": ("os.chown(OUTSIDE, os.getuid(), -1)", "EPERM"),
    "change times": ("os.utime(OUTSIDE)", "EPERM"),
    "make a named pipe": ("os.mkfifo('x')", "EPERM"),
    "use the shared memory folder": ("open('/dev/shm/torchkata-test', 'a').close();"
                                     "os.remove('/dev/shm/torchkata-test')", "EACCES"),
    # Other processes.
    "list processes": ("os.listdir('/proc')", "EACCES"),
    "read the parent's environment": ("open(f'/proc/{PARENT}/environ').read()", "EACCES"),
    "read the parent's command": ("open(f'/proc/{PARENT}/cmdline').read()", "EACCES"),
    "open the parent's memory": ("open(f'/proc/{PARENT}/mem', 'rb')", "EACCES"),
    "list the parent's files": ("os.listdir(f'/proc/{PARENT}/fd')", "EACCES"),
    "look at process 1": ("open('/proc/1/status')", "EACCES"),
    "signal the parent": ("os.kill(PARENT, 0)", "EPERM"),
    "signal the parent's group": ("os.kill(-os.getpgid(PARENT), 0)", "EPERM"),
    "signal a thread of the parent": (TGKILL.format(pid="PARENT", tid="PARENT"), "EPERM"),
    "signal everyone": ("os.kill(-1, 0)", "EPERM"),
    "signal through a pipe": ("import fcntl; fcntl.fcntl(os.pipe()[0], 8, PARENT)", "EPERM"),
    "limit the parent": ("import resource; resource.prlimit(PARENT, 7)", "EPERM"),
    "pin the parent": ("os.sched_setaffinity(PARENT, os.sched_getaffinity(0))", "EPERM"),
    "slow the parent": ("os.setpriority(os.PRIO_PROCESS, PARENT,"
                        "os.getpriority(os.PRIO_PROCESS, PARENT))", "EPERM"),
    "hold the parent": ("os.pidfd_open(PARENT)", "EPERM"),
    "talk by locks": ("import fcntl; fcntl.lockf(open('x', 'w'), fcntl.LOCK_EX)", "EPERM"),
    "talk by locks of another kind": ("import fcntl; fcntl.flock(open(torch.__file__), 2)",
                                      "EPERM"),
    # New processes.
    "fork": ("os.fork() or os._exit(0)", "EPERM"),
    "clone": (CLONE.format(flags=17), "EPERM"),
    "clone a thread with files of its own": (
        "start = ctypes.CDLL(None, use_errno=True).clone\n"
        "flags, stack = 0x10F00 & ~0x400, ctypes.create_string_buffer(65536)\n"
        "end = ctypes.c_void_p(ctypes.addressof(stack) + 65536)\n"
        "pause = ctypes.cast(ctypes.CDLL(None).pause, ctypes.c_void_p)\n"
        "if start(pause, end, flags, None) < 0: raise OSError(ctypes.get_errno(), '')", "EPERM"),
    "clone into a namespace": (CLONE.format(flags=0x10000000 | 17), "EPERM"),
    "run a command": ("import subprocess; subprocess.run(['true'])", "EPERM"),
    "run a shell": ("assert os.system('true') == 0, OSError(1, '')", "AssertionError"),
    "spawn": ("os.posix_spawn('/bin/true', ['true'], {})", "EPERM"),
    "start a process pool": ("import multiprocessing as m\n"
                             "p = m.get_context('fork').Process(); p.start(); p.join()", "EPERM"),
    # Network.
    "open an internet socket": ("import socket; socket.socket()", "EPERM"),
    "open an IPv6 socket": ("import socket; socket.socket(socket.AF_INET6)", "EPERM"),
    "open a unix socket": ("import socket; socket.socket(socket.AF_UNIX)", "EPERM"),
    "open a kernel socket": ("import socket; socket.socket(socket.AF_NETLINK, 3)", "EPERM"),
    "open a crypto socket": ("import socket; socket.socket(38, 5)", "EPERM"),
    "open a pair of sockets": ("import socket; socket.socketpair()", "EPERM"),
    # Limits and ways around them.
    "hold much memory": ("torch.ones(600 * 2**18)", "RuntimeError"),
    "hold much memory in bytes": ("bytes(600 * 2**20)", "MemoryError"),
    "share memory": ("import mmap; mmap.mmap(-1, 4096)", "EPERM"),
    "hide memory in a file": ("os.memfd_create('x')", "ENOSYS"),
    "hide memory in a stack": ("import mmap\n"
                               "mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | 0x120)", "EPERM"),
    "write a large file": ("open('x', 'wb').write(bytes(2 * 2**20))", "EFBIG"),
    "open many files": ("x = [open('/dev/null') for _ in range(300)]", "EMFILE"),
    "raise a limit": ("import resource as r\n"
                      "r.setrlimit(r.RLIMIT_FSIZE, (2**30, 2**30))", "ValueError"),
    "outlive the parent": ("assert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0",
                           "AssertionError"),
    "hide from the judge": ("assert ctypes.CDLL(None).prctl(4, 0, 0, 0, 0) == 0",
                            "AssertionError"),
}  # fmt: skip


#: By containers, Yama or AppArmor, an installation of root's, or a kernel built without it.
SOMETIMES_REFUSED_TO_ALL = {
    "open a crypto socket", "open an IPv6 socket", "clone into a namespace", "hold the parent",
    "open the parent's memory", "look at process 1", "use the shared memory folder",
    "signal everyone", "write into torch",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_worker_cannot(full: Ask, name: str) -> None:
    source, expected = REFUSED[name]
    assert outcome(full(source)) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_the_attempt_works_without_confinement(ask: Ask, name: str) -> None:
    answer = ask(REFUSED[name][0], unconfined=True)
    if name in SOMETIMES_REFUSED_TO_ALL and outcome(answer).startswith("E"):
        pytest.skip(f"this machine refuses it to everyone: {outcome(answer)}")
    assert outcome(answer) == "worked", answer["text"]


#: Refused whatever the arguments: number on x86_64 and on aarch64.
CALLS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "execve": (59, 221),
    "execveat": (322, 281), "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203),
    "bind": (49, 200), "sendmsg": (46, 211), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "mount": (165, 40), "umount2": (166, 39),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "pivot_root": (155, 41), "chroot": (161, 51), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "personality": (135, 92),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
    "setuid": (105, 146), "setgid": (106, 144), "setresuid": (117, 147), "setgroups": (116, 159),
    "capset": (126, 91), "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180), "setpriority": (141, 140),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "quotactl": (179, 60),
    "acct": (163, 89), "syslog": (103, 116), "sethostname": (170, 161), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "sync": (162, 81), "syncfs": (306, 267),
    "setxattr": (188, 5), "fsetxattr": (190, 7), "seccomp": (317, 277), "tkill": (200, 130),
    "landlock_create_ruleset": (444, 444), "memfd_secret": (447, 447), "setsid": (112, 157),
    "setpgid": (109, 154), "remap_file_pages": (216, 234), "vmsplice": (278, 75),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusals(full: Ask) -> Answer:
    column = ("x86_64", "aarch64").index(os.uname().machine)
    numbers = {name: row[column] for name, row in CALLS.items()}
    return full(
        "result = {}\n"
        f"for name, number in {numbers}.items():\n"
        "    try: result[name] = syscall(number, -1, -1, -1, -1, -1, -1)\n"
        "    except OSError as error: result[name] = error.errno\n"
    )


@pytest.mark.parametrize("name", CALLS)
def test_a_worker_cannot_call(refusals: Answer, name: str) -> None:
    assert errno.errorcode[refusals["value"][name]] == "EPERM"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x86_64 has two more call tables")
def test_other_call_tables_are_refused(full: Ask) -> None:
    assert outcome(full("syscall(0x40000000 | 39)")) == "ENOSYS"
    through_32_bits = (
        "import mmap\n"
        "page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)\n"
        "page.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, getpid; int 0x80; ret\n"
        "address = ctypes.addressof(ctypes.c_char.from_buffer(page))\n"
        "result = ctypes.CFUNCTYPE(ctypes.c_int)(address)()\n"
    )
    assert full(through_32_bits)["value"] == -errno.EPERM


WORKS = {
    "threads": (
        "import threading, concurrent.futures as f\n"
        "with f.ThreadPoolExecutor(8) as pool: result = sum(pool.map(lambda n: n, range(100)))",
        4950,
    ),
    "torch's own threads": (
        "torch.set_num_threads(4)\n"
        "x = torch.ones(300, 300, requires_grad=True)\n"
        "(x @ x).sum().backward(); result = x.grad.sum().item()",
        54000000.0,
    ),
    "backward through a convolution": (
        "layer = torch.nn.Conv2d(1, 1, 3)\n"
        "layer(torch.ones(2, 1, 8, 8)).sum().backward(); result = layer.bias.grad.item()",
        72.0,
    ),
    "an optimizer": (
        "w = torch.nn.Parameter(torch.ones(3)); o = torch.optim.SGD([w], lr=0.5)\n"
        "w.sum().backward(); o.step(); result = w.tolist()",
        [0.5, 0.5, 0.5],
    ),
    "a data loader": (
        "d = torch.utils.data.TensorDataset(torch.arange(10))\n"
        "loader = torch.utils.data.DataLoader(d, batch_size=4, shuffle=True, num_workers=0)\n"
        "result = sorted(n for (batch,) in loader for n in batch.tolist())",
        list(range(10)),
    ),
    "saving and loading": (
        "torch.save(torch.arange(3), 'x.pt'); result = torch.load('x.pt').tolist()",
        [0, 1, 2],
    ),
    "linear algebra and random numbers": (
        "torch.linalg.svd(torch.randn(30, 30)); torch.fft.fft(torch.randn(64))\n"
        "numpy.random.default_rng().normal(); result = len(os.urandom(4))",
        4,
    ),
    "temporary files": (
        "import tempfile\n"
        "with tempfile.TemporaryDirectory() as d, tempfile.TemporaryFile() as f,"
        " tempfile.NamedTemporaryFile() as g:\n"
        "    f.write(b'x'); g.write(b'x'); Path(d, 'x').mkdir(); open(d + '/y', 'w').close()\n"
        "    os.rename(d + '/y', d + '/x/y')\n"
        "    result = [Path(d).parent == Path(FOLDER), Path(g.name).parent == Path(FOLDER)]",
        [True, True],
    ),
    "late imports": (
        "import decimal, sqlite3, zoneinfo, torch.optim.swa_utils, numpy.polynomial\n"
        "result = zoneinfo.ZoneInfo('UTC').key",
        "UTC",
    ),
    "signals to itself": (
        "import signal; result = []\n"
        "signal.signal(signal.SIGUSR1, lambda *_: result.append(1))\n"
        "os.kill(os.getpid(), signal.SIGUSR1); signal.raise_signal(signal.SIGUSR1)",
        [1, 1],
    ),
    "pipes and events": ("r, w = os.pipe(); os.write(w, b'x'); result = len(os.read(r, 9))", 1),
    "memory within the limit": ("result = torch.ones(300 * 2**18).sum().item()", 78643200.0),
    "asking about the machine": (
        "import platform, getpass, time; platform.platform(); time.localtime(); os.cpu_count()\n"
        "result = [getpass.getuser(), os.path.expanduser('~') == FOLDER]",
        ["student", True],
    ),
    "catching a refusal": (
        "import subprocess\ntry: subprocess.run(['true'])\nexcept PermissionError: result = 1",
        1,
    ),
}


@pytest.mark.parametrize("name", WORKS)
def test_a_worker_still_has(full: Ask, name: str) -> None:
    source, expected = WORKS[name]
    answer = full(source)
    assert outcome(answer) == "worked", answer
    assert answer["value"] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("os.abort()", "SIGABRT"),
        ("ctypes.string_at(0)", "SIGSEGV"),
        ("os.kill(os.getpid(), 9)", "SIGKILL"),
    ],
)
def test_a_crash_is_a_crash(full: Ask, source: str, expected: str) -> None:
    assert outcome(full(source)) == expected


SURROUNDINGS = (
    "import resource\n"
    "result = {'environment': dict(os.environ),"
    " 'kernel': Path('/proc/self/environ').read_bytes().strip(b'\\0').decode(),"
    " 'folder': os.getcwd() == os.path.realpath(FOLDER), 'leader': os.getsid(0) == os.getpid(),"
    " 'files': len(os.listdir('/proc/self/fd')), 'stdin': os.read(0, 1).decode(),"
    " 'core': resource.getrlimit(resource.RLIMIT_CORE)[1]}"
)


@pytest.mark.parametrize("mode", ["auto", "none"])
def test_a_worker_finds_clean_surroundings(ask: Ask, mode: str) -> None:
    found = ask(SURROUNDINGS, mode=mode)["value"]
    environment = found.pop("environment")
    assert "42" not in environment.values()
    assert set(environment) <= {"LANG", "LC_ALL", "LC_CTYPE", "TZ", "OMP_NUM_THREADS",
                                "MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "HOME", "TMPDIR",
                                "CUBLAS_WORKSPACE_CONFIG", "USER", "LOGNAME"}  # fmt: skip
    assert found == {
        "kernel": "", "folder": True, "leader": True, "stdin": "", "core": 1,
        "files": 5,  # 0, 1, 2, the pipe that was kept, and the listing itself
    }  # fmt: skip


def test_a_worker_has_none_of_roots_powers(full: Ask) -> None:
    status = full("result = Path('/proc/self/status').read_text()")["value"]
    powers = int(status.partition("CapPrm:")[2].split()[0], 16)
    assert powers in (0, 1 << 2)  # CAP_DAC_READ_SEARCH: files still pass through Landlock
    assert status.partition("CapEff:")[2].split()[0] == f"{powers:016x}"


def test_the_kernel_would_rather_end_a_worker_than_the_judge(ask: Ask) -> None:
    assert ask("result = Path('/proc/self/oom_score_adj').read_text()")["value"] == "1000\n"


def test_mode_none_says_so_and_confines_nothing(ask: Ask) -> None:
    answer = ask("result = open(OUTSIDE + '/secret.txt').read()", mode="none")
    assert answer["value"] == "secret"
    rung, *missing = answer["isolation"]
    assert rung == "none"
    assert missing


def test_an_unknown_mode_is_an_error(ask: Ask) -> None:
    assert ask("", mode="most")["error"] == "ValueError"


def test_a_process_with_threads_is_not_confined_by_half(ask: Ask) -> None:
    source = (
        "import threading, time; from grader.sandbox import confine\n"
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
        "confine.confine(FOLDER, memory_bytes=None, file_bytes=1)"
    )
    assert ask(source)["error"] == "RuntimeError"


LADDER_FILES = "open('x', 'w').close(); os.remove('x'); open(OUTSIDE + '/secret.txt')"


@pytest.mark.parametrize("abi", range(1, 8))
def test_older_landlock_with_a_filter_is_full(full: Ask, abi: int) -> None:
    if abi > landlock.abi():
        pytest.skip(f"this kernel's Landlock is version {landlock.abi()}")
    answer = full(LADDER_FILES, abi=abi)
    assert answer["isolation"] == ["full"]
    assert outcome(answer) == "EACCES"


@pytest.mark.parametrize(
    ("abi", "with_filter", "rung", "words"),
    [
        (0, True, "partial", ["read and write every file"]),
        (6, False, "partial", ["start other processes", "modes and times", "other than TCP"]),
        (3, False, "partial", ["start other processes", "modes and times", "network", "signals"]),
        (1, False, "partial", ["processes", "modes and times", "network", "empty", "signals"]),
        (0, False, "none", ["every file", "processes", "modes and times", "network", "signals"]),
    ],
)
def test_the_ladder_names_what_is_missing(
    full: Ask, abi: int, with_filter: bool, rung: str, words: list[str]
) -> None:
    answer = full("", abi=abi, with_filter=with_filter)
    assert answer["isolation"][0] == rung
    missing = answer["isolation"][1:]
    assert len(missing) == len(words)
    for sentence, word in zip(missing, words, strict=True):
        assert word in sentence
    strict = full("", abi=abi, with_filter=with_filter, mode="strict")
    assert strict["error"] == "RuntimeError"


LANDLOCK_ALONE = {
    "read a file outside": "EACCES",
    "write into torch": "EACCES",
    "empty by name": "EACCES",
    "signal the parent": "EPERM",
    "open the parent's memory": "EACCES",
    "fork": "worked",
}


@pytest.mark.parametrize("name", LANDLOCK_ALONE)
def test_without_a_filter_landlock_still_holds(full: Ask, name: str) -> None:
    if landlock.abi() < 6:
        pytest.skip(f"this kernel's Landlock is version {landlock.abi()}")
    assert outcome(full(REFUSED[name][0], with_filter=False)) == LANDLOCK_ALONE[name]


def test_without_a_filter_landlock_3_keeps_files_from_being_emptied(full: Ask) -> None:
    if landlock.abi() < 3:
        pytest.skip(f"this kernel's Landlock is version {landlock.abi()}")
    source = REFUSED["empty by name"][0]
    assert outcome(full(source, abi=3, with_filter=False)) == "EACCES"
    assert outcome(full(source, abi=2, with_filter=False)) == "worked"


def test_files_can_be_moved_between_folders_from_landlock_2_on(full: Ask) -> None:
    if landlock.abi() < 2:
        pytest.skip(f"this kernel's Landlock is version {landlock.abi()}")
    source = "os.mkdir('d'); open('x', 'w').close(); os.rename('x', 'd/x')"
    assert outcome(full(source, abi=2)) == "worked"
    assert outcome(full(source, abi=1)) == "EXDEV"


def test_without_a_filter_landlock_still_refuses_connections(full: Ask) -> None:
    if landlock.abi() < 4:
        pytest.skip(f"this kernel's Landlock is version {landlock.abi()}")
    source = "import socket; socket.socket().connect(('127.0.0.1', 9))"
    assert outcome(full(source, with_filter=False)) == "EACCES"
    assert outcome(full(source, unconfined=True)) == "ECONNREFUSED"


@pytest.mark.parametrize("name", ["fork", "signal the parent", "change a mode outside"])
def test_without_landlock_the_filter_still_holds(full: Ask, name: str) -> None:
    source, expected = REFUSED[name]
    assert outcome(full(source, abi=0)) == expected


@as_another_user
@pytest.mark.parametrize(
    "name", ["read a file outside", "fork", "signal the parent", "change times", "open many files"]
)
def test_a_worker_without_root_cannot(full: Ask, name: str) -> None:
    source, expected = REFUSED[name]
    answer = full(source, user=65534)
    assert answer["isolation"] == ["full"]
    assert outcome(answer) == expected


@as_another_user
@pytest.mark.parametrize("name", ["threads", "torch's own threads", "temporary files"])
def test_a_worker_without_root_still_has(full: Ask, name: str) -> None:
    source, expected = WORKS[name]
    assert full(source, user=65534)["value"] == expected


def test_available_agrees_and_leaves_its_caller_free(ask: Ask) -> None:
    rung, *missing = ask("")["isolation"]
    assert confine.available() == confine.Isolation(rung, tuple(missing))
    assert Path(__file__).read_text(encoding="utf-8")
    assert subprocess.run(["true"], check=True).returncode == 0


PARENT_THAT_DIES = """
import os, sys, tempfile, time
from grader.sandbox import confine, landlock
confine.prepare()
folder = tempfile.mkdtemp()
reading, writing = os.pipe()
worker = os.fork()
if not worker:
    confine.confine(folder, memory_bytes=None, file_bytes=1, keep_fds=(writing,))
    os.write(writing, b"x")
    time.sleep(60)
os.read(reading, 1)
os.rmdir(folder)
print(worker, flush=True)
time.sleep(60)
"""


def test_a_worker_dies_with_its_parent() -> None:
    command = [sys.executable, "-c", PARENT_THAT_DIES]
    with subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}/stat").exists() and time.monotonic() < deadline:
        if Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return  # nobody has taken note of its death yet, but dead it is
        time.sleep(0.02)
    assert not Path(f"/proc/{worker}").exists()
