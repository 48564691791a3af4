"""Loads MLflow models, keeps them, and predicts with them."""
import inspect
import json
import os
import time

from . import bytecode, digest, notices, outputs, payloads
from .failures import Refusal


class Models:
    """The models that this process has loaded, by the application's key."""

    def __init__(self):
        self._loaded = {}
        self._folders = []
        bytecode.protect(self._folders)

    def load(self, key, folder, expected):
        """Checks the files against the digest that was agreed to, then loads them. Gives milliseconds of loading and what was warned about."""
        _check_digest(folder, expected)
        self._folders.append(folder)
        started = time.perf_counter()
        said = []
        with notices.collected(said):
            import mlflow.pyfunc

            _check_module_paths(folder)
            self._loaded[key] = mlflow.pyfunc.load_model(folder)
        return {"loadMs": (time.perf_counter() - started) * 1000, "warnings": said}

    def unload(self, key):
        """Forgets a model; its memory is free when nothing else holds it."""
        self._loaded.pop(key, None)
        import gc

        gc.collect()

    def predict(self, key, body, params):
        """Predicts: gives the JSON text, the table, milliseconds inside the model, and what was warned about."""
        model = self._loaded[key]
        said = []
        with notices.collected(said):
            data, own_params, is_plain = payloads.parse(body, model)
            given = dict(own_params, **params)
            started = time.perf_counter()
            answer = _call(model, data, given)
            elapsed = (time.perf_counter() - started) * 1000
            found = []
            predictions = outputs.to_json(answer, found)
        for each in found:
            notices.add(said, each)
        columns, rows = outputs.to_table(predictions, _output_names(model))
        text = json.dumps(predictions if is_plain else {"predictions": predictions}, ensure_ascii=False, allow_nan=False)
        return {"output": text, "columns": columns, "rows": rows, "durationMs": elapsed, "warnings": said}


def _call(model, data, params):
    # MLflow before 2.4 has no parameters.
    if "params" in inspect.signature(model.predict).parameters:
        return model.predict(data, params=params or None)
    return model.predict(data)


def _output_names(model):
    signature = getattr(model.metadata, "signature", None)
    schema = getattr(signature, "outputs", None)
    names = schema.input_names() if schema is not None and schema.has_input_names() else []
    return [name if isinstance(name, str) else str(name) for name in names]


def _check_digest(folder, expected):
    try:
        actual = digest.digest_folder(folder)
    except digest.UnsafeFile as error:
        raise Refusal("UNSAFE_PATH", "“%s” in the model's files is a link or a device; only plain files are loaded." % error)
    except OSError as error:
        raise Refusal("NOT_FOUND", "The model's files cannot be read: %s." % error.strerror)
    if actual != expected:
        raise Refusal(
            "CORRUPT",
            "The model's files changed since they were checked: SHA-256 %s… expected, %s… found. Nothing was loaded." % (expected[:12], actual[:12]),
            "Open the version again to see what it holds now.",
            {"expected": expected, "found": actual},
        )


def _check_module_paths(folder):
    """A loader may only be told of places inside the model's own folder."""
    from mlflow.models import Model

    flavor = Model.load(os.path.join(folder, "MLmodel")).flavors.get("python_function") or {}
    for name in ("code", "data", "model_path"):
        path = flavor.get(name)
        if isinstance(path, str) and not _is_inside(folder, path):
            raise Refusal("UNSAFE_PATH", "MLmodel names “%s” as %s, which lies outside the model's folder." % (path, name))


def _is_inside(folder, path):
    if os.path.isabs(path) or "\\" in path or ":" in path or "\0" in path:
        return False
    root = os.path.realpath(folder)
    target = os.path.realpath(os.path.join(root, path))
    return target == root or target.startswith(root + os.sep)
