"""Trains and registers a model with the unmodified MLflow client at MLFLOW_TRACKING_URI, one step for each line on standard input.

Prints what each step has done as a line "step: …", so that whoever looks on knows when to look.
"""

import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
import mlflow.sklearn
from mlflow.models import infer_signature
from mlflow.tracking import MlflowClient
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression


def reach(step):
    """Says what is done, and goes on when it was seen; ends with whoever looks on."""
    print(f"step: {step}", flush=True)
    if sys.stdin.readline() == "":
        sys.exit("nobody looks on any more")


client = MlflowClient()
X, y = make_classification(n_samples=80, n_features=4, random_state=42)
reach("ready")

mlflow.set_experiment("churn")
with mlflow.start_run(run_name="first-fit") as run:
    mlflow.log_params({"C": 0.5, "solver": "lbfgs"})
    mlflow.set_tag("team", "retention")
    reach("started")
    for epoch, loss in enumerate([0.9, 0.62, 0.48]):
        mlflow.log_metric("loss", loss, step=epoch)
        reach(f"loss {loss}")
    model = LogisticRegression(C=0.5).fit(X, y)
    mlflow.log_metric("accuracy", 0.875)
    mlflow.log_text("# First fit\n\nTrained on 80 rows.", "report/notes.md")
    info = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(X, y),
        input_example=X[:2],
        registered_model_name="churn",
        serialization_format="cloudpickle",
        pip_requirements=["scikit-learn"],
    )
reach("registered")

version = str(info.registered_model_version)
client.transition_model_version_stage("churn", version, "Staging")
client.set_registered_model_alias("churn", "champion", version)
client.set_model_version_tag("churn", version, "validation", "passed")
reach("promoted")
