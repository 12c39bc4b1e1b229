export { hashing } from '../offline/hashing.ts'
export { offline, offlineModel } from '../offline/offline.ts'
export {
  type Script,
  scripted,
  type ScriptedModel,
  type ScriptedOptions,
  type ScriptedResponse,
} from '../offline/scripted.ts'
