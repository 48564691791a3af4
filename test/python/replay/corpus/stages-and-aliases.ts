import type { Body, Part, Step } from '../step.ts'

const stagePath = '/mlflow/model-versions/transition-stage'
const aliasPath = '/mlflow/registered-models/alias'
const latestPath = '/mlflow/registered-models/get-latest-versions'
const name = 'staged'

const move = (title: string, version: unknown, stage: unknown, more: Record<string, unknown> = {}): Step => ({
  title: `move ${title}`,
  path: stagePath,
  body: { name, version, stage, ...more }
})
const point = (title: string, alias: unknown, version: unknown = '1', more: Record<string, unknown> = {}): Step => ({
  title: `point ${title}`,
  path: aliasPath,
  body: { name, alias, version, ...more }
})
const askAlias = (title: string, query: NonNullable<Step['query']>): Step => ({ title: `ask for ${title}`, path: aliasPath, query })
const removeAlias = (title: string, body: Body): Step => ({ title: `remove ${title}`, method: 'DELETE', path: aliasPath, body })
const latest = (title: string, body: Body): Step => ({ title: `latest versions ${title}`, path: latestPath, body })
const askLatest = (title: string, query: NonNullable<Step['query']>): Step => ({
  title: `latest versions by GET ${title}`,
  path: latestPath,
  query
})
const askModel = (title: string): Step => ({
  title,
  path: '/mlflow/registered-models/get',
  query: { name }
})
const archiving = { archive_existing_versions: true }

const preparations: readonly Step[] = [
  { title: 'an experiment', path: '/mlflow/experiments/create', body: { name: 'for stages' }, save: { experiment: 'experiment_id' } },
  { title: 'a run', path: '/mlflow/runs/create', body: { experiment_id: '<experiment>', start_time: 1 }, save: { run: 'run.info.run_id' } },
  { title: 'a registered model', path: '/mlflow/registered-models/create', body: { name } },
  latest('of a model without versions', { name }),
  askAlias('latest of a model without versions', { name, alias: 'latest' }),
  ...[1, 2, 3, 4, 5].map(
    (number): Step => ({
      title: `version ${number}`,
      path: '/mlflow/model-versions/create',
      body: { name, source: `mlflow-artifacts:/<experiment>/<run>/artifacts/${number}`, run_id: '<run>' }
    })
  )
]

const moves: readonly Step[] = [
  move('to Staging', '1', 'Staging'),
  move('to Staging again', '1', 'Staging'),
  move('to staging in lower case', '2', 'staging'),
  move('to PRODUCTION in upper case', '3', 'PRODUCTION'),
  askModel('the latest of each stage'),
  move('to Staging and archive the others', '4', 'Staging', archiving),
  askModel('the latest after archiving'),
  move('to production and archive the others', '5', 'pRoDuCtIoN', archiving),
  move('again and archive the others', '5', 'Production', archiving),
  move('to Production with another beside it', '4', 'Production', { archive_existing_versions: false }),
  move('to Archived', '3', 'Archived'),
  move('to None', '1', 'None'),
  move('to none in lower case', '2', 'none'),
  move('to None and archive the others', '1', 'None', archiving),
  move('to archived and archive the others', '1', 'archived', archiving),
  move('to an unknown stage', '1', 'Live'),
  move('to an unknown stage and archive the others', '1', 'Live', archiving),
  move('to the internal stage', '1', 'Deleted_Internal'),
  move('with blanks around the stage', '1', ' Staging '),
  move('to an empty stage', '1', ''),
  move('to a null stage', '1', null),
  move('to a number', '1', 1),
  { title: 'move without a stage', path: stagePath, body: { name, version: '1' } },
  { title: 'move without a version', path: stagePath, body: { name, stage: 'Staging' } },
  { title: 'move without a name', path: stagePath, body: { version: '1', stage: 'Staging' } },
  move('with a text as archive_existing_versions', '1', 'Staging', { archive_existing_versions: 'true' }),
  move('with a number as archive_existing_versions', '1', 'Staging', { archive_existing_versions: 1 }),
  move('with null as archive_existing_versions', '1', 'Staging', { archive_existing_versions: null }),
  move('a number', 1, 'Staging'),
  move('version x', 'x', 'Staging'),
  move('version 01', '01', 'Staging'),
  move('version 99', '99', 'Staging'),
  move('version 99 and archive the others', '99', 'Production', archiving),
  { title: 'the others stay where they are', path: latestPath, body: { name } },
  move('of what is not there', '1', 'Staging', { name: 'nowhere' }),
  move('of a bad name to an unknown stage', '1', 'Live', { name: 'a/b' }),
  move('of a bad name', '1', 'Staging', { name: 'a/b' }),
  { title: 'move by GET', path: stagePath, query: { name, version: '1', stage: 'Staging' }, compareBody: 'none' },
  { title: 'move through the ajax mount', path: `/ajax-api/2.0${stagePath}`, body: { name, version: '1', stage: 'Archived' } }
]

const latests: readonly Step[] = [
  latest('of all stages', { name }),
  latest('of one stage', { name, stages: ['Production'] }),
  latest('of two stages', { name, stages: ['Production', 'Staging'] }),
  latest('of a stage in lower case', { name, stages: ['archived'] }),
  latest('of one stage twice', { name, stages: ['None', 'none'] }),
  latest('of an unknown stage', { name, stages: ['Live'] }),
  latest('of a good and an unknown stage', { name, stages: ['None', 'Live'] }),
  latest('with no stages', { name, stages: [] }),
  latest('with a text as stages', { name, stages: 'None' }),
  latest('with numbers as stages', { name, stages: [1] }),
  latest('of what is not there', { name: 'nowhere' }),
  latest('of what is not there in an unknown stage', { name: 'nowhere', stages: ['Live'] }),
  latest('without a name', { stages: ['None'] }),
  latest('with a bad name', { name: 'a/b' }),
  askLatest('of all stages', { name }),
  askLatest('of one stage', { name, stages: 'Production' }),
  askLatest('of two stages', { name, stages: ['Production', 'Archived'] }),
  askLatest('of an unknown stage', { name, stages: 'Live' }),
  askLatest('of what is not there', { name: 'nowhere' }),
  askLatest('without a name', { stages: 'None' })
]

