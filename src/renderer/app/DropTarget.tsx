import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { openDropped } from './registry-actions.ts'
import styles from './Shell.module.css'

/** Opens a file dropped anywhere in the window; a page that wants a drop for itself prevents the event's default first. */
export function DropTarget() {
  const [isOver, setOver] = useState(false)
  const navigate = useNavigate()
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true && !event.defaultPrevented
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return setOver(false)
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file) void openDropped(file, (path) => void navigate(path))
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [navigate])
  return isOver ? <div className={styles.drop}>Drop to open as a registry</div> : null
}
