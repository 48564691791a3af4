"""Walks through everything that the unmodified MLflow client does with a tracking server and registry, and checks what it gives.

Works against MLFLOW_TRACKING_URI; an argument chooses the steps whose names hold it. Written for 2.22 and for 3.x alike.
"""

import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
import mlflow.sklearn

import walk

# Each adds its steps, in this order: processes are forked while there are no threads yet.
import steps_processes
import steps_experiments
import steps_runs
import steps_files
import steps_training
import steps_models
import steps_registry
import steps_search
import steps_refusals

if __name__ == "__main__":
    walk.say(f"mlflow {mlflow.__version__}")
    walk.run_steps(*sys.argv[1:2])
