"""A stock client whose files go to the artifact root directly, or through the service's proxy. Prints JSON.

Arguments: tracking URI, name of an experiment.
"""

import json
import os
import sys

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1"

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input: list[float]) -> list[float]:
        return [value * 2 for value in model_input]


uri, experiment = sys.argv[1:3]
mlflow.set_tracking_uri(uri)
mlflow.set_experiment(experiment)
client = MlflowClient()
with mlflow.start_run() as run:
    mlflow.log_text("hello", "notes/readme.txt")
    mlflow.log_dict({"a": 1}, "settings.json")
    model = mlflow.pyfunc.log_model(name="model", python_model=Doubler(), pip_requirements=["mlflow"], registered_model_name=experiment)
client.set_registered_model_alias(experiment, "best", "1")
print(
    json.dumps(
        {
            "run": run.info.run_id,
            "root": run.info.artifact_uri,
            "files": [one.path for one in client.list_artifacts(run.info.run_id)],
            "text": mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/readme.txt"),
            "settings": mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/settings.json"),
            "model": model.model_id,
            "predictions": [mlflow.pyfunc.load_model(f"models:/{experiment}{version}").predict([1.5]) for version in ("/1", "@best")],
        }
    )
)
