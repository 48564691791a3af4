"""Automatic logging of trainings, and datasets of runs."""

import json

import mlflow
from mlflow.data import get_source
from mlflow.entities import DatasetInput, InputTag

from walk import client, contains, environment, equal, holds, make_experiment, make_run, release, step, trained


@step("automatic logging of a scikit-learn fit writes params, metrics, datasets and the model")
def _():
    import numpy
    import pandas
    from sklearn.linear_model import LogisticRegression

    number = make_experiment("walk autolog")
    _, frame = trained()
    mlflow.sklearn.autolog(registered_model_name="walk-autolog", log_input_examples=True, extra_tags={"by": "autolog"})
    try:
        # Without a limit the client looks for requirements in a process of its own, which takes longer than the rest.
        with environment(MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT="1"):
            model = LogisticRegression(C=0.5).fit(frame, pandas.Series([0, 0, 1, 1], name="target"))
        score = model.score(frame, pandas.Series([0, 0, 1, 1], name="target"))
    finally:
        mlflow.sklearn.autolog(disable=True)
    run_id = mlflow.last_active_run().info.run_id
    found = client.get_run(run_id)
    holds(found.data.params, {"C": "0.5", "max_iter": "100", "fit_intercept": "True"})
    holds(found.data.metrics, {"training_accuracy_score": 1.0, "training_score": score, "training_recall_score": 1.0})
    equal(found.data.metrics["LogisticRegression_score_frame"], score)
    holds(found.data.tags, {"estimator_name": "LogisticRegression", "by": "autolog"})
    contains([one.path for one in client.list_artifacts(run_id)], "training_confusion_matrix.png")
    inputs = found.inputs.dataset_inputs
    contains([tag.value for one in inputs for tag in one.tags if tag.key == "mlflow.data.context"], "train")
    version = client.get_model_version("walk-autolog", "1")
    equal([version.run_id, version.status], [run_id, "READY"])
    again = mlflow.pyfunc.load_model("models:/walk-autolog/1")
    equal(numpy.asarray(again.predict(frame)).tolist(), [0, 0, 1, 1])
    equal(again.metadata.get_input_schema().input_names(), ["width", "height"])
    if release >= (3, 0):
        logged = mlflow.search_logged_models([number], output_format="list")
        equal([one.source_run_id for one in logged], [run_id])
        holds({metric.key: metric.value for metric in logged[0].metrics}, {"training_accuracy_score": 1.0})
        holds(logged[0].params, {"C": "0.5"})


@step("automatic logging of a search makes a child run for each setting")
def _():
    import numpy
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    number = make_experiment("walk grid")
    mlflow.sklearn.autolog(log_models=False, max_tuning_runs=3)
    try:
        with mlflow.start_run(run_name="grid") as run:
            GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(
                numpy.array([[0.0], [1.0], [2.0], [3.0]] * 2), numpy.array([0, 0, 1, 1] * 2)
            )
    finally:
        mlflow.sklearn.autolog(disable=True)
    children = client.search_runs([number], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    equal(sorted(one.data.params["C"] for one in children), ["0.1", "1.0", "10.0"])
    equal([one.info.status for one in children], ["FINISHED"] * 3)
    assert all("mean_test_score" in one.data.metrics for one in children), children[0].data.metrics
    best = client.get_run(run.info.run_id)
    contains(best.data.metrics, "best_cv_score")
    contains([one.path for one in client.list_artifacts(run.info.run_id)], "cv_results.csv")


@step("datasets are logged with a run and read back")
def _():
    import numpy

    number = make_experiment("walk datasets")
    _, frame = trained()
    train = mlflow.data.from_pandas(
        frame.assign(target=[0, 0, 1, 1]), source="https://example.org/train ü.csv", name="train set", targets="target"
    )
    test = mlflow.data.from_numpy(numpy.array([[1.0, 2.0]]), targets=numpy.array([1]), name="test-set")
    with mlflow.start_run(run_name="with datasets") as run:
        mlflow.log_input(train, context="training", tags={"quality": "high"})
        mlflow.log_input(train, context="training")
        mlflow.log_input(test, context="eval")
    run_id = run.info.run_id
    found = {one.dataset.name: one for one in client.get_run(run_id).inputs.dataset_inputs}
    equal(sorted(found), ["test-set", "train set"])
    one = found["train set"]
    equal([one.dataset.digest, one.dataset.source_type], [train.digest, "http"])
    holds({tag.key: tag.value for tag in one.tags}, {"mlflow.data.context": "training", "quality": "high"})
    equal(json.loads(one.dataset.source)["url"], "https://example.org/train ü.csv")
    holds(json.loads(one.dataset.profile), {"num_rows": 4, "num_elements": 12})
    equal([column["name"] for column in json.loads(one.dataset.schema)["mlflow_colspec"]], ["width", "height", "target"])
    equal(get_source(one).url, "https://example.org/train ü.csv")
    contains(found["test-set"].dataset.schema, "mlflow_tensorspec")

    other = make_run(number, "by the client")
    client.log_inputs(other, [DatasetInput(one.dataset, [InputTag("mlflow.data.context", "again")])])
    named = lambda condition: sorted(run.info.run_name for run in client.search_runs([number], condition))
    equal(named("dataset.name = 'train set'"), ["by the client", "with datasets"])
    equal(named("dataset.context = 'eval'"), ["with datasets"])
    equal(named(f"dataset.digest = '{train.digest}' AND dataset.context = 'again'"), ["by the client"])
    if release >= (3, 0):
        with mlflow.start_run() as both:
            mlflow.log_inputs(datasets=[train, test], contexts=["a", "b"], tags_list=[{"x": "1"}, None])
        equal(len(client.get_run(both.info.run_id).inputs.dataset_inputs), 2)
