"""Stock MLflow on an SQLite file, without a server: fills it, or reads all of it and writes on. Prints JSON.

Arguments: fill|read, database file, artifacts folder.
"""

import json
import math
import os
import sys
from pathlib import Path

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType

act, database, artifacts = sys.argv[1:4]
mlflow.set_tracking_uri(f"sqlite:///{database}")
client = MlflowClient()


def fill():
    experiment = client.create_experiment("by stock", artifact_location=Path(artifacts, "1").as_uri())
    client.set_experiment_tag(experiment, "owner", "stock")
    runs = []
    for index in range(3):
        run = client.create_run(experiment, run_name=f"stock {index}", tags={"by": "stock"})
        run_id = run.info.run_id
        runs.append(run_id)
        client.log_batch(
            run_id,
            metrics=[Metric("loss", 1 / (step + 1), 1000 + step, step) for step in range(5)] + [Metric("odd", math.nan, 1, 0)],
            params=[Param("lr", "0.1"), Param("kind", "стандарт")],
            tags=[RunTag("note", "a\nb")],
        )
    model = client.create_logged_model(experiment, name="stock-model", source_run_id=runs[0], tags={"a": "b"}, params={"p": "1"})
    client.finalize_logged_model(model.model_id, "READY")
    client.create_registered_model("stock-models", tags={"team": "x"}, description="made by stock")
    for run_id in runs[:2]:
        client.create_model_version("stock-models", f"{Path(artifacts, '1').as_uri()}/{run_id}/artifacts/m", run_id, tags={"n": "1"})
    client.set_registered_model_alias("stock-models", "first", "1")
    return {"experiment": experiment, "runs": runs, "model": model.model_id}


def describe_run(run):
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "params": run.data.params,
        "metrics": {key: str(value) for key, value in run.data.metrics.items()},
        "tags": {key: value for key, value in run.data.tags.items() if not key.startswith("mlflow.")},
        "datasets": [[one.dataset.name, {tag.key: tag.value for tag in one.tags}] for one in run.inputs.dataset_inputs],
        "models": [one.model_id for one in run.outputs.model_outputs] if run.outputs else [],
        "losses": [[point.step, point.value] for point in client.get_metric_history(run.info.run_id, "loss")],
    }


def read():
    experiments = client.search_experiments(view_type=ViewType.ALL)
    ids = [one.experiment_id for one in experiments]
    runs = client.search_runs(ids, run_view_type=ViewType.ALL)
    models = client.search_logged_models(ids)
    found = {
        "experiments": {one.name: {"stage": one.lifecycle_stage, "tags": one.tags} for one in experiments},
        "runs": {run.info.run_id: describe_run(run) for run in runs},
        "models": {
            one.model_id: {"name": one.name, "status": str(one.status), "tags": one.tags, "params": one.params} for one in models
        },
        "registered": {
            one.name: {"description": one.description, "tags": one.tags, "aliases": {key: str(value) for key, value in one.aliases.items()}}
            for one in client.search_registered_models()
        },
        "versions": {
            f"{one.name}/{one.version}": {"stage": one.current_stage, "description": one.description, "tags": one.tags, "run": one.run_id}
            for one in client.search_model_versions()
        },
    }
    # And it writes on, beside and over what was found.
    active = [run for run in runs if run.info.lifecycle_stage == "active" and run.info.status == "RUNNING"]
    for run in active:
        client.log_metric(run.info.run_id, "loss", 0.001, timestamp=9999, step=99)
        client.set_tag(run.info.run_id, "written", "on")
        client.set_terminated(run.info.run_id)
    client.create_run("0", run_name="after")
    client.create_model_version("stock-models", f"{Path(artifacts, '1').as_uri()}/{active[0].info.run_id}/artifacts/m", active[0].info.run_id)
    client.create_experiment("after")
    return found


print(json.dumps(fill() if act == "fill" else read()))
