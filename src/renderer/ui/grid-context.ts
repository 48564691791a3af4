import { createContext, useContext } from 'react'

/** True below a DataTable: controls in cells then leave the Tab order, since the grid itself has the keyboard. */
export const InGridContext = createContext(false)

/** Whether this component stands in a grid's cell. */
export function useInGrid(): boolean {
  return useContext(InGridContext)
}
