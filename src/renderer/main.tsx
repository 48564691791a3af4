import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './app/global.css'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { prepareSession } from './app/start-session.ts'
import { refuseMarkup } from './app/trusted-html.ts'

// The page's policy allows style elements by nonce only: Mantine asks for it, react-remove-scroll reads it from get-nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
setNonce(nonce)

refuseMarkup()
prepareSession()

const isStill = new URLSearchParams(window.location.search).has('test')
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App nonce={nonce} isStill={isStill} />
  </StrictMode>
)
