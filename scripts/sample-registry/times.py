"""Spreads the sample over the weeks of its story: rewrites times, people and machine names in the database and files that train.py made."""

import json
import pathlib
import re
import sqlite3
import sys
from datetime import datetime, timezone

from content import BEGIN_MS

database, artifacts, plan_file = sys.argv[1:4]
plan = json.load(open(plan_file))
db = sqlite3.connect(database)
DAY, MINUTE = 86_400_000, 60_000


def ms(at):
    return BEGIN_MS + round(at * DAY)


def settle_run(run_id, facts):
    begin, end = ms(facts["at"]), ms(facts["at"]) + facts["minutes"] * MINUTE
    db.execute("UPDATE runs SET start_time = ?, end_time = ?, user_id = ?, source_name = '' WHERE run_uuid = ?", (begin, end, facts["by"], run_id))
    steps = db.execute("SELECT max(step) FROM metrics WHERE run_uuid = ?", (run_id,)).fetchone()[0] or 0
    pace = (end - begin - 20_000) // (steps + 1)
    for table in ("metrics", "latest_metrics"):
        db.execute(f"UPDATE {table} SET timestamp = ? + (step + 1) * ? WHERE run_uuid = ?", (begin, pace, run_id))
    db.execute("UPDATE logged_models SET creation_timestamp_ms = ?, last_updated_timestamp_ms = ? WHERE source_run_id = ?", (end - 15_000, end - 9_000, run_id))
    db.execute("UPDATE logged_model_metrics SET metric_timestamp_ms = ? + (metric_step + 1) * ? WHERE run_id = ?", (begin, pace, run_id))
    db.execute("UPDATE logged_model_tags SET tag_value = ? WHERE tag_key = 'mlflow.user' AND model_id IN (SELECT model_id FROM logged_models WHERE source_run_id = ?)", (facts["by"], run_id))
    return end


def settle_version(key, facts):
    model, version = key.split("/")
    at = ms(facts["at"]) + facts["minutes"] * MINUTE - 8_000
    db.execute("UPDATE model_versions SET creation_time = ?, last_updated_time = ?, user_id = ? WHERE name = ? AND version = ?", (at, at + 2_500, facts["by"], model, version))
    utc = datetime.fromtimestamp(at / 1000 - 6, timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    for file in pathlib.Path(artifacts).glob(f"**/{facts['model_id']}/artifacts/MLmodel"):
        file.write_text(re.sub(r"utc_time_created: '.*'", f"utc_time_created: '{utc}'", file.read_text()))


for run_id, facts in plan["runs"].items():
    settle_run(run_id, facts)
for key, facts in plan["versions"].items():
    settle_version(key, facts)
for model, facts in plan["models"].items():
    db.execute("UPDATE registered_models SET creation_time = ?, last_updated_time = ? WHERE name = ?", (ms(facts["at"]), ms(facts["touched"]), model))
for (experiment,) in db.execute("SELECT experiment_id FROM experiments").fetchall():
    first = db.execute("SELECT min(start_time) FROM runs WHERE experiment_id = ?", (experiment,)).fetchone()[0] or BEGIN_MS
    db.execute("UPDATE experiments SET creation_time = ?, last_update_time = ? WHERE experiment_id = ?", (first - 60_000, first - 60_000, experiment))
db.execute("DELETE FROM tags WHERE key LIKE 'mlflow.source.git%'")
db.execute("UPDATE tags SET value = 'train.py' WHERE key = 'mlflow.source.name'")
db.execute("DELETE FROM logged_model_tags WHERE tag_key LIKE 'mlflow.source.git%'")
db.execute("UPDATE logged_model_tags SET tag_value = 'train.py' WHERE tag_key = 'mlflow.source.name'")
db.commit()
db.close()
