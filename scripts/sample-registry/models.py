"""The models of the sample registry: data from scikit-learn's own wheels, fixed seeds, a few kilobytes each."""

import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
SEED = 20261
OPSET = 17


def split(name):
    """Features as a frame with readable column names, the target, and which rows are for testing (half)."""
    loader = {"wine": load_wine, "iris": load_iris}.get(name)
    bunch = loader(as_frame=True) if loader else load_diabetes(as_frame=True, scaled=False)
    frame = bunch.frame.drop(columns="target").astype("float64")
    frame.columns = [c.replace(" (cm)", "_cm").replace(" ", "_").replace("/", "_") for c in frame.columns]
    stratify = bunch.target if loader else None
    parts = train_test_split(frame, bunch.target, test_size=0.5, random_state=SEED, stratify=stratify)
    return [part.reset_index(drop=True) for part in parts]


class Network:
    """A small multi-layer perceptron trained by mini-batch gradient descent; no hidden layer makes it a linear model."""

    def __init__(self, hidden, classes, rate, decay, momentum=0.9, scale=True):
        self.hidden, self.classes, self.rate, self.decay, self.momentum, self.scale = hidden, classes, rate, decay, momentum, scale

    def start(self, features, target):
        self.random = np.random.default_rng(SEED)
        scaler = StandardScaler().fit(features)
        self.mean = scaler.mean_ if self.scale else np.zeros(features.shape[1])
        self.spread = scaler.scale_ if self.scale else np.full(features.shape[1], np.abs(features).max())
        self.center, self.width = (0.0, 1.0) if self.classes else (float(np.mean(target)), float(np.std(target)))
        sizes = [features.shape[1], *self.hidden, self.classes or 1]
        self.weights = [self.random.normal(0, np.sqrt(1.0 / a), (a, b)) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros(b) for b in sizes[1:]]
        self.speeds = [[np.zeros_like(w), np.zeros_like(b)] for w, b in zip(self.weights, self.biases)]

    def forward(self, features):
        layers = [(np.asarray(features) - self.mean) / self.spread]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1]):
            layers.append(np.maximum(layers[-1] @ weight + bias, 0))
        return layers, layers[-1] @ self.weights[-1] + self.biases[-1]

    def predict(self, features):
        raw = self.forward(features)[1]
        if not self.classes:
            return raw[:, 0] * self.width + self.center
        odds = np.exp(raw - raw.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def epoch(self, features, target, batch):
        order = self.random.permutation(len(features))
        for rows in (order[i : i + batch] for i in range(0, len(order), batch)):
            self.step(np.asarray(features)[rows], np.asarray(target)[rows])

    def step(self, features, target):
        layers, raw = self.forward(features)
        if self.classes:
            slope = self.predict(features) - np.eye(self.classes)[target]
        else:
            slope = raw - ((target - self.center) / self.width)[:, None]
        slope = slope / len(features)
        for i in reversed(range(len(self.weights))):
            grads = [layers[i].T @ slope + self.decay * self.weights[i], slope.sum(axis=0)]
            if i:
                slope = (slope @ self.weights[i].T) * (layers[i] > 0)
            for speed, grad, value in zip(self.speeds[i], grads, (self.weights[i], self.biases[i])):
                speed *= self.momentum
                speed -= self.rate * grad
                value += speed

    def to_onnx(self, outputs):
        """One float input of all columns; every output is one value a row, so that it fits a table."""
        nodes, constants = [], []

        def constant(name, value, kind=np.float32):
            constants.append(numpy_helper.from_array(np.asarray(value, dtype=kind), name))
            return name

        def node(kind, inputs, result, **attributes):
            nodes.append(helper.make_node(kind, inputs, [result] if isinstance(result, str) else result, **attributes))
            return result

        at = node("Sub", ["features", constant("mean", self.mean)], "centred")
        at = node("Div", [at, constant("spread", self.spread)], "scaled")
        last = len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            at = node("Gemm", [at, constant(f"weight_{i}", weight), constant(f"bias_{i}", bias)], f"layer_{i}")
            if i < last:
                at = node("Relu", [at], f"active_{i}")
        if self.classes:
            at = node("Softmax", [at], "chances", axis=1)
            node("ArgMax", [at], outputs[0], axis=1, keepdims=0)
            node("Split", [at, constant("ones", [1] * self.classes, np.int64)], list(outputs[1:]), axis=1)
            kinds = [(outputs[0], TensorProto.INT64, ["rows"])] + [(n, TensorProto.FLOAT, ["rows", 1]) for n in outputs[1:]]
        else:
            at = node("Mul", [at, constant("width", [self.width])], "wide")
            node("Add", [at, constant("centre", [self.center])], outputs[0])
            kinds = [(outputs[0], TensorProto.FLOAT, ["rows", 1])]
        features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", len(self.mean)])
        results = [helper.make_tensor_value_info(*kind) for kind in kinds]
        graph = helper.make_graph(nodes, "greenroom_sample", [features], results, constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="greenroom-sample")
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model
