"""Logs and registers the sample's models with the stock MLflow client at MLFLOW_TRACKING_URI; prints the plan of times as JSON for times.py."""

import json
import os
import sys
import tempfile

import matplotlib
import mlflow
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.tracking import MlflowClient
from mlflow.types import ColSpec, Schema
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, mean_absolute_error, mean_squared_error, r2_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import content
from models import Network, split

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

client = MlflowClient()
plan = {"runs": {}, "versions": {}, "models": {}}


def signature(frame, outputs):
    return ModelSignature(Schema([ColSpec("double", c) for c in frame.columns]), Schema([ColSpec(kind, name) for name, kind in outputs]))


def log_dataset(name, frame, target):
    data = mlflow.data.from_pandas(frame.assign(target=target), source=content.DATA_PAGE, name=name, targets="target")
    mlflow.log_input(data, context="training")


def log_history(rows):
    """Rows: one dict of metrics per epoch."""
    metrics = [mlflow.entities.Metric(k, float(v), 0, step) for step, row in enumerate(rows) for k, v in row.items()]
    for i in range(0, len(metrics), 1000):
        client.log_batch(mlflow.active_run().info.run_id, metrics=metrics[i : i + 1000])


def log_classifier_report(target, chosen, names):
    table = confusion_matrix(target, chosen)
    mlflow.log_text(pd.DataFrame(table, index=names, columns=names).rename_axis("actual").to_csv(lineterminator="\n"), "report/confusion_matrix.csv")
    figure, axes = pyplot.subplots(figsize=(2.6, 2.4), dpi=64)
    axes.imshow(table, cmap="Greens")
    for (row, column), value in np.ndenumerate(table):
        axes.text(column, row, int(value), ha="center", va="center", fontsize=8)
    axes.set_xticks(range(len(names)), names, fontsize=6)
    axes.set_yticks(range(len(names)), names, fontsize=6)
    log_figure(figure, "report/confusion_matrix.png")


def log_figure(figure, path):
    figure.tight_layout()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, os.path.basename(path))
        figure.savefig(file, metadata={"Software": None})
        mlflow.log_artifact(file, os.path.dirname(path))
    pyplot.close(figure)


def log_onnx(network, outputs, frame, model):
    columns = [(name, "long" if network.classes and name == outputs[0] else "float") for name in outputs]
    return mlflow.onnx.log_model(
        network.to_onnx(outputs),
        name="model",
        signature=signature(frame, columns),
        input_example=frame.head(3),
        registered_model_name=model,
        save_as_external_data=False,
        pip_requirements=content.ONNX_REQUIREMENTS,
        onnx_execution_providers=["CPUExecutionProvider"],
    )


def start(step, params):
    tags = {"team": step["team"], "data": step["data"], "mlflow.user": step["by"], "mlflow.source.name": "train.py", "mlflow.source.type": "LOCAL"}
    run = mlflow.start_run(run_name=step["run"], tags={**tags, "mlflow.note.content": step.get("note", "")})
    mlflow.log_params(params)
    plan["runs"][run.info.run_id] = {"at": step["at"], "minutes": step["minutes"], "by": step["by"]}
    return run


def finish(step, model, info):
    version = str(info.registered_model_version)
    client.update_model_version(model, version, step["about"])
    for key, value in {"data": step["data"], "validation": step["validation"]}.items():
        client.set_model_version_tag(model, version, key, value)
    plan["versions"][f"{model}/{version}"] = {"at": step["at"], "minutes": step["minutes"], "by": step["by"], "model_id": info.model_id}


def train_network(step, parts, classes):
    features, tests, target, answers = parts
    network = Network(step["hidden"], classes, step["rate"], step["decay"], scale=step["scale"])
    network.start(features, target)
    rows = []
    for _ in range(step["epochs"]):
        network.epoch(features, target, step["batch"])
        rows.append(measure_classes(network, parts) if classes else measure_values(network, parts))
    return network, rows


def measure_classes(network, parts):
    features, tests, target, answers = parts
    odds = network.predict(tests)
    chosen = odds.argmax(axis=1)
    return {
        "train_loss": log_loss(target, network.predict(features), labels=[0, 1, 2]),
        "val_loss": log_loss(answers, odds, labels=[0, 1, 2]),
        "accuracy": accuracy_score(answers, chosen),
        "f1_macro": f1_score(answers, chosen, average="macro"),
    }


def measure_values(network, parts):
    features, tests, target, answers = parts
    values = network.predict(tests)
    return {
        "train_rmse": np.sqrt(mean_squared_error(target, network.predict(features))),
        "rmse": np.sqrt(mean_squared_error(answers, values)),
        "mae": mean_absolute_error(answers, values),
        "r2": r2_score(answers, values),
    }


def params_of(step):
    layers = "x".join(map(str, step["hidden"])) or "none"
    kind = "mlp" if step["hidden"] else "linear"
    return {k: step[k] for k in ("rate", "decay", "epochs", "batch", "scale")} | {"model": kind, "hidden_layers": layers, "seed": 20261}


