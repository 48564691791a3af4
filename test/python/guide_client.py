"""Walks through tracking, models, the registry and a training pipeline with the unmodified MLflow client.

Works against MLFLOW_TRACKING_URI and prints one JSON object: what each step gave, for the test to look at.
"""

import contextlib
import json
import logging
import os
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
import mlflow.sklearn
import numpy as np
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from mlflow.tracking import MlflowClient
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

client = MlflowClient()
X, y = make_classification(n_samples=80, n_features=4, random_state=42)
result = {}


def train(trees, **log_model_options):
    model = RandomForestClassifier(n_estimators=trees, max_depth=3, random_state=42).fit(X, y)
    info = mlflow.sklearn.log_model(
        model,
        log_model_options.pop("name", "model"),
        serialization_format="cloudpickle",
        pip_requirements=["scikit-learn"],
        **log_model_options,
    )
    return model, info


def same(uri, model):
    """Whether the model behind an address predicts as the one in memory."""
    return bool(np.array_equal(mlflow.sklearn.load_model(uri).predict(X), model.predict(X)))


def describe(version):
    return {
        "version": str(version.version),
        "stage": version.current_stage,
        "run_id": version.run_id,
        "status": version.status,
        "tags": dict(version.tags),
        "description": version.description or "",
    }


def fail(act):
    """The code and message with which an act is refused."""
    try:
        act()
        return "accepted"
    except MlflowException as error:
        return [error.error_code, error.message]
    except Exception as error:
        return [type(error).__name__, str(error)]


# Step 1: tracking
mlflow.set_experiment("first-experiment")
with mlflow.start_run(run_name="random-forest-baseline") as run:
    mlflow.log_param("n_estimators", 5)
    mlflow.log_param("model_type", "RandomForest")
    mlflow.log_metric("accuracy", 0.8)
    for step in range(3):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"precision": float("nan"), "recall": float("inf")})
    mlflow.set_tag("owner", "ana")
    with tempfile.TemporaryDirectory() as folder:
        notes = os.path.join(folder, "notes ü.txt")
        with open(notes, "w") as file:
            file.write("hello")
        open(os.path.join(folder, "empty.bin"), "w").close()
        mlflow.log_artifacts(folder, "docs")
    mlflow.log_dict({"a": 1}, "config/settings.json")
    mlflow.log_text("text", "plain.txt")
    forest, forest_info = train(5)
first_run = run.info.run_id
read = client.get_run(first_run)
result["tracking"] = {
    "status": read.info.status,
    "name": read.info.run_name,
    "params": dict(read.data.params),
    "accuracy": read.data.metrics["accuracy"],
    "odd": [str(read.data.metrics["precision"]), str(read.data.metrics["recall"])],
    "owner": read.data.tags["owner"],
    "loss": [metric.value for metric in client.get_metric_history(first_run, "loss")],
    "experiments": sorted(one.name for one in mlflow.search_experiments()),
}
for trees in (2, 3):
    with mlflow.start_run(run_name=f"rf-{trees}-trees"):
        mlflow.log_params({"n_estimators": trees, "max_depth": 3})
        mlflow.log_metric("accuracy", trees / 10)
found = mlflow.search_runs(filter_string="metrics.accuracy > 0.2", order_by=["metrics.accuracy DESC"])
result["runs"] = list(found["tags.mlflow.runName"])

# Step 2: artifacts and models
with tempfile.TemporaryDirectory() as folder:
    copied = mlflow.artifacts.download_artifacts(run_id=first_run, dst_path=folder)
    files = sorted(os.path.relpath(os.path.join(where, name), copied) for where, _, names in os.walk(copied) for name in names)
    with open(os.path.join(copied, "docs", "notes ü.txt")) as file:
        content = file.read()
result["artifacts"] = {
    "files": files,
    "content": content,
    "listed": [[one.path, one.is_dir, one.file_size] for one in client.list_artifacts(first_run, "docs")],
    "settings": mlflow.artifacts.load_dict(f"runs:/{first_run}/config/settings.json"),
    "model_files": sorted(one.path for one in mlflow.artifacts.list_artifacts(forest_info.model_uri)),
}
logged = mlflow.get_logged_model(forest_info.model_id)
result["logged_model"] = {
    "status": str(logged.status),
    "from_run": logged.source_run_id == first_run,
    "metrics": {metric.key: metric.value for metric in logged.metrics or [] if metric.key == "accuracy"},
    "found": [one.model_id == forest_info.model_id for one in mlflow.search_logged_models(filter_string="name = 'model'", output_format="list")],
    "same": same(f"runs:/{first_run}/model", forest),
}

# Step 3: versions, stages, aliases
mlflow.set_experiment("model-registry-example")
models = {}
for number in (1, 2):
    with mlflow.start_run(run_name=f"register-version-{number}") as run:
        mlflow.log_metric("accuracy", 0.8 + number / 100)
        models[number], _ = train(
            number + 1, registered_model_name="iris-classifier", signature=infer_signature(X, y), input_example=X[:2]
        )
        models[f"run{number}"] = run.info.run_id
name = "iris-classifier"
client.transition_model_version_stage(name=name, version="1", stage="Staging")
client.set_registered_model_alias(name, "champion", "2")
result["loading"] = {
    "models:/name/1": same(f"models:/{name}/1", models[1]),
    "models:/name/2": same(f"models:/{name}/2", models[2]),
    "latest": same(f"models:/{name}/latest", models[2]),
    "Staging": same(f"models:/{name}/Staging", models[1]),
    "@champion": same(f"models:/{name}@champion", models[2]),
    "pyfunc": bool(np.array_equal(mlflow.pyfunc.load_model(f"models:/{name}/1").predict(X), models[1].predict(X))),
}

