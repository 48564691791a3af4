"""Turns a request's body into what pyfunc takes: the same parsing as MLflow's own scoring server."""
import json

from .failures import Refusal


def parse(body, model):
    """Gives (data, params, is_plain): `split` has columns and rows as JSON text, `json` the scoring protocol's text; plain answers are not wrapped in `predictions`."""
    schema = model.metadata.get_input_schema()
    if body["kind"] == "json":
        return _parse_json(body["text"], model, schema)
    if not body["columns"]:
        raise Refusal("INVALID", "The rows have no columns.")
    return _parse_split(body, schema), {}, False


def _parse_split(body, schema):
    from mlflow.utils.proto_json_utils import dataframe_from_parsed_json

    columns = body["columns"] if schema is None or schema.has_input_names() else None
    split = {"data": json.loads(body["rowsJson"])}
    if columns is not None:
        split["columns"] = columns
    return dataframe_from_parsed_json(split, pandas_orient="split", schema=schema)


def _parse_json(text, model, schema):
    from mlflow.pyfunc import scoring_server

    decoded = _decode(text)
    if hasattr(scoring_server, "_parse_json_data"):
        parsed = scoring_server._parse_json_data(decoded, model.metadata, schema)
        return parsed.data, parsed.params or {}, bool(getattr(parsed, "is_unified_llm_input", False))
    # MLflow before 2.10.
    params = decoded.pop("params", None) or {}
    return scoring_server.infer_and_parse_data(decoded, schema), params, False


def _decode(text):
    try:
        decoded = json.loads(text)
    except ValueError as error:
        raise Refusal("INVALID", "The input is not JSON: %s" % error)
    if isinstance(decoded, list):
        # A bare list: rows as objects, else the row format of TensorFlow Serving.
        is_records = len(decoded) > 0 and all(isinstance(row, dict) for row in decoded)
        return {"dataframe_records" if is_records else "instances": decoded}
    if not isinstance(decoded, dict):
        raise Refusal("INVALID", "The input must be a JSON object or list, %s given." % type(decoded).__name__)
    return decoded
