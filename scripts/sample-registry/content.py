"""What the sample registry tells: three small models over seven weeks. `at` is days (and fractions) after BEGIN; `by` is who ran it."""

BEGIN_MS = 1_791_450_000_000  # 2026-10-08 09:00 UTC
DATA_PAGE = "https://scikit-learn.org/stable/datasets/toy_dataset.html"
ONNX_REQUIREMENTS = ["mlflow==3.17.2", "numpy", "onnx", "onnxruntime", "pandas"]
SKLEARN_REQUIREMENTS = ["mlflow==3.17.2", "cloudpickle", "numpy", "pandas", "scikit-learn==1.9.1"]


def network(at, by, run, about, hidden, rate, decay, epochs, batch=16, scale=True, data="wine-2026-09", team="cellar", validation="passed", minutes=4):
    return {
        "at": at, "by": by, "run": run, "about": about, "hidden": hidden, "rate": rate, "decay": decay, "epochs": epochs, "batch": batch,
        "scale": scale, "data": data, "team": team, "validation": validation, "minutes": minutes,
    }  # fmt: skip


WINE = [
    network(0.2, "ada", "linear-raw", "First try: a **linear** model on unscaled columns. Kept as the floor to beat.", [], 0.02, 0.0, 20, scale=False, validation="failed"),
    network(3.1, "ada", "linear-scaled", "The same with every column scaled to unit variance.", [], 0.004, 0.0, 24),
    network(9.4, "lin", "mlp-8", "One hidden layer of 8: lower loss than the linear model, same accuracy.", [8], 0.006, 0.0001, 40),
    network(10.0, "lin", "mlp-8-fast", "", [8], 0.4, 0.0, 30),
    network(17.3, "lin", "mlp-24", "24 hidden units and weight decay.", [24], 0.005, 0.003, 60, data="wine-2026-10"),
    network(29.2, "ada", "mlp-16x8", "Two layers. In production since the October data was checked.", [16, 8], 0.01, 0.001, 80, data="wine-2026-10", minutes=7),
    network(30.0, "ada", "mlp-64", "", [64], 0.01, 0.0, 60, data="wine-2026-10", minutes=9),
    network(42.5, "lin", "mlp-16", "Back to one layer: a smaller file, lower validation loss than version 5 at equal accuracy.", [16], 0.01, 0.001, 60, data="wine-2026-11"),
]  # fmt: skip

DIABETES = [
    network(1.3, "sam", "ridge-strong", "Ridge regression, strong penalty.", [], 0.02, 0.5, 40, data="clinic-a", team="health"),
    network(6.2, "sam", "ridge-weak", "Ridge regression, weak penalty.", [], 0.02, 0.02, 40, data="clinic-a", team="health"),
    network(15.6, "sam", "mlp-6", "A small network; better in the middle of the range, worse at the ends.", [6], 0.004, 0.02, 60, data="clinic-a", team="health", minutes=3),
    network(27.0, "ada", "mlp-16", "16 hidden units, decay chosen by a small grid.", [16], 0.002, 0.03, 60, data="clinic-a+b", team="health", minutes=3),
    network(40.1, "ada", "mlp-16-fast", "Twice the learning rate. Waiting for a second look at the large residuals.", [16], 0.004, 0.03, 60, data="clinic-a+b", team="health", validation="pending", minutes=5),
]  # fmt: skip


def iris(at, by, run, kind, size, about, form="cloudpickle", validation="passed"):
    return {"at": at, "by": by, "run": run, "kind": kind, "size": size, "about": about, "format": form, "data": "iris-1936", "team": "garden", "validation": validation, "minutes": 1}


IRIS = [
    iris(2.0, "lin", "tree-1", "tree", 1, "A stump: tells *setosa* from the others and no more.", validation="failed"),
    iris(5.4, "lin", "tree-3", "tree", 3, "Depth 3, readable on one page."),
    iris(13.2, "sam", "neighbours-5", "neighbours", 5, "Five nearest neighbours on scaled columns. The file holds the training rows."),
    iris(25.9, "sam", "logistic-1", "logistic", 1.0, "Logistic regression, C = 1."),
    iris(38.7, "lin", "logistic-10", "logistic", 10.0, "Logistic regression, C = 10: half the log loss of version 4, one mistake less.", form="pickle"),
]  # fmt: skip

FAILED = {"at": 8.8, "by": "lin", "run": "mlp-8-diverged", "data": "wine-2026-09", "team": "cellar", "minutes": 1, "rate": 3.0, "note": "The rate was ten times too high."}

MODELS = {
    "wine-cultivar": {
        "at": 0.2,
        "touched": 44.1,
        "about": "Tells which of three Piedmont cultivars a wine was made from, by **13 chemical measurements** (UCI wine data, 178 bottles).\n\n"
        "- input: one row per bottle, all columns as numbers\n- output: the cultivar and how likely each one is\n- runs as ONNX, no Python needed",
        "tags": {"team": "cellar", "task": "classification", "criticality": "low"},
        "stages": {"1": "Archived", "2": "Archived", "3": "Archived", "5": "Production", "6": "Staging"},
        "aliases": {"champion": "5", "challenger": "6"},
    },
    "diabetes-progression": {
        "at": 1.3,
        "touched": 41.0,
        "about": "Predicts **disease progression one year on** from ten baseline measurements (442 patients, Efron et al. 2004).\n\nFor trying things out, not for care.",
        "tags": {"team": "health", "task": "regression", "criticality": "high"},
        "stages": {"1": "Archived", "2": "Archived", "4": "Production", "5": "Staging"},
        "aliases": {"champion": "4", "challenger": "5"},
    },
    "iris-species": {
        "at": 2.0,
        "touched": 39.0,
        "about": "Fisher's irises as scikit-learn models. **Loading one runs code from its file**, so Greenroom asks first.",
        "tags": {"team": "garden", "task": "classification"},
        "stages": {"2": "Archived", "4": "Production"},
        "aliases": {"champion": "4"},
    },
}
