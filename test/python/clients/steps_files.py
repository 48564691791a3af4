"""Files of runs: texts, dicts, figures, images, tables, folders; listed, read, downloaded, deleted."""

import hashlib
import io
import os
import tempfile

import mlflow
from mlflow.artifacts import download_artifacts, list_artifacts, load_dict, load_image, load_text
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from walk import client, environment, equal, make_experiment, read_files, refused, release, step, write_files


@step("texts, dicts, figures and images go up and come back")
def _():
    import matplotlib
    import numpy
    from PIL import Image

    matplotlib.use("Agg")
    import matplotlib.pyplot as plot

    make_experiment("walk files")
    with mlflow.start_run() as run:
        root = f"runs:/{run.info.run_id}"
        mlflow.log_text("grüße ✓\n", "texts/note ü.txt")
        mlflow.log_text("<html></html>", "page.html")
        if release >= (3, 12):
            mlflow.log_stream(io.BytesIO(b"\x00\xffstream"), "streams/bytes.bin")
        mlflow.log_dict({"a": [1, None, "é"]}, "config.json")
        mlflow.log_dict({"b": {"c": 1.5}}, "deep/er/config.yaml")
        mlflow.log_dict({"d": 1}, "config")
        figure, axes = plot.subplots(figsize=(1, 1))
        axes.plot([0, 1], [1, 0])
        mlflow.log_figure(figure, "plots/figure.png")
        mlflow.log_figure(figure, "plots/figure.svg")
        plot.close(figure)
        pixels = numpy.arange(48, dtype=numpy.uint8).reshape(4, 4, 3)
        mlflow.log_image(pixels, "images/array.png")
        mlflow.log_image(Image.new("RGB", (5, 3), (10, 20, 30)), "images/pillow.png")
        # Earlier clients cannot read back pictures whose key holds a slash.
        key = "charts/dogs" if release >= (3, 17) else "dogs"
        for index in range(2):
            mlflow.log_image(pixels, key=key, step=index)
        mlflow.log_image(pixels, key=key, step=2, synchronous=False)
        mlflow.flush_artifact_async_logging()
    equal([load_text(f"{root}/texts/note ü.txt"), load_text(f"{root}/page.html")], ["grüße ✓\n", "<html></html>"])
    equal([load_dict(f"{root}/config.json"), load_dict(f"{root}/config")], [{"a": [1, None, "é"]}, {"d": 1}])
    if release >= (3, 12):
        with open(download_artifacts(f"{root}/streams/bytes.bin"), "rb") as file:
            equal(file.read(), b"\x00\xffstream")
    equal(load_text(f"{root}/deep/er/config.yaml"), "b:\n  c: 1.5\n")
    equal([load_image(f"{root}/plots/figure.png").size, load_text(f"{root}/plots/figure.svg")[:5]], [(100, 100), "<?xml"])
    equal(numpy.asarray(load_image(f"{root}/images/array.png")).tolist(), pixels.tolist())
    equal(load_image(f"{root}/images/pillow.png").getpixel((4, 2)), (10, 20, 30))
    charts = [one.path for one in client.list_artifacts(run.info.run_id, "images") if "dogs" in one.path]
    # A whole and a small picture for each step.
    equal([len(charts), sum(one.endswith(".webp") for one in charts)], [6, 3])
    for path in charts:
        equal(load_image(f"{root}/{path}").width > 0, True)
    equal(client.get_run(run.info.run_id).data.tags["mlflow.loggedImages"], "True")


@step("tables are logged, grow and are loaded over runs")
def _():
    import pandas

    number = make_experiment("walk tables")
    with mlflow.start_run() as first:
        mlflow.log_table({"question": ["a", "ü"], "score": [1, 2]}, "tables/eval.json")
        mlflow.log_table(pandas.DataFrame({"question": ["c"], "score": [3]}), "tables/eval.json")
        mlflow.log_table({"x": [1.5], "y": ["z"]}, "only.parquet")
    with mlflow.start_run() as second:
        mlflow.log_table({"question": ["d"], "score": [4]}, "tables/eval.json")
    equal(mlflow.load_table("tables/eval.json", [first.info.run_id]).to_dict("list"), {"question": ["a", "ü", "c"], "score": [1, 2, 3]})
    both = mlflow.load_table("tables/eval.json", [first.info.run_id, second.info.run_id], extra_columns=["run_id"])
    equal(sorted(zip(both["score"], both["run_id"])), [(score, first.info.run_id) for score in (1, 2, 3)] + [(4, second.info.run_id)])
    equal(len(client.load_table(number, "tables/eval.json")), 4)
    equal(mlflow.load_table("only.parquet", [first.info.run_id]).to_dict("list"), {"x": [1.5], "y": ["z"]})
    tag = client.get_run(first.info.run_id).data.tags["mlflow.loggedArtifacts"]
    equal(tag, '[{"path": "tables/eval.json", "type": "table"}, {"path": "only.parquet", "type": "table"}]')


