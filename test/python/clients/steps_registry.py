"""The registry: every call of the client on models, versions, stages, aliases and tags, and what is kept out of it."""

import mlflow

from walk import add_version, client, contains, equal, make_experiment, refused, register, step

stages = lambda name: {str(one.version): one.current_stage for one in client.search_model_versions(f"name = '{name}'")}
numbers = lambda versions: sorted(str(one.version) for one in versions)


@step("registered models are made, described, tagged, renamed and deleted")
def _():
    make_experiment("walk registry")
    made = client.create_registered_model("walk ü model", tags={"team": "risk", "n": "1"}, description="# First")
    equal([made.name, made.description, made.tags], ["walk ü model", "# First", {"team": "risk", "n": "1"}])
    equal([made.latest_versions, made.aliases], [[], {}])
    client.update_registered_model("walk ü model", "changed")
    client.set_registered_model_tag("walk ü model", "team", "fraud")
    client.set_registered_model_tag("walk ü model", "number", 5)
    client.delete_registered_model_tag("walk ü model", "n")
    client.delete_registered_model_tag("walk ü model", "never there")
    read = client.get_registered_model("walk ü model")
    equal([read.description, read.tags], ["changed", {"team": "fraud", "number": "5"}])
    assert read.last_updated_timestamp >= read.creation_timestamp == made.creation_timestamp
    add_version("walk ü model", tags={"v": "1"})
    client.set_registered_model_alias("walk ü model", "best", "1")
    client.rename_registered_model("walk ü model", "walk renamed model")
    renamed = client.get_registered_model("walk renamed model")
    equal([renamed.name, renamed.tags], ["walk renamed model", {"team": "fraud", "number": "5"}])
    refused("RESOURCE_DOES_NOT_EXIST", "walk ü model", lambda: client.get_registered_model("walk ü model"))
    version = client.get_model_version_by_alias("walk renamed model", "best")
    equal([version.name, version.tags, version.aliases], ["walk renamed model", {"v": "1"}, ["best"]])
    client.create_registered_model("walk ü model")
    refused("RESOURCE_ALREADY_EXISTS", "walk renamed model", lambda: client.rename_registered_model("walk ü model", "walk renamed model"))
    client.delete_registered_model("walk renamed model")
    refused("RESOURCE_DOES_NOT_EXIST", "walk renamed model", lambda: client.get_registered_model("walk renamed model"))
    refused("RESOURCE_DOES_NOT_EXIST", "walk renamed model", lambda: client.get_model_version("walk renamed model", "1"))
    client.create_registered_model("walk renamed model")
    equal(str(add_version("walk renamed model").version), "1")
    equal(client.get_registered_model("walk renamed model").aliases, {})


@step("versions are made, described, tagged, found and deleted")
def _():
    make_experiment("walk versions")
    runs = register("walk-versions", 3)
    version = client.create_model_version(
        "walk-versions",
        f"runs:/{runs[0]}/model",
        runs[0],
        tags={"a": "1", "b": "ü"},
        run_link="https://example.org/run",
        description="by hand",
    )
    equal(
        [str(version.version), version.run_id, version.run_link, version.description, version.status],
        ["4", runs[0], "https://example.org/run", "by hand", "READY"],
    )
    equal([version.tags, version.current_stage, version.aliases], [{"a": "1", "b": "ü"}, "None", []])
    uri = client.get_model_version_download_uri("walk-versions", "1")
    equal(mlflow.artifacts.load_text(f"{uri}/weights.txt"), "weights")
    client.update_model_version("walk-versions", "4", "new words")
    client.set_model_version_tag("walk-versions", "4", "a", "2")
    client.set_model_version_tag("walk-versions", version="4", key="score", value=0.5)
    client.delete_model_version_tag("walk-versions", "4", "b")
    client.delete_model_version_tag("walk-versions", "4", "never there")
    read = client.get_model_version("walk-versions", "4")
    equal([read.description, read.tags], ["new words", {"a": "2", "score": "0.5"}])
    equal(read.creation_timestamp, version.creation_timestamp)
    equal(client.get_model_version_stages("walk-versions", "4"), ["None", "Staging", "Production", "Archived"])
    client.set_registered_model_alias("walk-versions", "last", "4")
    client.delete_model_version("walk-versions", "4")
    refused("RESOURCE_DOES_NOT_EXIST", "version=4", lambda: client.get_model_version("walk-versions", "4"))
    refused("RESOURCE_DOES_NOT_EXIST", "version=4", lambda: client.delete_model_version("walk-versions", "4"))
    equal(
        [numbers(client.search_model_versions("name = 'walk-versions'")), client.get_registered_model("walk-versions").aliases],
        [["1", "2", "3"], {}],
    )
    # A number is never given twice.
    client.delete_model_version("walk-versions", "2")
    equal(str(add_version("walk-versions").version), "5")


