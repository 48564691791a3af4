"""Experiments: set, make, rename, tag, delete, restore."""

import mlflow
from mlflow.entities import ViewType

from walk import client, contains, equal, holds, make_run, refused, release, step


@step("set_experiment makes an experiment, then finds it")
def _():
    made = mlflow.set_experiment("walk ü/first")
    equal([made.name, made.lifecycle_stage], ["walk ü/first", "active"])
    assert made.artifact_location.startswith("mlflow-artifacts:/"), made.artifact_location
    again = mlflow.set_experiment("walk ü/first")
    equal(again.experiment_id, made.experiment_id)
    equal(mlflow.set_experiment(experiment_id=made.experiment_id).name, "walk ü/first")
    equal(mlflow.get_experiment_by_name("walk ü/first").experiment_id, made.experiment_id)
    equal(mlflow.get_experiment(made.experiment_id).creation_time, made.creation_time)
    equal(mlflow.get_experiment_by_name("nobody"), None)
    refused("RESOURCE_DOES_NOT_EXIST", "No Experiment with id=987654 exists", lambda: mlflow.get_experiment("987654"))
    equal(mlflow.get_experiment_by_name("Default").experiment_id, "0")


@step("a deleted experiment is not set, and works again once restored")
def _():
    number = mlflow.create_experiment("walk deleted")
    run_id = make_run(number)
    client.delete_experiment(number)
    equal(client.get_experiment(number).lifecycle_stage, "deleted")
    equal(client.get_run(run_id).info.lifecycle_stage, "deleted")
    refused("INVALID_PARAMETER_VALUE", "Cannot set a deleted experiment 'walk deleted'", lambda: mlflow.set_experiment("walk deleted"))
    # The experiment is gone for new runs, and its name stays taken.
    refused("RESOURCE_ALREADY_EXISTS", "walk deleted", lambda: mlflow.create_experiment("walk deleted"))
    refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state", lambda: client.create_run(number))
    names = lambda view: [one.name for one in client.search_experiments(view, filter_string="name = 'walk deleted'")]
    equal([names(ViewType.ACTIVE_ONLY), names(ViewType.DELETED_ONLY), names(ViewType.ALL)], [[], ["walk deleted"], ["walk deleted"]])
    client.restore_experiment(number)
    equal(mlflow.set_experiment("walk deleted").experiment_id, number)
    equal(client.get_run(run_id).info.lifecycle_stage, "active")


@step("experiments are made with tags and a location, renamed and tagged")
def _():
    number = client.create_experiment("walk tagged", artifact_location="mlflow-artifacts:/elsewhere/é", tags={"team": "risk"})
    experiment = client.get_experiment(number)
    equal([experiment.artifact_location, experiment.tags], ["mlflow-artifacts:/elsewhere/é", {"team": "risk"}])
    client.set_experiment_tag(number, "team", "fraud")
    client.set_experiment_tag(number, "mlflow.note.content", "# Notes\nmany ✓")
    client.rename_experiment(number, "walk renamed")
    renamed = client.get_experiment_by_name("walk renamed")
    holds(renamed.tags, {"team": "fraud", "mlflow.note.content": "# Notes\nmany ✓"})
    equal([renamed.experiment_id, client.get_experiment_by_name("walk tagged")], [number, None])
    refused("RESOURCE_ALREADY_EXISTS", "walk renamed", lambda: client.create_experiment("walk renamed"))
    mlflow.set_experiment("walk renamed")
    mlflow.set_experiment_tags({"a": 1, "b": "two"})
    holds(client.get_experiment(number).tags, {"a": "1", "b": "two"})
    if release >= (3, 0):
        client.delete_experiment_tag(number, "a")
        equal(sorted(client.get_experiment(number).tags), sorted({"b", "mlflow.note.content", "team"} | kept_tags(number)))
    with mlflow.start_run() as run:
        contains(run.info.artifact_uri, "mlflow-artifacts:/elsewhere/é/")
        mlflow.log_text("there", "note.txt")
        equal(mlflow.artifacts.load_text(f"{run.info.artifact_uri}/note.txt"), "there")


def kept_tags(number):
    """Tags that the client or server set by themselves."""
    return {key for key in client.get_experiment(number).tags if key.startswith("mlflow.") and key != "mlflow.note.content"}