folder_files = {
    "top.txt": b"top",
    "empty.bin": b"",
    "sub/a b.txt": b"space",
    "sub/deep/er/+plus& =100%.txt": b"signs",
    "sub/deep/\u00fc\u4e2d\U0001f600.txt": b"letters",
    "large.bin": os.urandom(3_000_000),
}


@step("folders with empty, large and oddly named files go up, are listed and come down")
def _():
    make_experiment("walk folders")
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run() as run:
        run_id = run.info.run_id
        write_files(folder, folder_files)
        mlflow.log_artifacts(folder, "data")
        mlflow.log_artifacts(os.path.join(folder, "sub"))
        mlflow.log_artifact(os.path.join(folder, "top.txt"))
        mlflow.log_artifact(os.path.join(folder, "sub", "deep"), "whole folder")
        client.log_artifact(run_id, os.path.join(folder, "empty.bin"), "one/two")
    listed = lambda path=None: [(one.path, one.is_dir, one.file_size or 0) for one in client.list_artifacts(run_id, path)]
    equal(
        listed(),
        [("a b.txt", False, 5), ("data", True, 0), ("deep", True, 0), ("one", True, 0), ("top.txt", False, 3), ("whole folder", True, 0)],
    )
    equal(
        listed("data"),
        [("data/empty.bin", False, 0), ("data/large.bin", False, 3_000_000), ("data/sub", True, 0), ("data/top.txt", False, 3)],
    )
    equal([listed("nobody"), listed("top.txt")], [[], []])
    equal([one.path for one in list_artifacts(f"runs:/{run_id}/one")], ["one/two"])
    equal([one.path for one in list_artifacts(run_id=run_id, artifact_path="one/two")], ["one/two/empty.bin"])
    with tempfile.TemporaryDirectory() as folder:
        equal(read_files(download_artifacts(run_id=run_id, artifact_path="data", dst_path=folder)), folder_files)
        equal(
            read_files(client.download_artifacts(run_id, "whole folder", folder)),
            {"deep/er/+plus& =100%.txt": b"signs", "deep/\u00fc\u4e2d\U0001f600.txt": b"letters"},
        )
        large = download_artifacts(artifact_uri=f"{run.info.artifact_uri}/data/large.bin", dst_path=folder)
        with open(large, "rb") as file:
            equal(hashlib.sha256(file.read()).hexdigest(), hashlib.sha256(folder_files["large.bin"]).hexdigest())
        everything = read_files(download_artifacts(f"runs:/{run_id}/", dst_path=os.path.join(folder, "all")))
        equal(len(everything), len(folder_files) + 3 + 1 + 2 + 1)
    equal(mlflow.get_artifact_uri("data"), f"{mlflow.active_run().info.artifact_uri}/data")


@step("a file is replaced, files and folders are deleted")
def _():
    make_experiment("walk deleted files")
    with mlflow.start_run() as run:
        for content in ("first, and longer", "second"):
            mlflow.log_text(content, "kept/a.txt")
        mlflow.log_text("b", "gone/b.txt")
        mlflow.log_text("c", "gone/deep/c.txt")
    uri = run.info.artifact_uri
    equal(load_text(f"{uri}/kept/a.txt"), "second")
    repository = get_artifact_repository(uri)
    repository.delete_artifacts("gone/b.txt")
    equal([one.path for one in client.list_artifacts(run.info.run_id, "gone")], ["gone/deep"])
    repository.delete_artifacts("gone")
    equal([one.path for one in client.list_artifacts(run.info.run_id)], ["kept"])
    repository.delete_artifacts()
    equal(client.list_artifacts(run.info.run_id), [])


@step("a client that asks for uploads and downloads in parts falls back to whole ones")
def _():
    make_experiment("walk parts")
    content = os.urandom(6_000_000)
    parts = {"MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true", "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": "5242880"}
    parts |= {"MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD": "true", "MLFLOW_MULTIPART_DOWNLOAD_MINIMUM_FILE_SIZE": "5242880"}
    with tempfile.TemporaryDirectory() as folder, environment(**parts), mlflow.start_run() as run:
        write_files(folder, {"six.bin": content})
        mlflow.log_artifact(os.path.join(folder, "six.bin"), "data")
        equal(read_files(download_artifacts(run_id=run.info.run_id, dst_path=os.path.join(folder, "down"))), {"data/six.bin": content})


@step("files that are not there and paths that lead out are refused")
def _():
    make_experiment("walk wrong paths")
    with mlflow.start_run() as run:
        mlflow.log_text("x", "x.txt")
    refused(
        "RESOURCE_DOES_NOT_EXIST" if release >= (3, 0) else "INTERNAL_ERROR",
        "none.txt",
        lambda: load_text(f"runs:/{run.info.run_id}/none.txt"),
    )
    for path in ("../..", "a/../../b", "/etc"):
        try:
            found = client.list_artifacts(run.info.run_id, path)
        except Exception as error:
            assert "Invalid path" in str(error) or "400" in str(error), error
        else:
            raise AssertionError(f"{path} was listed: {found}")
