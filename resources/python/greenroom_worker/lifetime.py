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


def limit_resources():
    """No core dumps: they would hold the data that was predicted on."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except Exception:
        pass
