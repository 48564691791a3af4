"""Models: logged with signature and example, registered, loaded by every address, and as things of their own since 3.0."""

import os
import tempfile

import mlflow
from mlflow.entities import Metric
from mlflow.models import infer_signature

from walk import client, contains, equal, log_trained, make_experiment, make_run, refused, release, step, trained


def predictions(uri):
    """What the model behind an address says of the frame it was trained with."""
    _, frame = trained()
    return [int(one) for one in mlflow.pyfunc.load_model(uri).predict(frame)]


@step("a model logged with signature, example and a registered name loads by every address")
def _():
    make_experiment("walk models")
    model, frame = trained()
    signature = infer_signature(frame, model.predict(frame))
    with mlflow.start_run() as run:
        info = log_trained(
            "model", signature=signature, input_example=frame.head(2), registered_model_name="walk-models", metadata={"task": "ü"}
        )
        # The second says the opposite: it shows which of the two was loaded.
        log_trained("second", type(model)().fit(frame, [1, 1, 0, 0]), registered_model_name="walk-models")
    run_id = run.info.run_id
    equal(str(info.registered_model_version), "1")
    client.transition_model_version_stage("walk-models", "1", "Staging")
    client.set_registered_model_alias("walk-models", "champion", "1")
    addresses = [
        info.model_uri,
        f"runs:/{run_id}/model",
        "models:/walk-models/1",
        "models:/walk-models/Staging",
        "models:/walk-models/staging",
        "models:/walk-models@champion",
        client.get_model_version_download_uri("walk-models", "1"),
    ]
    if release >= (3, 0):
        addresses += [f"models:/{info.model_id}", mlflow.get_logged_model(info.model_id).artifact_location]
        contains(info.model_uri, "models:/m-")
    for address in addresses:
        equal([address, predictions(address)], [address, [0, 0, 1, 1]])
    for address in ("models:/walk-models/latest", "models:/walk-models/2", f"runs:/{run_id}/second"):
        equal([address, predictions(address)], [address, [1, 1, 0, 0]])
    equal(mlflow.sklearn.load_model("models:/walk-models/1").coef_.tolist(), model.coef_.tolist())
    read = mlflow.models.get_model_info("models:/walk-models/1")
    equal([read.signature.inputs.to_dict(), read.metadata], [signature.inputs.to_dict(), {"task": "ü"}])
    contains(list(read.flavors), "sklearn")
    example = mlflow.pyfunc.load_model("models:/walk-models@champion").input_example if release >= (3, 0) else read.saved_input_example_info
    assert example is not None
    refused("INVALID_PARAMETER_VALUE", "alias nobody not found", lambda: mlflow.pyfunc.load_model("models:/walk-models@nobody"))
    refused("RESOURCE_DOES_NOT_EXIST", "walk-models", lambda: mlflow.pyfunc.load_model("models:/walk-models/99"))
    with tempfile.TemporaryDirectory() as folder:
        place = mlflow.artifacts.download_artifacts("models:/walk-models/1", dst_path=folder)
        contains(os.listdir(place), "MLmodel")
        contains(os.listdir(place), "registered_model_meta")
        equal(sorted(one.path for one in mlflow.artifacts.list_artifacts("models:/walk-models/1"))[0], "MLmodel")


@step("versions are registered from runs and from models")
def _():
    make_experiment("walk registering")
    with mlflow.start_run() as run:
        info = log_trained("model")
    version = mlflow.register_model(f"runs:/{run.info.run_id}/model", "walk-registered", tags={"by": "run"})
    equal([str(version.version), version.run_id, version.status, version.tags], ["1", run.info.run_id, "READY", {"by": "run"}])
    equal(predictions("models:/walk-registered/1"), [0, 0, 1, 1])
    copied = client.copy_model_version("models:/walk-registered/1", "walk-registered-copy")
    equal(
        [copied.name, str(copied.version), copied.source, copied.run_id],
        ["walk-registered-copy", "1", "models:/walk-registered/1", run.info.run_id],
    )
    equal(predictions("models:/walk-registered-copy/1"), [0, 0, 1, 1])
    twice = client.copy_model_version("models:/walk-registered-copy/1", "walk-registered-copy")
    equal([str(twice.version), predictions("models:/walk-registered-copy/2")], ["2", [0, 0, 1, 1]])
    if release < (3, 0):
        return
    from_model = mlflow.register_model(f"models:/{info.model_id}", "walk-registered")
    equal([str(from_model.version), from_model.run_id], ["2", run.info.run_id])
    equal(predictions("models:/walk-registered/2"), [0, 0, 1, 1])
    registered = mlflow.get_logged_model(info.model_id).tags.get("mlflow.modelVersions", "")
    contains(registered, "walk-registered")


@step("a model written in Python with files of its own predicts after loading")
def _():
    import pandas

    class Adder(mlflow.pyfunc.PythonModel):
        def load_context(self, context):
            with open(context.artifacts["offset"]) as file:
                self.offset = int(file.read())

        def predict(self, context, model_input, params=None):
            return model_input["x"] + self.offset + (params or {}).get("more", 0)

    frame = pandas.DataFrame({"x": [1, 2]})
    make_experiment("walk python models")
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run():
        place = os.path.join(folder, "offset.txt")
        with open(place, "w") as file:
            file.write("10")
        info = mlflow.pyfunc.log_model(
            **({"name": "adder"} if release >= (3, 0) else {"artifact_path": "adder"}),
            python_model=Adder(),
            artifacts={"offset": place},
            pip_requirements=["pandas"],
            signature=infer_signature(frame, pandas.Series([11, 12]), params={"more": 0}),
        )
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    equal([list(loaded.predict(frame)), list(loaded.predict(frame, params={"more": 5}))], [[11, 12], [16, 17]])