@step("stages move, archive what was there, and give the latest versions")
def _():
    make_experiment("walk stages")
    register("walk-stages", 4)
    for version, stage in (("1", "Production"), ("2", "Staging"), ("3", "Production")):
        equal(client.transition_model_version_stage("walk-stages", version, stage).current_stage, stage)
    equal(stages("walk-stages"), {"1": "Production", "2": "Staging", "3": "Production", "4": "None"})
    moved = client.transition_model_version_stage("walk-stages", "4", "production", archive_existing_versions=True)
    equal(
        [moved.current_stage, stages("walk-stages")], ["Production", {"1": "Archived", "2": "Staging", "3": "Archived", "4": "Production"}]
    )
    equal(
        {one.current_stage: str(one.version) for one in client.get_latest_versions("walk-stages")},
        {"Archived": "3", "Staging": "2", "Production": "4"},
    )
    equal(numbers(client.get_latest_versions("walk-stages", ["Staging", "None"])), ["2"])
    equal(numbers(client.get_registered_model("walk-stages").latest_versions), ["2", "3", "4"])
    client.transition_model_version_stage("walk-stages", "4", "None")
    equal(numbers(client.get_latest_versions("walk-stages", ["None", "Production"])), ["4"])
    refused(
        "INVALID_PARAMETER_VALUE", "Invalid Model Version stage", lambda: client.transition_model_version_stage("walk-stages", "4", "Live")
    )
    # Stock MLflow answers this one with 500, which its client takes for a server in trouble.
    refused(None, "", lambda: client.transition_model_version_stage("walk-stages", "4", "Archived", archive_existing_versions=True))
    equal(stages("walk-stages"), {"1": "Archived", "2": "Staging", "3": "Archived", "4": "None"})
    # A model with a version in use goes all the same.
    client.delete_registered_model("walk-stages")
    equal(client.search_model_versions("name = 'walk-stages'"), [])


@step("aliases are set, moved and deleted")
def _():
    make_experiment("walk aliases")
    register("walk-aliases", 2)
    client.set_registered_model_alias("walk-aliases", "champion", "1")
    client.set_registered_model_alias("walk-aliases", "challenger", "2")
    client.set_registered_model_alias("walk-aliases", "newest", "2")
    equal(client.get_registered_model("walk-aliases").aliases, {"champion": "1", "challenger": "2", "newest": "2"})
    equal(sorted(client.get_model_version("walk-aliases", "2").aliases), ["challenger", "newest"])
    client.set_registered_model_alias("walk-aliases", "champion", "2")
    equal(
        [str(client.get_model_version_by_alias("walk-aliases", "champion").version), client.get_model_version("walk-aliases", "1").aliases],
        ["2", []],
    )
    client.delete_registered_model_alias("walk-aliases", "champion")
    client.delete_registered_model_alias("walk-aliases", "never-there")
    refused(
        "INVALID_PARAMETER_VALUE",
        "Registered model alias champion not found",
        lambda: client.get_model_version_by_alias("walk-aliases", "champion"),
    )
    refused("RESOURCE_DOES_NOT_EXIST", "version=9", lambda: client.set_registered_model_alias("walk-aliases", "champion", "9"))
    for reserved in ("latest", "v7", "LATEST"):
        refused("INVALID_PARAMETER_VALUE", "reserved", lambda: client.set_registered_model_alias("walk-aliases", reserved, "1"))


@step("prompts are kept out of the models", since=(3, 0))
def _():
    client.create_registered_model("walk-prompts-model", tags={"kind": "model"})
    prompt = mlflow.genai.register_prompt("walk-prompts-text", "Hello {{name}} ü", commit_message="first", tags={"author": "ana"})
    equal([prompt.version, prompt.template], [1, "Hello {{name}} ü"])
    mlflow.genai.register_prompt("walk-prompts-text", "Bye {{name}}")
    mlflow.genai.set_prompt_alias("walk-prompts-text", "live", 1)
    equal(mlflow.genai.load_prompt("prompts:/walk-prompts-text@live").format(name="x"), "Hello x ü")
    equal(mlflow.genai.load_prompt("prompts:/walk-prompts-text/2").template, "Bye {{name}}")
    equal(mlflow.genai.load_prompt("walk-prompts-nobody", version=1, allow_missing=True), None)
    found = lambda condition: [one.name for one in client.search_registered_models(condition)]
    equal(found("name LIKE 'walk-prompts%'"), ["walk-prompts-model"])
    equal(found("name LIKE 'walk-prompts%' AND tags.kind = 'model'"), ["walk-prompts-model"])
    equal(client.search_model_versions("name = 'walk-prompts-text'"), [])
    equal([one.name for one in mlflow.genai.search_prompts("name LIKE 'walk-prompts%'")], ["walk-prompts-text"])
    for act in (
        lambda: client.create_registered_model("walk-prompts-text"),
        lambda: mlflow.genai.register_prompt("walk-prompts-model", "x"),
    ):
        try:
            act()
        except mlflow.MlflowException as error:
            contains(str(error), "walk-prompts-")
        else:
            raise AssertionError("a prompt and a model share a name")
