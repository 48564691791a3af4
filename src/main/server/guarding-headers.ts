/** Headers of every answer: no browser takes it for another type, and no foreign page frames it. MLflow sends the same; the HTML pages are stricter. */
export const guardingHeaders = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'SAMEORIGIN' } as const
