import { startStack } from '../../../local/stack.ts'

/** A stack in a process of its own, to be killed. */
const [, , assemblyDir = '', dataDir = ''] = process.argv
const stack = await startStack({ assemblyDir, dataDir, port: 0, parameters: {}, onLog: () => undefined })
process.send?.({ endpoint: stack.endpoint, credentials: stack.adminCredentials, ids: stack.physicalIds['Sample-Data'] })
