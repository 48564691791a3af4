"""Turns what a model answered into JSON and a table."""
import base64
import datetime
import json
import math

TABLE_ROWS = 10000
# Parts of a cell that get columns of their own.
TABLE_PARTS = 50
EXACT = 2**53


def to_json(value, notices):
    """Gives lists, dicts, strings, numbers, booleans and None; NaN and infinities by their names, as MLflow's scoring server shapes the rest."""
    import numpy
    import pandas

    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _name_float(float(value))
    if isinstance(value, pandas.DataFrame):
        return _frame_to_records(value, notices)
    if isinstance(value, pandas.Series):
        return _frame_to_records(pandas.DataFrame(value), notices)
    if isinstance(value, numpy.ndarray):
        return _array_to_json(value, notices)
    if isinstance(value, dict):
        return {_to_key(key): to_json(each, notices) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(each, notices) for each in value]
    return _scalar_to_json(value, notices)


def _frame_to_records(frame, notices):
    names = [_to_key(name) for name in frame.columns]
    columns = [to_json(list(frame.iloc[:, place].array), notices) for place in range(len(names))]
    return [dict(zip(names, row)) for row in zip(*columns)] if columns else []


def _array_to_json(array, notices):
    import numpy

    if array.dtype.kind in "biu":
        return array.tolist()
    if array.dtype.kind == "f" and bool(numpy.isfinite(array).all()):
        return array.tolist()
    return to_json(array.tolist(), notices)


def _scalar_to_json(value, notices):
    import numpy
    import pandas

    if value is pandas.NaT or value is getattr(pandas, "NA", None):
        return None
    if isinstance(value, numpy.datetime64):
        return None if numpy.isnat(value) else str(numpy.datetime_as_string(value))
    if isinstance(value, numpy.generic):
        return to_json(value.item(), notices)
    if isinstance(value, (bytes, bytearray)):
        return base64.encodebytes(bytes(value)).decode("ascii")
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    for method in ("model_dump", "toarray", "tolist"):
        if hasattr(value, method):
            return to_json(getattr(value, method)(), notices)
    notices.append("Values of type %s are shown as text." % type(value).__name__)
    return str(value)


def _name_float(value):
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _to_key(key):
    return key if isinstance(key, str) else str(key)


def to_table(predictions, names):
    """Gives (columns, rows) of JSON predictions, the first 10,000 rows; `names` are those of the signature's outputs."""
    single = names[0] if len(names) == 1 else "prediction"
    if isinstance(predictions, dict):
        lists = list(predictions.values())
        if lists and all(isinstance(each, list) and len(each) == len(lists[0]) for each in lists):
            return _spread([(name, each[:TABLE_ROWS]) for name, each in predictions.items()])
        return list(predictions), [[_cell(each) for each in lists]]
    if not isinstance(predictions, list):
        return [single], [[_cell(predictions)]]
    shown = predictions[:TABLE_ROWS]
    if shown and all(isinstance(row, dict) for row in shown):
        columns = list(dict.fromkeys(key for row in shown for key in row))
        return _spread([(name, [row.get(name) for row in shown]) for name in columns])
    width = len(shown[0]) if shown and isinstance(shown[0], list) else 0
    if width and all(isinstance(row, list) and len(row) == width for row in shown):
        columns = names if len(names) == width else ["prediction_%d" % place for place in range(width)]
        return columns, [[_cell(cell) for cell in row] for row in shown]
    return [single], [[_cell(row)] for row in shown]


def _spread(columns):
    """Columns whose cells all have the same few parts, such as a probability for each label, become a column for each part."""
    parts = []
    for name, cells in columns:
        keys = _shared_keys(cells)
        if keys is None:
            parts.append((name, cells))
        else:
            parts.extend(("%s.%s" % (name, key), [cell[key] for cell in cells]) for key in keys)
    rows = [[_cell(cell) for cell in row] for row in zip(*(cells for _, cells in parts))]
    return [name for name, _ in parts], rows


def _shared_keys(cells):
    first = cells[0] if cells else None
    if isinstance(first, dict) and 0 < len(first) <= TABLE_PARTS:
        keys = list(first)
        return keys if all(isinstance(cell, dict) and list(cell) == keys for cell in cells) else None
    if isinstance(first, list) and 0 < len(first) <= TABLE_PARTS:
        return range(len(first)) if all(isinstance(cell, list) and len(cell) == len(first) for cell in cells) else None
    return None


def _cell(value):
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        return str(value)
    return value
