// Tasks that speak HTTP.

import { definePlugin } from '@millrace/sdk-plugin'
import { download } from './download.ts'
import { request } from './request.ts'

export const plugin = definePlugin({ name: 'http', title: 'HTTP tasks', tasks: [request, download] })
