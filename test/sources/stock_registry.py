"""Fills a registry with stock MLflow, without a server, and prints as JSON what MLflow itself reads back.

Arguments: database file, artifacts folder.
"""

import json
import os
import sys
from pathlib import Path

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"

import mlflow
import pandas
from mlflow import MlflowClient
from mlflow.entities import Metric
from sklearn.linear_model import LogisticRegression

database, artifacts = sys.argv[1:3]
mlflow.set_tracking_uri(f"sqlite:///{database}")
client = MlflowClient()
experiment = client.create_experiment("churn study", artifact_location=Path(artifacts, "9").as_uri())
table = pandas.DataFrame({"tenure": [1.0, 2.0, 3.0, 4.0], "plan": [0, 1, 0, 1]})
model = LogisticRegression().fit(table, [0, 1, 0, 1])

with mlflow.start_run(experiment_id=experiment, run_name="first") as run:
    mlflow.log_params({"C": 0.5, "penalty": "l2"})
    client.log_batch(run.info.run_id, metrics=[Metric("loss", 1 / (step + 1), 1000 + step, step) for step in range(250)])
    mlflow.log_metric("odd", float("nan"))
    mlflow.log_metric("high", float("inf"))
    mlflow.set_tag("team", "alpha")
    mlflow.log_text("hello", "notes/readme.txt")
    mlflow.log_input(mlflow.data.from_pandas(table, name="customers"), context="training")
    for example in (None, table, None):
        # Named requirements: finding them out would load each model in a process of its own.
        mlflow.sklearn.log_model(
            model, name="model", registered_model_name="churn", input_example=example, pip_requirements=["scikit-learn"]
        )

client.transition_model_version_stage("churn", "1", "Production")
client.transition_model_version_stage("churn", "2", "Production", archive_existing_versions=True)
client.set_registered_model_alias("churn", "champion", "2")
client.set_model_version_tag("churn", "2", "approved", "yes")
client.update_model_version("churn", "2", "the good one")
client.delete_model_version("churn", "3")
client.register_prompt("greeting", "Hello {{ name }}")

read = client.get_run(run.info.run_id)
versions = client.search_model_versions("name = 'churn'")
print(
    json.dumps(
        {
            "runId": run.info.run_id,
            "experimentId": experiment,
            "params": read.data.params,
            "metrics": sorted(read.data.metrics),
            "tags": read.data.tags,
            "loss": [point.value for point in client.get_metric_history(run.info.run_id, "loss")],
            "digest": read.inputs.dataset_inputs[0].dataset.digest,
            "loggedModels": [output.model_id for output in read.outputs.model_outputs],
            "models": [one.name for one in client.search_registered_models()],
            "versions": [
                {"version": str(one.version), "stage": one.current_stage, "description": one.description or "", "tags": one.tags, "runId": one.run_id}
                for one in versions
            ],
            "byAlias": str(client.get_model_version_by_alias("churn", "champion").version),
        }
    )
)
