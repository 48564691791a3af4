/** Variables that Python and its libraries need to work; everything else, tokens above all, stays here. */
const passed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'SHELL',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'JAVA_HOME',
  'SPARK_HOME',
  'CUDA_HOME',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'XDG_CACHE_HOME',
  'SSL_CERT_FILE',
  // Windows cannot start a program without these.
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE'
])

export type Environment = Readonly<Record<string, string | undefined>>

/** Gives the environment of a Python child: what it needs by name, and MLflow's own switches that keep it quiet and local. */
export function scrubEnvironment(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => passed.has(name.toUpperCase()) || name.startsWith('LC_'))
  return {
    ...(Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as Record<string, string>),
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false'
  }
}
