"""Runs: nesting, resuming, params, metrics, tags, batches, logging in the background, histories, deletion, system metrics."""

import math
import os

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType

from walk import client, contains, equal, holds, make_experiment, make_run, refused, step, until


@step("runs nest, and children are found by their parent")
def _():
    number = make_experiment("walk nested")
    with mlflow.start_run(run_name="parent", description="the *outer* one") as parent:
        for depth in ("a", "b"):
            with mlflow.start_run(run_name=f"child {depth}", nested=True, tags={"depth": depth}) as child:
                mlflow.log_param("depth", depth)
                with mlflow.start_run(run_name=f"grandchild {depth}", nested=True) as grandchild:
                    mlflow.log_metric("deep", 1.5)
        equal(mlflow.active_run().info.run_id, parent.info.run_id)
    equal(mlflow.get_parent_run(grandchild.info.run_id).info.run_id, child.info.run_id)
    equal(client.get_parent_run(parent.info.run_id), None)
    equal(client.get_run(parent.info.run_id).data.tags["mlflow.note.content"], "the *outer* one")
    found = mlflow.search_runs(
        filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["attributes.run_name"], output_format="list"
    )
    equal([one.info.run_name for one in found], ["child a", "child b"])
    equal([one.data.tags["depth"] for one in found], ["a", "b"])
    by_id = mlflow.start_run(run_name="adopted", parent_run_id=parent.info.run_id)
    mlflow.end_run()
    equal(client.get_parent_run(by_id.info.run_id).info.run_name, "parent")
    equal(len(client.search_runs([number])), 6)


@step("a run is resumed, ended, failed and killed")
def _():
    make_experiment("walk resumed")
    with mlflow.start_run(run_name="resumed") as run:
        run_id = run.info.run_id
        equal(client.get_run(run_id).info.status, "RUNNING")
        mlflow.log_metric("loss", 3, step=0)
    ended = client.get_run(run_id).info
    equal(ended.status, "FINISHED")
    assert ended.start_time <= ended.end_time, ended
    with mlflow.start_run(run_id=run_id):
        equal(client.get_run(run_id).info.status, "RUNNING")
        mlflow.log_metric("loss", 2, step=1)
    equal([one.value for one in client.get_metric_history(run_id, "loss")], [3.0, 2.0])
    equal(client.get_run(run_id).info.status, "FINISHED")
    try:
        with mlflow.start_run(run_id=run_id):
            raise RuntimeError("on purpose")
    except RuntimeError:
        equal(client.get_run(run_id).info.status, "FAILED")
    client.set_terminated(run_id, "KILLED", end_time=4_102_444_800_000)
    killed = client.get_run(run_id).info
    equal([killed.status, killed.end_time], ["KILLED", 4_102_444_800_000])
    client.update_run(run_id, status="RUNNING", name="renamed ☂")
    renamed = client.get_run(run_id)
    equal([renamed.info.status, renamed.info.run_name, renamed.data.tags["mlflow.runName"]], ["RUNNING", "renamed ☂", "renamed ☂"])
    os.environ["MLFLOW_RUN_ID"] = run_id
    try:
        with mlflow.start_run() as resumed:
            equal(resumed.info.run_id, run_id)
    finally:
        os.environ.pop("MLFLOW_RUN_ID", None)
    made = client.create_run("0", start_time=1_600_000_000_123, run_name="early", tags={"k": "v"})
    holds(client.get_run(made.info.run_id).data.tags, {"k": "v", "mlflow.runName": "early"})
    equal(client.get_run(made.info.run_id).info.start_time, 1_600_000_000_123)


