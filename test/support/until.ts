/** Waits until something holds; fails after the deadline (milliseconds). */
export async function until(holds: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  for (const deadline = Date.now() + limitMs; !holds(); ) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
