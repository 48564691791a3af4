"""What the steps of a client's walk share: names for the report, comparisons that say what differed, and the client's version."""

import contextlib
import functools
import json
import os
import sys
import time
import traceback

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

release = tuple(int(part) for part in mlflow.__version__.split(".")[:2])
client = MlflowClient()
steps = []


def step(name, since=(2, 0)):
    """Adds a function to the walk, for clients from a release on. Each stands alone: it makes what it needs."""

    def add(work):
        if release >= since:
            steps.append((name, work))
        return work

    return add


def run_steps(wanted=""):
    """Runs every step, or those whose name holds a text; prints `step: name` before each and its outcome as JSON after it."""
    for name, work in steps:
        if wanted not in name:
            continue
        say(f"step: {name}")
        started = time.monotonic()
        failure = None
        try:
            work()
        except Exception:
            failure = describe_failure()
        finally:
            while mlflow.active_run():
                mlflow.end_run()
        say("outcome: " + json.dumps({"step": name, "failure": failure, "seconds": round(time.monotonic() - started, 2)}))
    say("end of the walk")


def describe_failure():
    """The exception at hand, with the lines of the steps that led to it and none of the client's."""
    kind, error, trace = sys.exc_info()
    frames = [frame for frame in traceback.extract_tb(trace) if os.path.dirname(frame.filename) == os.path.dirname(__file__)]
    return "".join(traceback.format_list(frames) + traceback.format_exception_only(kind, error))


def say(line):
    print(line, file=sys.__stdout__, flush=True)


def equal(actual, expected):
    assert actual == expected, f"\n     got: {actual!r}\nexpected: {expected!r}"


def holds(whole, part):
    """Whether a mapping holds the given entries."""
    equal({key: whole.get(key) for key in part}, dict(part))


def contains(text, part):
    assert part in text, f"\n     got: {text!r}\nexpected to contain: {part!r}"


def refused(code, text, act):
    """Expects MLflow's own exception with an error code (None: any) and a text in its message."""
    try:
        given = act()
    except MlflowException as error:
        equal([error.error_code, text in str(error)], [code or error.error_code, True])
        return
    raise AssertionError(f"accepted, expected {code}: {given!r}")


def until(look, seconds=30):
    """Asks again until the answer is something; for what the client does in threads of its own."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "did not come in time"
        time.sleep(0.02)
    return found


@contextlib.contextmanager
def environment(**values):
    """Environment variables for a while, as a user sets them."""
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]


def make_experiment(name):
    """Makes an experiment and logs to it from here on."""
    return mlflow.set_experiment(name).experiment_id


def make_run(experiment_id, name=None, metrics=(), params=(), tags=()):
    """A finished run, made by the client's own calls."""
    run = client.create_run(experiment_id, run_name=name, tags=dict(tags))
    run_id = run.info.run_id
    for key, value in dict(metrics).items():
        client.log_metric(run_id, key, value)
    for key, value in dict(params).items():
        client.log_param(run_id, key, value)
    client.set_terminated(run_id)
    return run_id


def write_files(folder, files):
    """Writes files by their paths below a folder."""
    for path, content in files.items():
        place = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(content)


def read_files(folder):
    """The files below a folder: path to content."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            place = os.path.join(where, name)
            with open(place, "rb") as file:
                found[os.path.relpath(place, folder).replace(os.sep, "/")] = file.read()
    return found


@functools.cache
def trained():
    """A tiny model, its training data as a frame, and how it is logged without asking an index for requirements."""
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    frame = pd.DataFrame({"width": [0.0, 1.0, 2.0, 3.0], "height": [1.0, 0.5, 2.5, 3.5]})
    return LogisticRegression().fit(frame, [0, 0, 1, 1]), frame


def log_trained(name="model", model=None, **options):
    """Logs the tiny model, or another, as every release takes it: `name` since 3.0, `artifact_path` before."""
    model = model or trained()[0]
    place = {"name": name} if release >= (3, 0) else {"artifact_path": name}
    return mlflow.sklearn.log_model(model, pip_requirements=["scikit-learn"], **place, **options)


def add_version(model_name, **options):
    """A version of a registered model, from files of a run made for it."""
    with mlflow.start_run() as run:
        mlflow.log_text("weights", "model/weights.txt")
    return client.create_model_version(model_name, f"{run.info.artifact_uri}/model", run.info.run_id, **options)


def register(model_name, versions=1):
    """A registered model with versions, each from a run of its own; gives the run of each."""
    client.create_registered_model(model_name)
    return [add_version(model_name).run_id for _ in range(versions)]
