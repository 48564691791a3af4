import type { Body, Part, Step } from '../step.ts'

const models = '/mlflow/registered-models'
const versions = '/mlflow/model-versions'
const post = (title: string, path: string, body: Body): Step => ({ title, method: 'POST', path, body })
const mark = (value: string) => ({ key: 'mlflow.prompt.is_prompt', value })
const text = { key: 'mlflow.prompt.text', value: 'Say {{ word }} 🙂' }
const searchModels = (title: string, filter: string, more: Record<string, string> = {}): Step => ({
  title: `search models ${title}`,
  path: `${models}/search`,
  query: { filter, ...more }
})
const searchVersions = (title: string, filter: string, more: Record<string, string> = {}): Step => ({
  title: `search versions ${title}`,
  path: `${versions}/search`,
  query: { filter, order_by: 'version_number ASC', ...more }
})

const creations: readonly Step[] = [
  post('a prompt', `${models}/create`, { name: 'greeting', tags: [mark('true')] }),
  post('a prompt with a mark in capitals', `${models}/create`, { name: 'shouted', tags: [mark('TRUE')] }),
  post('a model whose mark is false', `${models}/create`, { name: 'unmarked', tags: [mark('false')] }),
  post('a model', `${models}/create`, { name: 'no prompt' }),
  post('the prompt again', `${models}/create`, { name: 'greeting', tags: [mark('true')] }),
  post('a model of the name of a prompt', `${models}/create`, { name: 'greeting' }),
  post('a prompt of the name of a model', `${models}/create`, { name: 'no prompt', tags: [mark('true')] }),
  post('a model of the name of one marked false', `${models}/create`, { name: 'unmarked' }),
  post('a model with a quote in its name', `${models}/create`, { name: "it's" }),
  post('a prompt of a name with a quote', `${models}/create`, { name: "it's", tags: [mark('true')] })
]

const versionSteps: readonly Step[] = [
  post('a version', `${versions}/create`, {
    name: 'greeting',
    source: 'prompt-template',
    tags: [mark('true'), text],
    description: 'first'
  }),
  post('a version from a dummy', `${versions}/create`, { name: 'greeting', source: 'dummy-source', tags: [mark('true'), text] }),
  post('a version with a run', `${versions}/create`, { name: 'greeting', source: 'prompt-template', tags: [mark('true')], run_id: 'any' }),
  post('a version with a model id', `${versions}/create`, {
    name: 'greeting',
    source: 'prompt-template',
    tags: [mark('true')],
    model_id: 'm-x'
  }),
  post('a version of another source', `${versions}/create`, { name: 'greeting', source: '/etc/passwd', tags: [mark('true')] }),
  post('a version without a mark', `${versions}/create`, { name: 'greeting', source: 'prompt-template', tags: [text] }),
  post('a version whose last mark is false', `${versions}/create`, {
    name: 'greeting',
    source: 'prompt-template',
    tags: [mark('true'), mark('false')]
  }),
  post('a version of a model marked as prompt', `${versions}/create`, {
    name: 'no prompt',
    source: 'prompt-template',
    tags: [mark('true')]
  }),
  post('a version with a long text', `${versions}/create`, {
    name: 'greeting',
    source: 'prompt-template',
    tags: [mark('true'), { key: 'mlflow.prompt.text', value: 't'.repeat(100_001) }]
  }),
  post('a copy of a prompt', `${versions}/create`, { name: 'no prompt', source: 'models:/greeting/1' }),
  post('a copy of a prompt by alias', `${versions}/create`, { name: 'no prompt', source: 'models:/greeting@none' }),
  post('an alias of a prompt', `${models}/alias`, { name: 'greeting', alias: 'live', version: '1' }),
  { title: 'the prompt by its alias', path: `${models}/alias`, query: { name: 'greeting', alias: 'live' } },
  { title: 'the prompt', path: `${models}/get`, query: { name: 'greeting' } },
  { title: 'a version of the prompt', path: `${versions}/get`, query: { name: 'greeting', version: '1' } },
  { title: 'the address of a prompt', path: `${versions}/get-download-uri`, query: { name: 'greeting', version: '1' } },
  post('a long text as a tag', `${versions}/set-tag`, {
    name: 'greeting',
    version: '1',
    key: 'mlflow.prompt.text',
    value: 't'.repeat(100_001)
  })
]

const searches: readonly Step[] = [
  searchModels('without a filter', "name LIKE '%'"),
  searchModels('by the name of a prompt', "name = 'greeting'"),
  searchModels('for prompts', "tags.`mlflow.prompt.is_prompt` = 'true'"),
  searchModels('for prompts by name', "name = 'greeting' AND tags.`mlflow.prompt.is_prompt` = 'true'"),
  searchModels('for others than prompts', "tags.`mlflow.prompt.is_prompt` != 'true'"),
  searchModels('for what is marked false', "tags.`mlflow.prompt.is_prompt` = 'false'"),
  searchModels('for what is not marked false', "tags.`mlflow.prompt.is_prompt` != 'false'"),
  searchVersions('by the name of a prompt', "name = 'greeting'"),
  searchVersions('of prompts', "name = 'greeting' AND tags.`mlflow.prompt.is_prompt` = 'true'"),
  searchVersions('of others', "name = 'no prompt'")
]

const changes: readonly Step[] = [
  post('mark a model', `${models}/set-tag`, { name: 'no prompt', ...mark('true') }),
  searchModels('after marking', "name = 'no prompt'"),
  { title: 'unmark it', method: 'DELETE', path: `${models}/delete-tag`, body: { name: 'no prompt', key: 'mlflow.prompt.is_prompt' } },
  searchModels('after unmarking', "name = 'no prompt'"),
  post('move a prompt', `${versions}/transition-stage`, { name: 'greeting', version: '1', stage: 'Production' }),
  { title: 'delete a version', method: 'DELETE', path: `${versions}/delete`, body: { name: 'greeting', version: '1' } },
  { title: 'delete the prompt', method: 'DELETE', path: `${models}/delete`, body: { name: 'greeting' } },
  searchModels('after the deletion', "tags.`mlflow.prompt.is_prompt` = 'true'")
]

/** Prompts: registered models that carry the prompt mark, kept out of searches unless asked for. */
export const promptsPart: Part = { name: 'prompts', steps: [...creations, ...versionSteps, ...searches, ...changes] }