@step("params, metrics and tags arrive as they were logged")
def _():
    make_experiment("walk values")
    with mlflow.start_run() as run:
        run_id = run.info.run_id
        equal(mlflow.log_param("rate", 0.1), 0.1)
        mlflow.log_param("rate", 0.1)
        refused("INVALID_PARAMETER_VALUE", "Changing param values is not allowed", lambda: mlflow.log_param("rate", 0.2))
        mlflow.log_params({"none": None, "list": [1, 2], "long": "x" * 6000, "empty": "", "with/slash": "é", "flag": True})
        mlflow.log_param("longer", "y" * 6001)
        mlflow.log_metric("accuracy", 0.75, step=3, timestamp=1_700_000_000_000)
        mlflow.log_metric("accuracy", 0.5, step=1)
        mlflow.log_metrics(
            {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf"), "tiny": 5e-324, "large": 1.7976931348623157e308, "int": 7}
        )
        mlflow.set_tags({"a": 1, "b": "line\nbreak", "c": ""})
        mlflow.set_tag("a", "again")
        mlflow.set_tag("gone", "soon")
        mlflow.delete_tag("gone")
        refused("RESOURCE_DOES_NOT_EXIST", "No tag with name: gone", lambda: mlflow.delete_tag("gone"))
    data = client.get_run(run_id).data
    equal(
        data.params,
        {
            "rate": "0.1",
            "none": "None",
            "list": "[1, 2]",
            "long": "x" * 6000,
            "empty": "",
            "with/slash": "é",
            "flag": "True",
            "longer": "y" * 6000,
        },
    )
    holds(data.tags, {"a": "again", "b": "line\nbreak", "c": "", "gone": None})
    assert math.isnan(data.metrics.pop("nan")), data.metrics
    largest = 1.7976931348623157e308
    equal(data.metrics, {"accuracy": 0.75, "inf": largest, "-inf": -largest, "tiny": 5e-324, "large": largest, "int": 7.0})
    equal([(one.step, one.value) for one in client.get_metric_history(run_id, "accuracy")], [(3, 0.75), (1, 0.5)])
    equal(client.get_metric_history(run_id, "nobody"), [])


@step("batches arrive whole, or not at all")
def _():
    number = make_experiment("walk batches")
    run_id = make_run(number)
    client.log_batch(
        run_id,
        metrics=[Metric("m", index / 4, 1_700_000_000_000 + index, index) for index in range(800)],
        params=[Param(f"p{index}", str(index)) for index in range(100)],
        tags=[RunTag(f"t{index}", "v") for index in range(100)],
    )
    run = client.get_run(run_id)
    equal([run.data.metrics, len(run.data.params), run.data.params["p99"]], [{"m": 799 / 4}, 100, "99"])
    equal(len([key for key in run.data.tags if key.startswith("t")]), 100)
    equal([one.value for one in client.get_metric_history(run_id, "m")], [index / 4 for index in range(800)])
    refused(
        "INVALID_PARAMETER_VALUE",
        "Changing param values is not allowed",
        lambda: client.log_batch(run_id, params=[Param("p1", "other")], tags=[RunTag("half", "done")]),
    )
    holds(client.get_run(run_id).data.tags, {"half": None})
    mlflow.log_metrics({f"many {index}": index for index in range(1500)}, run_id=run_id)
    equal(len(client.get_run(run_id).data.metrics), 1501)


@step("what is logged in the background arrives")
def _():
    make_experiment("walk background")
    with mlflow.start_run() as run:
        run_id = run.info.run_id
        waiting = [mlflow.log_metric("m", index, step=index, synchronous=False) for index in range(300)]
        mlflow.log_metrics({"n": 1.5, "o": 2.5}, step=1, synchronous=False)
        mlflow.log_param("p", "1", synchronous=False)
        mlflow.log_params({"q": "2", "r": "3"}, synchronous=False)
        mlflow.set_tag("t", "v", synchronous=False)
        mlflow.set_tags({"u": "w"}, synchronous=False).wait()
        for one in waiting:
            one.wait()
        client.log_batch(run_id, metrics=[Metric("batch", 4, 5, 6)], synchronous=False).wait()
        failing = mlflow.log_param("p", "other", synchronous=False)
        refused(None, "Changing param values is not allowed", failing.wait)
        mlflow.config.enable_async_logging(True)
        try:
            mlflow.log_metric("switched", 1)
            mlflow.log_text("x", "x.txt")
        finally:
            mlflow.config.enable_async_logging(False)
        mlflow.flush_async_logging()
    data = client.get_run(run_id).data
    equal([one.value for one in client.get_metric_history(run_id, "m")], [float(index) for index in range(300)])
    equal(data.metrics, {"m": 299.0, "n": 1.5, "o": 2.5, "batch": 4.0, "switched": 1.0})
    equal(data.params, {"p": "1", "q": "2", "r": "3"})
    holds(data.tags, {"t": "v", "u": "w"})


@step("a history longer than a page comes whole")
def _():
    count = 25_100
    run_id = make_run(make_experiment("walk history"))
    for start in range(0, count, 1000):
        client.log_batch(run_id, metrics=[Metric("m", index, index, index) for index in range(start, min(start + 1000, count))])
    history = client.get_metric_history(run_id, "m")
    equal(
        [len(history), history == sorted(history, key=lambda one: one.step), sum(one.value for one in history)],
        [count, True, count * (count - 1) / 2],
    )


@step("runs are deleted and restored")
def _():
    number = make_experiment("walk deleted runs")
    run_id = make_run(number, "kept", metrics={"m": 1})
    other = make_run(number, "other")
    mlflow.delete_run(run_id)
    equal(client.get_run(run_id).info.lifecycle_stage, "deleted")
    seen = lambda view: sorted(one.info.run_name for one in client.search_runs([number], run_view_type=view))
    equal([seen(ViewType.ACTIVE_ONLY), seen(ViewType.DELETED_ONLY), seen(ViewType.ALL)], [["other"], ["kept"], ["kept", "other"]])
    refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state", lambda: client.log_metric(run_id, "m", 2))
    refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state", lambda: client.set_tag(run_id, "k", "v"))
    refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state", lambda: client.set_terminated(run_id))
    client.restore_run(run_id)
    client.log_metric(run_id, "m", 3)
    equal([client.get_run(run_id).data.metrics, len(client.get_metric_history(run_id, "m"))], [{"m": 3.0}, 2])
    client.delete_run(other)
    equal(seen(ViewType.ACTIVE_ONLY), ["kept"])


@step("system metrics are logged beside a run")
def _():
    make_experiment("walk system metrics")
    mlflow.set_system_metrics_sampling_interval(0.1)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run(log_system_metrics=True) as run:
        key = "system/cpu_utilization_percentage"
        until(lambda: len(client.get_metric_history(run.info.run_id, key)) >= 2)
    keys = client.get_run(run.info.run_id).data.metrics
    for key in (key, "system/system_memory_usage_megabytes", "system/disk_available_megabytes"):
        assert key in keys, keys
    history = client.get_metric_history(run.info.run_id, key)
    equal([one.step for one in history], list(range(len(history))))
    contains(mlflow.get_run(run.info.run_id).info.status, "FINISHED")
