"""Searches: runs, experiments, models and versions by filter, in order, page by page, as lists and as frames."""

import mlflow
from mlflow.entities import ViewType

from walk import client, equal, make_experiment, make_run, refused, register, step


def pages(search):
    """Every page of a search, as sizes, and all that they held."""
    sizes, items, token = [], [], None
    while True:
        page = search(token)
        sizes.append(len(page))
        items += page
        token = page.token
        if not token:
            return sizes, items


def make_runs():
    number = make_experiment("walk search runs")
    for index in range(12):
        make_run(
            number,
            f"run {index:02}",
            metrics={"accuracy": index / 10} | ({"loss": float("nan")} if index == 3 else {"loss": -index}),
            params={"depth": index % 3} | ({"only five": "yes"} if index == 5 else {}),
            tags={"team": "risk" if index % 2 else "Fraud", "a b.c": "x%y" if index == 7 else "xzy"},
        )
    return number


@step("search_runs filters, orders and pages, as a frame and as a list")
def _():
    number = make_runs()

    def names(condition="", order=("attributes.run_name",), **more):
        return [int(one.info.run_name[4:]) for one in client.search_runs([number], condition, order_by=list(order), **more)]

    equal(names(order=()), list(range(11, -1, -1)))
    equal(names("metrics.accuracy > 0.75 AND params.depth = '0'"), [9])
    equal(names("metric.accuracy <= 0.1"), [0, 1])
    equal(names("metrics.`accuracy` = 0.5 and parameter.`only five` = 'yes'"), [5])
    equal(names("tags.team LIKE 'ri%'"), [1, 3, 5, 7, 9, 11])
    equal(names("tags.team ILIKE 'FRA%' AND metrics.accuracy != 0"), [2, 4, 6, 8, 10])
    equal(names("tag.`a b.c` = 'x%y'"), [7])
    equal(names('params.depth != "0" AND attributes.status = "FINISHED"'), [1, 2, 4, 5, 7, 8, 10, 11])
    equal(names("attributes.run_name = 'run 01'"), [1])
    ids = [one.info.run_id for one in client.search_runs([number], order_by=["attributes.run_name"])]
    equal(names(f"attributes.run_id IN ('{ids[2]}', '{ids[10]}')"), [2, 10])
    equal(names(f"run_id NOT IN ('{ids[0]}') AND metrics.accuracy < 0.25"), [1, 2])
    equal(names(f"start_time > 0 AND end_time >= 1 AND artifact_uri LIKE '%{ids[6]}%'"), [6])
    equal(names("params.`only five` LIKE '%'"), [5])
    equal(names("metrics.accuracy > 5"), [])
    equal(names(order=["metrics.loss ASC"])[:2] + names(order=["metrics.loss DESC"])[:2], [11, 10, 0, 1])
    equal(names(order=["params.depth DESC", "metrics.accuracy"]), [2, 5, 8, 11, 1, 4, 7, 10, 0, 3, 6, 9])
    equal(names(order=["tags.team", "metrics.accuracy DESC"])[:3], [10, 8, 6])
    equal(names(order=["params.`only five`", "attributes.run_name DESC"])[:2], [5, 11])

    sizes, items = pages(
        lambda token: client.search_runs(
            [number], "metrics.accuracy < 1", max_results=3, order_by=["metrics.accuracy DESC"], page_token=token
        )
    )
    equal([sizes, [one.data.metrics["accuracy"] for one in items]], [[3, 3, 3, 1], [index / 10 for index in range(9, -1, -1)]])
    sizes, items = pages(lambda token: client.search_runs([number], max_results=6, page_token=token))
    equal([sum(sizes), len({one.info.run_id for one in items})], [12, 12])

    frame = mlflow.search_runs([number], "params.depth = '1'", order_by=["metrics.accuracy DESC"], max_results=2)
    equal(
        [list(frame["tags.mlflow.runName"]), list(frame["metrics.accuracy"]), list(frame["params.depth"])],
        [["run 10", "run 07"], [1.0, 0.7], ["1", "1"]],
    )
    equal([list(frame["status"]), frame["start_time"].dt.tz is not None], [["FINISHED", "FINISHED"], True])
    listed = mlflow.search_runs(experiment_names=["walk search runs"], output_format="list", max_results=5, order_by=["start_time ASC"])
    equal([one.info.run_name for one in listed], [f"run 0{index}" for index in range(5)])
    both = mlflow.search_runs(
        search_all_experiments=True, filter_string="tags.team = 'risk' AND metrics.accuracy = 1.1", run_view_type=ViewType.ALL
    )
    equal(list(both["experiment_id"]), [number])
    equal(len(mlflow.search_runs([number], "metrics.accuracy > 99")), 0)
    for condition in (
        "nonsense",
        "metrics.accuracy LIKE 'x'",
        "params.depth > 1",
        "attributes.nobody = 'x'",
        "metrics.accuracy = 'x'",
        "params.depth = 1 OR params.depth = 2",
    ):
        refused("INVALID_PARAMETER_VALUE", "", lambda: client.search_runs([number], condition))
    refused("INVALID_PARAMETER_VALUE", "max_results", lambda: client.search_runs([number], max_results=50_001))
    refused("INVALID_PARAMETER_VALUE", "", lambda: client.search_runs([number], order_by=["nobody ASC"]))
    refused("INVALID_PARAMETER_VALUE", "", lambda: client.search_runs([number], page_token="nonsense"))


