"""Answers searches from stock MLflow's stores: one JSON list of queries a line in, one JSON list of answers a line out."""

import json
import logging
import sys

from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as RegistryStore
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as TrackingStore

MOST_PAGES = 50


def open_stores(uri, artifacts):
    return TrackingStore(uri, artifacts), RegistryStore(uri)


def search(stores, query, token):
    tracking, registry = stores
    kind, size, order = query["kind"], query["maxResults"], query["orderBy"]
    if kind == "runs":
        view = ViewType.from_string(query["viewType"].lower())
        page = tracking.search_runs(query["experimentIds"], query["filter"], view, size, order, token)
        return [run.info.run_id for run in page], page.token
    if kind == "experiments":
        view = ViewType.from_string(query["viewType"].lower())
        page = tracking.search_experiments(view, size, query["filter"], order, token)
        return [one.experiment_id for one in page], page.token
    if kind == "models":
        page = registry.search_registered_models(query["filter"], size, order, token)
        return [model.name for model in page], page.token
    if kind == "versions":
        page = registry.search_model_versions(query["filter"], size, order, token)
        return [f"{one.name}/{one.version}" for one in page], page.token
    # As the server's handler gives them.
    order = [{"dataset_name": None, "dataset_digest": None} | one for one in order]
    order = [{key: one[key] for key in ("field_name", "ascending", "dataset_name", "dataset_digest")} for one in order]
    page = tracking.search_logged_models(
        query["experimentIds"], query["filter"] or None, query["datasets"] or None, size, order or None, token
    )
    return [model.model_id for model in page], page.token


def read_pages(stores, query):
    """All pages of a search, or the first one where the query brings its own token."""
    pages, tokens = [], []
    token = query.get("pageToken")
    for _ in range(MOST_PAGES if query["allPages"] else 1):
        ids, token = search(stores, query, token)
        pages.append(ids)
        token = token.decode() if isinstance(token, bytes) else token
        tokens.append(token or None)
        if not token:
            break
    return {"pages": pages, "tokens": tokens}


def answer(stores, query):
    try:
        return read_pages(stores, query)
    except MlflowException as error:
        return {"code": error.error_code, "message": error.message}
    except Exception as error:  # what a server answers with status 500
        return {"crash": f"{type(error).__name__}: {error}"[:300]}


def main():
    logging.disable(logging.CRITICAL)
    stores = open_stores(sys.argv[1], sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps([answer(stores, query) for query in json.loads(line)]), flush=True)


main()
