/** MLflow's stages, in the order in which a version passes them. Apart from the schemas, because the window needs the list and has no use for zod. */
export const stages = ['None', 'Staging', 'Production', 'Archived'] as const
export type Stage = (typeof stages)[number]
