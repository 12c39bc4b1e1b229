import { type HintStore, workflowName } from './queue.ts'
import type { Sdk } from './sdk.ts'

const BATCH = 1000

/** Removes hints that were finished so many milliseconds ago: what is to do is in the records, not in what was done. */
export const pruneHints = async (sdk: Sdk, { application }: HintStore, age: number): Promise<void> => {
  const completedBefore = new Date(Date.now() - age).toISOString()
  for (;;) {
    const finished = await sdk.listWorkflows({ applicationName: application, workflowName, completedBefore, limit: BATCH, loadInput: false, loadOutput: false })
    if (finished.length) await sdk.deleteWorkflows(finished.map(({ workflowID }) => workflowID))
    if (finished.length < BATCH) return
  }
}