@step("search_experiments filters, orders and pages")
def _():
    made = [client.create_experiment(f"walk found {index}", tags={"nr": str(index), "odd": str(index % 2)}) for index in range(7)]
    client.delete_experiment(made[6])
    names = lambda condition, order=("name",), view=ViewType.ACTIVE_ONLY: [
        one.name[-1] for one in client.search_experiments(view, filter_string=condition, order_by=list(order))
    ]
    equal(names("name LIKE 'walk found%'"), list("012345"))
    equal(names("name ILIKE 'WALK FOUND%' AND tags.odd = '1'", ["name DESC"]), list("531"))
    equal(names("attribute.name != 'walk found 1' AND tags.nr != '2' AND tags.odd = '1'"), list("35"))
    equal(names("name LIKE 'walk found%'", view=ViewType.ALL), list("0123456"))
    equal(names("name LIKE 'walk found%'", view=ViewType.DELETED_ONLY), ["6"])
    equal(names("creation_time > 0 AND last_update_time > 0 AND tags.nr = '4'"), ["4"])
    equal(names("name LIKE 'walk found%'", ["creation_time DESC", "experiment_id DESC"])[0], "5")
    sizes, items = pages(
        lambda token: client.search_experiments(max_results=4, filter_string="name LIKE 'walk found%'", order_by=["name"], page_token=token)
    )
    equal([sizes, [one.name[-1] for one in items]], [[4, 2], list("012345")])
    equal(len(mlflow.search_experiments(filter_string="name LIKE 'walk found%'", max_results=3)), 3)
    refused("INVALID_PARAMETER_VALUE", "", lambda: client.search_experiments(filter_string="nobody = 'x'"))


@step("search_registered_models and search_model_versions filter, order and page")
def _():
    make_experiment("walk search models")
    for index in range(6):
        client.create_registered_model(f"walk-sought-{index}", tags={"kind": "even" if index % 2 == 0 else "odd"})
    names = lambda condition, **more: [one.name[-1] for one in client.search_registered_models(condition, **more)]
    equal(names("name LIKE 'walk-sought-%'"), list("012345"))
    equal(names("name ILIKE 'WALK-sought-%' AND tags.kind = 'odd'", order_by=["name DESC"]), list("531"))
    equal(names("name = 'walk-sought-3'"), ["3"])
    equal(names("name LIKE 'walk-sought-%' AND tags.kind != 'odd'"), list("024"))
    sizes, items = pages(
        lambda token: client.search_registered_models("name LIKE 'walk-sought-%'", max_results=4, order_by=["name ASC"], page_token=token)
    )
    equal([sizes, [one.name[-1] for one in items]], [[4, 2], list("012345")])
    equal(names("name LIKE 'walk-sought-%'", order_by=["last_updated_timestamp DESC", "name"])[0], "5")
    equal(len(mlflow.search_registered_models(filter_string="name LIKE 'walk-sought-%'")), 6)

    runs = register("walk-sought-versions", 5)
    client.set_model_version_tag("walk-sought-versions", "2", "good", "yes")
    client.transition_model_version_stage("walk-sought-versions", "4", "Production")
    found = lambda condition, **more: [str(one.version) for one in client.search_model_versions(condition, **more)]
    equal(found("name = 'walk-sought-versions'", order_by=["version_number ASC"]), list("12345"))
    equal(found("name = 'walk-sought-versions'"), list("45321"))
    equal(found(f"run_id = '{runs[2]}'"), ["3"])
    equal(found(f"run_id IN ('{runs[0]}', '{runs[4]}')", order_by=["version_number DESC"]), ["5", "1"])
    equal(found("name LIKE 'walk-sought-v%' AND tags.good = 'yes'"), ["2"])
    equal(found("version_number > 3 AND name = 'walk-sought-versions'", order_by=["version_number ASC"]), ["4", "5"])
    source = client.get_model_version("walk-sought-versions", "1").source
    equal(found(f"source_path = '{source}'"), ["1"])
    sizes, items = pages(
        lambda token: client.search_model_versions(
            "name = 'walk-sought-versions'", max_results=2, order_by=["creation_timestamp ASC", "version_number ASC"], page_token=token
        )
    )
    equal([sizes, [str(one.version) for one in items]], [[2, 2, 1], list("12345")])
    equal(len(mlflow.search_model_versions(filter_string="name = 'walk-sought-versions'", max_results=3)), 3)
    equal({one.current_stage for one in client.search_model_versions("name = 'walk-sought-versions'")}, {"None", "Production"})
    for condition in ("nobody = 'x'", "name > 'x'", "tags.good", "version_number = 'x'"):
        refused("INVALID_PARAMETER_VALUE", "", lambda: client.search_model_versions(condition))
    refused("INVALID_PARAMETER_VALUE", "max_results", lambda: client.search_registered_models(max_results=1001))
    refused("INVALID_PARAMETER_VALUE", "max_results", lambda: client.search_model_versions(max_results=200_001))