@step("logged models are made, finished, tagged, searched and deleted", since=(3, 0))
def _():
    number = make_experiment("walk logged models")
    run_id = make_run(number, "source")
    ids = {}
    for index, name in enumerate(("alpha", "beta", "gamma")):
        made = client.create_logged_model(
            number, name=name, source_run_id=run_id, tags={"t": name}, params={"p": str(index)}, model_type="agent"
        )
        ids[name] = made.model_id
        equal([made.status, made.model_type, made.source_run_id], ["PENDING", "agent", run_id])
        contains(made.artifact_location, f"/models/{made.model_id}/artifacts")
        client.log_metric(run_id, "accuracy", index / 2, model_id=made.model_id)
    client.log_batch(run_id, metrics=[Metric("loss", 0.25, 1, 1, model_id=ids["alpha"], dataset_name="d", dataset_digest="1")])
    equal(client.finalize_logged_model(ids["alpha"], "READY").status, "READY")
    equal(client.finalize_logged_model(ids["beta"], "FAILED").status, "FAILED")
    client.set_logged_model_tags(ids["alpha"], {"t": "changed", "é": "ü"})
    client.delete_logged_model_tag(ids["alpha"], "t")
    refused("RESOURCE_DOES_NOT_EXIST", "No tag", lambda: client.delete_logged_model_tag(ids["alpha"], "t"))
    client.log_model_params(ids["alpha"], {"q": "1"})
    alpha = client.get_logged_model(ids["alpha"])
    equal([alpha.tags, alpha.params], [{"é": "ü"}, {"p": "0", "q": "1"}])
    equal(sorted((one.key, one.value, one.dataset_name) for one in alpha.metrics), [("accuracy", 0.0, None), ("loss", 0.25, "d")])

    names = lambda condition=None, order=None, **more: [
        one.name for one in client.search_logged_models([number], condition, order_by=order, **more)
    ]
    equal(names(), ["gamma", "beta", "alpha"])
    equal(names("metrics.accuracy >= 0.5", [{"field_name": "metrics.accuracy", "ascending": True}]), ["beta", "gamma"])
    equal(names("params.p = '0'"), ["alpha"])
    equal(names("tags.t = 'beta'"), ["beta"])
    equal(names("name LIKE 'al%' AND creation_timestamp > 0"), ["alpha"])
    equal(names("metrics.loss < 1", datasets=[{"dataset_name": "d", "dataset_digest": "1"}]), ["alpha"])
    page = client.search_logged_models([number], max_results=2, order_by=[{"field_name": "name"}])
    rest = client.search_logged_models([number], max_results=2, order_by=[{"field_name": "name"}], page_token=page.token)
    equal([[one.name for one in page], [one.name for one in rest], rest.token], [["alpha", "beta"], ["gamma"], None])
    frame = mlflow.search_logged_models([number], order_by=[{"field_name": "name"}], max_results=2)
    equal(list(frame["name"]), ["alpha", "beta"])

    client.delete_logged_model(ids["gamma"])
    equal(sorted(names()), ["alpha", "beta"])
    refused("RESOURCE_DOES_NOT_EXIST", "not found", lambda: client.get_logged_model(ids["gamma"]))
    refused("RESOURCE_DOES_NOT_EXIST", "not found", lambda: client.finalize_logged_model("m-" + "0" * 32, "READY"))


@step("logged models hold files, and are named as inputs and outputs of runs", since=(3, 0))
def _():
    from mlflow.entities import LoggedModelInput, LoggedModelOutput

    number = make_experiment("walk model files")
    with mlflow.start_run() as training:
        made = mlflow.initialize_logged_model("by hand", tags={"k": "v"}, params={"depth": "3"})
        with tempfile.TemporaryDirectory() as folder:
            for path in ("a.txt", "sub/b.txt"):
                os.makedirs(os.path.join(folder, "sub"), exist_ok=True)
                with open(os.path.join(folder, path), "w") as file:
                    file.write(path)
            client.log_model_artifacts(made.model_id, folder)
            client.log_model_artifact(made.model_id, os.path.join(folder, "a.txt"))
        mlflow.finalize_logged_model(made.model_id, "READY")
        client.log_outputs(training.info.run_id, [LoggedModelOutput(made.model_id, step=4)])
    equal([one.path for one in client.list_logged_model_artifacts(made.model_id)], ["a.txt", "sub"])
    equal([one.path for one in client.list_logged_model_artifacts(made.model_id, "sub")], ["sub/b.txt"])
    equal(mlflow.artifacts.load_text(f"{made.artifact_location}/sub/b.txt"), "sub/b.txt")
    equal([(one.model_id, one.step) for one in client.get_run(training.info.run_id).outputs.model_outputs], [(made.model_id, 4)])
    with mlflow.start_run() as using:
        client.log_inputs(using.info.run_id, models=[LoggedModelInput(made.model_id)])
        mlflow.log_metric("used", 1, model_id=made.model_id)
    equal([one.model_id for one in client.get_run(using.info.run_id).inputs.model_inputs], [made.model_id])
    equal([(one.key, one.run_id) for one in client.get_logged_model(made.model_id).metrics], [("used", using.info.run_id)])
    external = mlflow.create_external_model(name="elsewhere", model_type="llm")
    equal([mlflow.get_logged_model(external.model_id).status, external.name], ["READY", "elsewhere"])
    equal(sorted(mlflow.search_logged_models([number])["name"]), ["by hand", "elsewhere"])
    mlflow.set_active_model(name="walk active")
    equal(mlflow.get_logged_model(mlflow.get_active_model_id()).name, "walk active")
    mlflow.clear_active_model()
