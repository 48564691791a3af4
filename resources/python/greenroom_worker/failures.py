"""Failures in the application's own shape: code, message, remedy, details."""
import os
import re
import sys
import traceback

from . import lifetime

# Modules whose distribution has another name; everything else is looked up by its own.
DISTRIBUTIONS = {
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "cv2": "opencv-python",
    "PIL": "pillow",
    "yaml": "pyyaml",
    "bs4": "beautifulsoup4",
    "attr": "attrs",
    "dateutil": "python-dateutil",
    "google.protobuf": "protobuf",
    "fitz": "pymupdf",
    "sentence_transformers": "sentence-transformers",
    "pytorch_lightning": "pytorch-lightning",
    "lightning": "lightning",
    "pkg_resources": "setuptools",
}


class Refusal(Exception):
    """A failure that is known and has words."""

    def __init__(self, code, message, remedy=None, details=None):
        super().__init__(message)
        self.shape = {"code": code, "message": message}
        if remedy:
            self.shape["remedy"] = remedy
        if details:
            self.shape["details"] = details


def describe(error, act, folder):
    """Gives the shape of any error raised while `act` ('loading' or 'predicting') was done with the model in `folder`."""
    if isinstance(error, Refusal):
        return error.shape
    missing = _find_missing_module(error)
    if missing:
        return _describe_missing(missing, folder)
    if _is_about_memory(error):
        return _describe_memory(act)
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return {"code": "WORKER_FAILED", "message": "The model's code tried to end the worker (%s) while %s." % (type(error).__name__, act)}
    if isinstance(error, RecursionError) and act == "predicting":
        return {"code": "INVALID", "message": "The input is nested too deeply."}
    if act == "predicting" and _is_about_input(error):
        return {"code": "INVALID", "message": _cut(_message_of(error), 2000), "remedy": "Compare the input with the signature of the version."}
    said = _cut("%s: %s" % (type(error).__name__, _message_of(error)), 2000)
    return {
        "code": "WORKER_FAILED",
        "message": "The model failed while %s: %s" % (act, said),
        "remedy": "The details hold the Python traceback.",
        "details": {"traceback": _format_traceback(error)},
    }


def _is_about_memory(error):
    """MLflow and others wrap what they catch."""
    seen = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, MemoryError):
            return True
        seen.add(id(error))
        error = error.__cause__
    return False


def _describe_memory(act):
    limit = lifetime.memory_limit()
    allowed = " The worker may use %.1f GiB." % (limit / float(1 << 30)) if limit else ""
    return {
        "code": "WORKER_FAILED",
        "message": "The memory did not suffice for %s.%s" % (act, allowed),
        "remedy": "Send fewer rows, or run the model on a computer with more memory." if limit else "Close other programs, or send fewer rows.",
    }


def _find_missing_module(error):
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name
        error = error.__cause__ or error.__context__
    return None


def _describe_missing(module, folder):
    requirement = find_requirement(module, folder)
    command = '"%s" -m pip install "%s"' % (sys.executable, requirement)
    return {
        "code": "UNSUPPORTED",
        "message": "The Python package “%s” is missing in %s." % (module.split(".")[0], sys.executable),
        "remedy": "Install it with: %s" % command,
        "details": {"module": module, "python": sys.executable, "command": command},
    }


def find_requirement(module, folder):
    """Gives what to install for a module: the pinned line of the model's requirements.txt, else the distribution's bare name."""
    parts = module.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    name = next((DISTRIBUTIONS[each] for each in names if each in DISTRIBUTIONS), parts[0])
    wanted = _normalize(name)
    for line in _read_requirements(folder):
        found = re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\[[A-Za-z0-9,._ -]*\])?\s*((===|==|~=|>=|<=|!=|<|>)[A-Za-z0-9.,*+!<>=~ -]*)?\s*(;.*)?$", line)
        if found and _normalize(found.group(1)) == wanted:
            return (found.group(1) + (found.group(2) or "") + (found.group(3) or "")).strip()
    return name


def _read_requirements(folder):
    try:
        with open(os.path.join(folder, "requirements.txt"), encoding="utf-8", errors="replace") as file:
            return [line.strip() for line in file.read(1 << 20).splitlines()]
    except (OSError, TypeError):
        return []


def _normalize(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_about_input(error):
    try:
        from mlflow.exceptions import MlflowException
    except ImportError:
        return False
    return isinstance(error, MlflowException)


def _message_of(error):
    message = getattr(error, "message", None)
    return message if isinstance(message, str) else str(error)


def _format_traceback(error):
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return text if len(text) <= 16000 else text[:4000] + "\n…\n" + text[-12000:]


def _cut(text, length):
    return text if len(text) <= length else text[: length - 1] + "…"
