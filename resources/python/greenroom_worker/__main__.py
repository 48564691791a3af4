"""Entry of the worker: `python -I -B greenroom_worker` serves requests on descriptors 3 and 4, `--probe` prints one JSON line.

Kept in syntax that any Python 3 reads, so that an interpreter that is too old can say so itself.
"""
import os
import sys

OLDEST = (3, 8)


def main():
    if sys.version_info < OLDEST:
        sys.stderr.write("Python %d.%d is too old\n" % sys.version_info[:2])
        return 3
    # A folder that is run becomes sys.path[0]; its modules must not shadow those of a model.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = os.path.dirname(here)
    from greenroom_worker import environment

    if sys.argv[1:] == ["--probe"]:
        sys.path.pop(0)
        environment.add_user_packages()
        environment.print_probe()
        return 0
    from greenroom_worker import serve

    sys.path.pop(0)
    # -B kept compiled files out of this folder; an environment without them takes many seconds to start each time.
    sys.dont_write_bytecode = False
    environment.add_user_packages()
    return serve.serve()


if __name__ == "__main__":
    sys.exit(main())
