import { eachDataLayer } from '../support/data-layers.ts'
import { dataLayerContract } from './data-layer.contract.ts'

eachDataLayer('the data layer contract', dataLayerContract)
