"""What the server refuses reaches the client as MLflow's exceptions with MLflow's codes."""

from walk import add_version, client, make_experiment, make_run, refused, register, step

missing_run = "0" * 32


@step("what is not there is RESOURCE_DOES_NOT_EXIST")
def _():
    make_experiment("walk missing")
    missing = lambda text, act: refused("RESOURCE_DOES_NOT_EXIST", text, act)
    missing(f"Run with id={missing_run} not found", lambda: client.get_run(missing_run))
    missing(missing_run, lambda: client.log_metric(missing_run, "m", 1))
    missing(missing_run, lambda: client.log_param(missing_run, "p", 1))
    missing(missing_run, lambda: client.log_batch(missing_run, tags=[]) or client.set_tag(missing_run, "t", 1))
    missing(missing_run, lambda: client.delete_run(missing_run))
    missing(missing_run, lambda: client.set_terminated(missing_run))
    missing("987654", lambda: client.get_experiment("987654"))
    missing("987654", lambda: client.create_run("987654"))
    missing("987654", lambda: client.delete_experiment("987654"))
    missing("nobody", lambda: client.get_registered_model("nobody"))
    missing("nobody", lambda: add_version("nobody"))
    missing("nobody", lambda: client.update_registered_model("nobody", "x"))
    missing("nobody", lambda: client.delete_registered_model("nobody"))
    missing("nobody", lambda: client.rename_registered_model("nobody", "somebody"))
    missing("nobody", lambda: client.set_registered_model_tag("nobody", "k", "v"))
    missing("nobody", lambda: client.set_registered_model_alias("nobody", "k", "1"))
    missing("nobody", lambda: client.get_latest_versions("nobody"))
    register("walk-refusals", 1)
    for act in (
        lambda: client.get_model_version("walk-refusals", "9"),
        lambda: client.update_model_version("walk-refusals", "9", "x"),
        lambda: client.set_model_version_tag("walk-refusals", "9", "k", "v"),
        lambda: client.transition_model_version_stage("walk-refusals", "9", "Staging"),
        lambda: client.delete_model_version("walk-refusals", "9"),
        lambda: client.get_model_version_download_uri("walk-refusals", "9"),
    ):
        missing("Model Version (name=walk-refusals, version=9) not found", act)


@step("what is there already is RESOURCE_ALREADY_EXISTS")
def _():
    client.create_experiment("walk taken")
    refused("RESOURCE_ALREADY_EXISTS", "walk taken", lambda: client.create_experiment("walk taken"))
    client.create_registered_model("walk-taken")
    refused("RESOURCE_ALREADY_EXISTS", "walk-taken", lambda: client.create_registered_model("walk-taken"))


@step("what is malformed is INVALID_PARAMETER_VALUE")
def _():
    wrong = lambda text, act: refused("INVALID_PARAMETER_VALUE", text, act)
    run_id = make_run(make_experiment("walk wrong"))
    wrong("Invalid value", lambda: client.log_metric(run_id, "bad\\key#", 1))
    wrong("", lambda: client.log_metric(run_id, "x" * 251, 1))
    wrong("", lambda: client.log_param(run_id, "x" * 251, 1))
    wrong("", lambda: client.set_tag(run_id, "../up", 1))
    wrong("", lambda: client.create_experiment(""))
    wrong("", lambda: client.create_experiment("x" * 501))
    wrong("", lambda: client.set_experiment_tag("0", "x" * 251, "v"))
    wrong("", lambda: client.get_experiment("not a number"))
    wrong("", lambda: client.create_registered_model(""))
    wrong("", lambda: client.create_model_version("", "mlflow-artifacts:/x"))
    register("walk-wrong", 1)
    wrong("", lambda: client.get_model_version("walk-wrong", "abc"))
    wrong("", lambda: client.set_registered_model_alias("walk-wrong", "bad alias!", "1"))
    wrong("", lambda: client.set_model_version_tag("walk-wrong", "1", "x" * 251, "v"))
    wrong("Invalid model version source", lambda: client.create_model_version("walk-wrong", "/etc"))
    wrong("Invalid model version source", lambda: client.create_model_version("walk-wrong", "mlflow-artifacts:/a/../../b"))
