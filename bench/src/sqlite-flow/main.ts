// A flow of three tasks on SQLite with full durability: embedded beside the bare limit, over HTTP, and with a long list.

import { benchOptions, Report } from '../report.ts'
import { benchDirectory } from '../support/place.ts'
import { measureEmbedded } from './embedded.ts'
import { measureListing } from './listing.ts'
import { measureOverHttp } from './over-http.ts'

const options = benchOptions()
const report = new Report('sqlite-flow')
const scale = options.isQuick ? 0.05 : 1
const directory = benchDirectory()

await measureEmbedded(report, directory, scale)
await measureOverHttp(report, directory, scale)
await measureListing(report, directory, scale)
report.finish(options)
