/** Headers of every answer that is no page: no browser takes it for another type, and no foreign page frames it. MLflow sends the same. */
export const guardingHeaders = { 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'SAMEORIGIN' } as const
