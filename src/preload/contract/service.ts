import { z } from 'zod'

export interface ServiceStatus {
  readonly state: 'off' | 'starting' | 'on' | 'failed'
  /** `http://127.0.0.1:5500`, null when off. */
  readonly uri: string | null
  readonly port: number
  readonly problem: string | null
}
export const startServiceInput = z.object({ port: z.number().int().min(1024).max(65_535).optional() })
