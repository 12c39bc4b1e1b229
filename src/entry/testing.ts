export { scripted } from '../offline/scripted.ts'
