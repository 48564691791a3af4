/** Four lines that log a run to this service: all in Python, or with the address in the shell's environment. */
export function writeScript(way: 'python' | 'shell', uri: string, platform: string): string {
  if (way === 'python')
    return [
      'import mlflow',
      `mlflow.set_tracking_uri("${uri}")`,
      'with mlflow.start_run():',
      '    mlflow.log_metric("accuracy", 0.94)'
    ].join('\n')
  return platform.startsWith('Win')
    ? [`$env:MLFLOW_TRACKING_URI = "${uri}"`, 'python train.py'].join('\n')
    : [`export MLFLOW_TRACKING_URI=${uri}`, 'python train.py'].join('\n')
}
