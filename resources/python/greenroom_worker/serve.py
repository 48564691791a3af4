"""The loop: one request after the other, answered on the other pipe."""
import os
import queue
import sys
import threading

from . import environment, failures, frames, lifetime
from .models import Models

REQUESTS = 3
ANSWERS = 4
PROTOCOL = 1


def serve():
    """Greets, then answers until the application closes the pipe."""
    os.set_inheritable(REQUESTS, False)
    os.set_inheritable(ANSWERS, False)
    lifetime.limit_resources()
    lifetime.tie_to_parent(int(os.environ.get("GREENROOM_PARENT", "0")))
    frames.write_frame(ANSWERS, dict(environment.describe(), hello=PROTOCOL))
    waiting = queue.Queue()
    # A thread of its own, so that the end of the application is noticed while a model is busy.
    threading.Thread(target=_receive, args=(waiting,), daemon=True).start()
    models = Models()
    while True:
        _answer(models, waiting.get())


def _receive(waiting):
    while True:
        try:
            message = frames.read_frame(REQUESTS)
        except Exception:
            message = None
        if message is None:
            lifetime.end_group()
        waiting.put(message)


def _answer(models, request):
    act = "predicting" if request["op"] == "predict" else "loading"
    try:
        reply = dict(_do(models, request), id=request["id"], ok=True)
    except BaseException as error:  # sys.exit() in a model's code must not end the worker
        reply = {"id": request["id"], "ok": False, "failure": failures.describe(error, act, request.get("folder"))}
    _flush()
    try:
        frames.write_frame(ANSWERS, reply)
    except frames.TooLarge as error:
        message = "The answer has %.0f MiB; the limit is 64 MiB." % (error.size / 1048576)
        shape = {"code": "TOO_LARGE", "message": message, "remedy": "Send fewer rows at a time."}
        frames.write_frame(ANSWERS, {"id": request["id"], "ok": False, "failure": shape})


def _do(models, request):
    if request["op"] == "load":
        return models.load(request["key"], request["folder"], request["digest"])
    if request["op"] == "predict":
        return models.predict(request["key"], request["body"], request["params"])
    models.unload(request["key"])
    return {}


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            continue
