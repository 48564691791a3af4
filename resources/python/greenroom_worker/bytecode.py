"""Keeps compiled files out of models: one written beside a model's own code would change its digest."""
import os
from importlib.machinery import SourceFileLoader


def protect(folders):
    """From now on Python writes no compiled file below any of the folders; the list may grow."""
    write = SourceFileLoader.set_data

    def set_data(self, path, data, **more):
        place = os.path.realpath(path)
        if not any(place.startswith(os.path.realpath(folder) + os.sep) for folder in folders):
            write(self, path, data, **more)

    SourceFileLoader.set_data = set_data
