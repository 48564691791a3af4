"""The worker ends with the application that started it, and leaves nothing behind."""
import os
import signal
import sys


def end_group():
    """Ends this process and everything it started in its group, at once."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def tie_to_parent(parent):
    """Asks Linux to end this process with its parent, even while native code holds the interpreter's lock; elsewhere the closed pipe tells."""
    if sys.platform.startswith("linux"):
        import ctypes

        try:
            # PR_SET_PDEATHSIG = 1
            ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)
        except Exception:
            return
        if parent and os.getppid() != parent:
            end_group()


# A model that is unpacked may write files; one that never stops writing must not fill the disk.
LARGEST_FILE = 4 << 30
OPEN_FILES = 4096


def memory_limit():
    """Gives the bytes that this process may use, as the application said; 0 where there is no such limit."""
    try:
        return int(os.environ.get("GREENROOM_MEMORY", "0"))
    except ValueError:
        return 0


def limit_resources():
    """Limits memory, files and core dumps (which would hold the data that was predicted on). What the model starts inherits it; Windows knows none."""
    try:
        import resource
    except ImportError:
        return
    _limit(resource, "RLIMIT_CORE", 0)
    _limit(resource, "RLIMIT_FSIZE", LARGEST_FILE)
    _limit(resource, "RLIMIT_NOFILE", OPEN_FILES)
    if memory_limit() > 0:
        # Not RLIMIT_AS: address space that OpenBLAS and CUDA only reserve, and model files that are mapped, take no memory.
        _limit(resource, "RLIMIT_DATA", memory_limit())


def _limit(resource, name, most):
    try:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    except Exception:
        # Not every system knows each of them.
        return
