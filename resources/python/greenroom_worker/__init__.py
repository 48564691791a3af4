"""Greenroom's Python worker: loads MLflow models and predicts with them, asked over two pipes."""
