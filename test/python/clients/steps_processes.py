"""Several processes log at once, to a run of all and to runs of their own; and a named person acts."""

import multiprocessing
import os

import mlflow
from mlflow.entities import Metric

from walk import add_version, client, environment, equal, holds, make_experiment, make_run, step

writers = 8
singles = 12
batches = 5
batch_size = 100


def write(number, shared):
    """One writer: single values and batches to the run of all, then a run of its own with a file."""
    for index in range(singles):
        client.log_metric(shared, "all", number * 1000 + index, timestamp=1_700_000_000_000 + index, step=index)
        client.log_metric(shared, f"own {number}", index, step=index)
    client.log_param(shared, f"writer {number}", number)
    client.set_tag(shared, "last", number)
    with mlflow.start_run(run_name=f"writer {number}"):
        for start in range(0, batches * batch_size, batch_size):
            values = [Metric("m", index / 2, index, index) for index in range(start, start + batch_size)]
            client.log_batch(mlflow.active_run().info.run_id, metrics=values)
        mlflow.log_params({"number": number, "kind": "writer"})
        mlflow.log_text("x" * 1000 * (number + 1), f"texts/{number}.txt")
    add_version("walk-written", tags={"writer": str(number)})


@step("eight processes log at once, and nothing is lost")
def _():
    experiment = make_experiment("walk processes")
    shared = make_run(experiment, "shared")
    client.create_registered_model("walk-written")
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    processes = [context.Process(target=write, args=(number, shared)) for number in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    equal([process.exitcode for process in processes], [0] * writers)

    history = client.get_metric_history(shared, "all")
    equal(
        sorted(one.value for one in history), sorted(float(number * 1000 + index) for number in range(writers) for index in range(singles))
    )
    run = client.get_run(shared)
    # The latest is the one of the last step and time, and of the largest value among those.
    expected = {f"own {number}": singles - 1.0 for number in range(writers)} | {"all": (writers - 1) * 1000.0 + singles - 1}
    equal(run.data.metrics, expected)
    equal(run.data.params, {f"writer {number}": str(number) for number in range(writers)})
    assert run.data.tags["last"] in [str(number) for number in range(writers)], run.data.tags

    own = client.search_runs([experiment], "params.kind = 'writer'", order_by=["params.number ASC"])
    equal([one.info.run_name for one in own], [f"writer {number}" for number in range(writers)])
    for number, one in enumerate(own):
        equal([one.info.status, one.data.metrics], ["FINISHED", {"m": (batches * batch_size - 1) / 2}])
        equal(
            [metric.value for metric in client.get_metric_history(one.info.run_id, "m")],
            [index / 2 for index in range(batches * batch_size)],
        )
        equal(len(mlflow.artifacts.load_text(f"runs:/{one.info.run_id}/texts/{number}.txt")), 1000 * (number + 1))

    versions = client.search_model_versions("name = 'walk-written'")
    equal(sorted(int(one.version) for one in versions), list(range(1, writers + 1)))
    equal(sorted(one.tags["writer"] for one in versions), [str(number) for number in range(writers)])


@step("a client with a user name works as that person")
def _():
    make_experiment("walk by grace")
    with environment(MLFLOW_TRACKING_USERNAME="grace hopper", MLFLOW_TRACKING_PASSWORD="nothing to check"):
        client.create_registered_model("walk-by-grace")
        add_version("walk-by-grace")
        client.transition_model_version_stage("walk-by-grace", "1", "Staging")
        client.set_registered_model_alias("walk-by-grace", "champion", "1")
    client.set_model_version_tag("walk-by-grace", "1", "by", "nobody named")
    version = client.get_model_version("walk-by-grace", "1")
    equal([version.current_stage, version.aliases], ["Staging", ["champion"]])
    holds(version.tags, {"by": "nobody named"})
