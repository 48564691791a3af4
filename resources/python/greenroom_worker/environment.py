"""What this interpreter is and which packages it sees."""
import json
import sys


def add_user_packages():
    """Makes the user's own packages visible again: -I hides them, while `pip install` outside a virtual environment may put mlflow there."""
    if sys.prefix != sys.base_prefix:
        return
    import os
    import site

    try:
        folder = site.getusersitepackages()
    except Exception:
        return
    if not os.path.isdir(folder) or folder in sys.path:
        return
    before = list(sys.path)
    site.addsitedir(folder)
    added = [entry for entry in sys.path if entry not in before]
    # They come before the system's packages, as in an ordinary start.
    first = next((index for index, entry in enumerate(before) if entry.endswith(("site-packages", "dist-packages"))), len(before))
    sys.path[:] = before[:first] + added + before[first:]


def find_version(distribution):
    """Gives the installed version of a distribution without importing it, None when it is missing."""
    try:
        from importlib import metadata

        return metadata.version(distribution)
    except Exception:
        return None


def describe():
    """Gives version, path and mlflow's version of this interpreter."""
    return {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "executable": sys.executable,
        "mlflow": find_version("mlflow") or find_version("mlflow-skinny"),
    }


def print_probe():
    """Prints describe() as one line of JSON."""
    sys.stdout.write(json.dumps(describe()) + "\n")