# Step 4: a registry service on top
registered = mlflow.register_model(f"runs:/{models['run1']}/model", name)
client.set_model_version_tag(name, registered.version, "accuracy", "0.81")
client.update_model_version(name, registered.version, description="third try")
client.update_registered_model(name, "Tells irises apart.")
client.set_registered_model_tag(name, "team", "plants")
client.transition_model_version_stage(name, "2", "Production")
moved = client.transition_model_version_stage(name, registered.version, "production", archive_existing_versions=True)
result["service"] = {
    "registered": describe(client.get_model_version(name, registered.version)),
    "from_run": registered.run_id == models["run1"],
    "moved": moved.current_stage,
    "versions": [describe(one) for one in client.search_model_versions(f"name='{name}'", order_by=["version_number ASC"])],
    "latest": {one.current_stage: str(one.version) for one in client.get_latest_versions(name)},
    "production": [str(one.version) for one in client.get_latest_versions(name, stages=["Production"])],
    "by_tag": [str(one.version) for one in client.search_model_versions("tags.accuracy = '0.81'")],
    "alias": str(client.get_model_version_by_alias(name, "champion").version),
    "models": [[one.name, one.description, one.tags, one.aliases] for one in client.search_registered_models("name LIKE 'iris%'")],
    "same": same(f"models:/{name}/Production", models[1]),
}
copy = client.copy_model_version(f"models:/{name}/2", "iris-production")
result["copy"] = {"version": str(copy.version), "source": copy.source, "same": same("models:/iris-production/1", models[2])}
result["created_by_hand"] = describe(
    client.create_model_version(name, f"runs:/{models['run2']}/model", run_id=models["run2"], tags={"by": "hand"})
)
client.delete_model_version_tag(name, registered.version, "accuracy")
client.delete_registered_model_alias(name, "champion")
client.delete_model_version(name, "1")
result["deleted"] = {
    "left": sorted(str(one.version) for one in client.search_model_versions(f"name='{name}'")),
    "reading": fail(lambda: client.get_model_version(name, "1")),
    "tags": dict(client.get_model_version(name, registered.version).tags),
    "aliases": client.get_registered_model(name).aliases,
}

# Step 6: a training pipeline that registers and promotes what it trained
mlflow.set_experiment("sentiment-classification")
run = mlflow.start_run(run_name="rf-baseline-v1", tags={"team": "nlp", "model_type": "random_forest"})
mlflow.log_params({"train_samples": len(X), "n_features": X.shape[1]})
mlflow.log_metrics({"accuracy": 0.9, "precision": 0.8}, step=1)
sentiment, _ = train(4)
promoted = mlflow.register_model(f"runs:/{run.info.run_id}/model", "sentiment-classifier", tags={"framework": "sklearn"})
client.transition_model_version_stage("sentiment-classifier", promoted.version, "Staging", archive_existing_versions=True)
mlflow.end_run()
result["pipeline"] = {
    "version": describe(client.get_latest_versions("sentiment-classifier", ["Staging"])[0]) | {"run_id": None},
    "status": client.get_run(run.info.run_id).info.status,
    "tags": {key: value for key, value in client.get_run(run.info.run_id).data.tags.items() if key in ("team", "model_type")},
    "same": same("models:/sentiment-classifier/Staging", sentiment),
}
client.rename_registered_model("sentiment-classifier", "sentiment")
result["renamed"] = sorted(one.name for one in client.search_registered_models())
client.delete_registered_model("sentiment")
prompt = mlflow.genai.register_prompt("greeting", "Hello {{name}}") if hasattr(mlflow, "genai") else None
result["prompt"] = {
    "text": mlflow.genai.load_prompt("prompts:/greeting/1").template if prompt else None,
    "models": sorted(one.name for one in client.search_registered_models()),
    "prompts": [one.name for one in mlflow.genai.search_prompts()],
}

# Errors
result["errors"] = {
    "model taken": fail(lambda: client.create_registered_model(name)),
    "model missing": fail(lambda: client.get_registered_model("nobody")),
    "version missing": fail(lambda: client.get_model_version(name, "99")),
    "version malformed": fail(lambda: client.get_model_version(name, "abc")),
    "stage unknown": fail(lambda: client.transition_model_version_stage(name, "2", "Live")),
    "archive for a passive stage": fail(
        lambda: client.transition_model_version_stage(name, "2", "Archived", archive_existing_versions=True)
    ),
    "alias missing": fail(lambda: client.get_model_version_by_alias(name, "nobody")),
    "alias reserved": fail(lambda: client.set_registered_model_alias(name, "v3", "2")),
    "name with slash": fail(lambda: client.create_registered_model("a/b")),
    "source local": fail(lambda: client.create_model_version(name, "/etc/passwd")),
    "run without model": fail(lambda: mlflow.register_model(f"runs:/{first_run}/nothing", name)),
    "filter malformed": fail(lambda: client.search_model_versions("nonsense = 'x'")),
    "too many asked": fail(lambda: client.search_registered_models(max_results=5000)),
    "logged model missing": fail(lambda: client.get_logged_model("m-" + "0" * 32)),
    "artifact missing": fail(lambda: mlflow.artifacts.load_text(f"runs:/{first_run}/none.txt")),
    "artifact outside": fail(lambda: client.list_artifacts(first_run, "../..")),
}

with contextlib.redirect_stdout(sys.__stdout__):
    print("\n" + json.dumps(result))