const aliases: readonly Step[] = [
  point('a new alias', 'champion'),
  point('it at another version', 'champion', '2'),
  point('it there again', 'champion', '2'),
  point('a second alias', 'challenger', '2'),
  point('an alias in Unicode', 'чемпион', '3'),
  point('an alias of signs', '-_-', '3'),
  point('the same letters in another case', 'Champion', '4'),
  point('an alias of digits', '12', '4'),
  point('an alias of 255 characters', 'a'.repeat(255), '5'),
  point('an alias of 256 characters', 'a'.repeat(256), '5'),
  point('latest', 'latest'),
  point('Latest', 'Latest'),
  point('v1', 'v1'),
  point('V12', 'V12'),
  point('v', 'v'),
  point('v1a', 'v1a'),
  point('v in other digits', 'v١'),
  point('an alias with a blank', 'a b'),
  point('blanks', '  '),
  point('an alias with a dot', 'a.b'),
  point('an alias with @', 'a@b'),
  point('an emoji', '🙂'),
  point('an empty alias', ''),
  point('a null alias', null),
  point('a number as alias', 5),
  point('at version 99', 'champion', '99'),
  point('at version 99 with a bad alias', 'a b', '99'),
  point('at version x', 'champion', 'x'),
  point('at version 01', 'zero', '01'),
  point('at a number', 'champion', 1),
  point('at nothing', 'champion', ''),
  { title: 'point without a version', path: aliasPath, body: { name, alias: 'champion' } },
  { title: 'point without an alias', path: aliasPath, body: { name, version: '1' } },
  { title: 'point without a name', path: aliasPath, body: { alias: 'champion', version: '1' } },
  point('of what is not there', 'champion', '1', { name: 'nowhere' }),
  point('of a bad name', 'champion', '1', { name: 'a/b' }),
  point('of a bad name with a reserved alias', 'latest', '1', { name: 'a/b' }),
  askModel('the model with aliases'),
  askAlias('an alias', { name, alias: 'champion' }),
  askAlias('an alias in another case', { name, alias: 'CHAMPION' }),
  askAlias('an alias in Unicode', { name, alias: 'чемпион' }),
  askAlias('latest', { name, alias: 'latest' }),
  askAlias('LATEST', { name, alias: 'LATEST' }),
  askAlias('v1', { name, alias: 'v1' }),
  askAlias('an unknown alias', { name, alias: 'nobody' }),
  askAlias('a bad alias', { name, alias: 'a b' }),
  askAlias('a long alias', { name, alias: 'a'.repeat(256) }),
  askAlias('an alias of what is not there', { name: 'nowhere', alias: 'champion' }),
  askAlias('latest of what is not there', { name: 'nowhere', alias: 'latest' }),
  askAlias('a bad name', { name: 'a/b', alias: 'champion' }),
  askAlias('no alias', { name }),
  askAlias('an empty alias', { name, alias: '' }),
  askAlias('no name', { alias: 'champion' }),
  {
    title: 'a version with two aliases',
    path: '/mlflow/model-versions/get',
    query: { name, version: '2' }
  },
  {
    title: 'search versions with aliases',
    path: '/mlflow/model-versions/search',
    query: { filter: `name = '${name}'`, order_by: 'version_number ASC' }
  },
  {
    title: 'search models with aliases',
    path: '/mlflow/registered-models/search',
    query: { filter: `name = '${name}'` }
  }
]

const removals: readonly Step[] = [
  removeAlias('an alias', { name, alias: 'challenger' }),
  removeAlias('it again', { name, alias: 'challenger' }),
  removeAlias('latest', { name, alias: 'latest' }),
  removeAlias('v1', { name, alias: 'v1' }),
  removeAlias('a bad alias', { name, alias: 'a b' }),
  removeAlias('an empty alias', { name, alias: '' }),
  removeAlias('no alias', { name }),
  removeAlias('an alias of nothing', { alias: 'champion' }),
  removeAlias('an alias of what is not there', { name: 'nowhere', alias: 'champion' }),
  { title: 'delete the version of an alias', method: 'DELETE', path: '/mlflow/model-versions/delete', body: { name, version: '2' } },
  askAlias('the alias of a deleted version', { name, alias: 'champion' }),
  point('at a deleted version', 'champion', '2'),
  { title: 'delete the newest version', method: 'DELETE', path: '/mlflow/model-versions/delete', body: { name, version: '5' } },
  askAlias('latest after the newest is gone', { name, alias: 'latest' }),
  {
    title: 'rename a model with aliases',
    path: '/mlflow/registered-models/rename',
    body: { name, new_name: 'staged anew' }
  },
  askAlias('an alias after the rename', { name: 'staged anew', alias: 'чемпион' }),
  { title: 'delete a model with aliases', method: 'DELETE', path: '/mlflow/registered-models/delete', body: { name: 'staged anew' } },
  askAlias('an alias of a deleted model', { name: 'staged anew', alias: 'чемпион' })
]

/** Stages, latest versions and aliases. */
export const stagesAndAliasesPart: Part = {
  name: 'stages and aliases',
  steps: [...preparations, ...moves, ...latests, ...aliases, ...removals]
}