def train_wine():
    parts = split("wine")
    mlflow.set_experiment("wine-cultivar")
    for step in content.WINE:
        with start(step, params_of(step)):
            log_dataset("wine", parts[0], parts[2])
            network, rows = train_network(step, parts, 3)
            log_history(rows)
            log_classifier_report(parts[3], network.predict(parts[1]).argmax(axis=1), ["barolo", "grignolino", "barbera"])
            mlflow.log_dict({k: round(float(v), 4) for k, v in rows[-1].items()} | {"rows_tested": len(parts[3])}, "report/summary.json")
            if step.get("about"):
                finish(step, "wine-cultivar", log_onnx(network, ["cultivar", "barolo", "grignolino", "barbera"], parts[1], "wine-cultivar"))


def train_diabetes():
    parts = split("diabetes")
    mlflow.set_experiment("diabetes-progression")
    for step in content.DIABETES:
        with start(step, params_of(step)):
            log_dataset("diabetes", parts[0], parts[2])
            network, rows = train_network(step, parts, 0)
            log_history(rows)
            values = network.predict(parts[1])
            table = pd.DataFrame({"actual": parts[3], "predicted": values.round(1)})
            mlflow.log_text(table.to_csv(index=False, lineterminator="\n"), "report/residuals.csv")
            figure, axes = pyplot.subplots(figsize=(2.6, 2.4), dpi=64)
            axes.scatter(table["actual"], table["predicted"], s=4, color="#2f7d5b")
            axes.plot([25, 350], [25, 350], color="#888888", linewidth=0.8)
            log_figure(figure, "report/predicted_against_actual.png")
            mlflow.log_dict({k: round(float(v), 3) for k, v in rows[-1].items()} | {"rows_tested": len(parts[3])}, "report/summary.json")
            if step.get("about"):
                finish(step, "diabetes-progression", log_onnx(network, ["progression"], parts[1], "diabetes-progression"))


def iris_model(step):
    kind = step["kind"]
    if kind == "tree":
        return DecisionTreeClassifier(max_depth=step["size"], random_state=20261)
    if kind == "neighbours":
        return make_pipeline(StandardScaler(), KNeighborsClassifier(n_neighbors=step["size"]))
    return make_pipeline(StandardScaler(), LogisticRegression(C=step["size"], max_iter=500, random_state=20261))


def train_iris():
    features, tests, target, answers = split("iris")
    mlflow.set_experiment("iris-species")
    for step in content.IRIS:
        with start(step, {"model": step["kind"], "size": step["size"], "seed": 20261, "format": step["format"]}):
            log_dataset("iris", features, target)
            model = iris_model(step)
            log_history(list(measure_growing(model, features, target, tests, answers)))
            log_classifier_report(answers, model.predict(tests), ["setosa", "versicolor", "virginica"])
            info = mlflow.sklearn.log_model(
                model,
                name="model",
                signature=signature(features, [("species", "long")]),
                input_example=tests.head(3),
                registered_model_name="iris-species",
                serialization_format=step["format"],
                pip_requirements=content.SKLEARN_REQUIREMENTS,
            )
            finish(step, "iris-species", info)


def measure_growing(model, features, target, tests, answers):
    """A learning curve: step n is fitted on the first (n + 1) tenths of the rows."""
    for tenth in range(3, 11):
        rows = len(features) * tenth // 10
        model.fit(features[:rows], target[:rows])
        odds = model.predict_proba(tests)
        chosen = model.predict(tests)
        yield {
            "accuracy": accuracy_score(answers, chosen),
            "f1_macro": f1_score(answers, chosen, average="macro"),
            "log_loss": log_loss(answers, odds, labels=[0, 1, 2]),
            "train_accuracy": accuracy_score(target[:rows], model.predict(features[:rows])),
        }


def train_failed():
    mlflow.set_experiment("wine-cultivar")
    step = content.FAILED
    start(step, {"rate": step["rate"], "model": "mlp"})
    for epoch, value in enumerate([1.1, 3.7, 41.0, float("inf"), float("nan")]):
        mlflow.log_metric("train_loss", value, step=epoch)
    mlflow.end_run("FAILED")


def settle():
    """Descriptions, tags, stages and aliases as they stand at the end of the story."""
    for model, facts in content.MODELS.items():
        client.update_registered_model(model, facts["about"])
        for key, value in facts["tags"].items():
            client.set_registered_model_tag(model, key, value)
        for version, stage in facts["stages"].items():
            client.transition_model_version_stage(model, version, stage)
        for alias, version in facts["aliases"].items():
            client.set_registered_model_alias(model, alias, version)
        plan["models"][model] = {"at": facts["at"], "touched": facts["touched"]}


if __name__ == "__main__":
    train_wine()
    train_diabetes()
    train_iris()
    train_failed()
    settle()
    json.dump(plan, open(sys.argv[1], "w"), indent=1)
