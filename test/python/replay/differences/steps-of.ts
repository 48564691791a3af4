/** Names steps of one part as the lists of differences do. */
export function stepsOf(part: string, titles: readonly string[]): readonly string[] {
  return titles.map((title) => `${part}: ${title}`)
}

/** What stock says where SQLAlchemy's message goes out: statement and all. */
export const tellsSql = /\(sqlite3\.\w+\).+\[SQL: /
