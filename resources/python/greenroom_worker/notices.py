"""Collects what libraries warn about, for the person who predicts."""
import contextlib
import logging
import warnings

LIMIT = 20
# Addressed to programmers, or said in our own words before the model is asked.
IGNORED = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
SAID_ELSEWHERE = ("Found extra inputs", "`params` can only be specified", "Unrecognized params")


class _Collector(logging.Handler):
    def __init__(self, notices):
        super().__init__(logging.WARNING)
        self.notices = notices

    def emit(self, record):
        try:
            add(self.notices, record.getMessage())
        except Exception:
            return


def add(notices, text):
    """Adds one text, once, cut to 600 characters; at most twenty are kept."""
    text = str(text).strip()
    text = text if len(text) <= 600 else text[:599] + "…"
    if text and text not in notices and len(notices) < LIMIT and not text.startswith(SAID_ELSEWHERE):
        notices.append(text)


@contextlib.contextmanager
def collected(notices):
    """While open, Python warnings and MLflow's own log messages from WARNING up are added to the list."""
    collector = _Collector(notices)
    logger = logging.getLogger("mlflow")
    logger.addHandler(collector)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            try:
                yield
            finally:
                for each in caught:
                    if not issubclass(each.category, IGNORED):
                        add(notices, each.message)
    finally:
        logger.removeHandler(collector)
