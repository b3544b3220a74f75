// The installation itself: health, metrics, what it is.

import type { FastifyReply } from 'fastify'
import type { ServerDeps } from '../deps.ts'
import type { ProcessFigures } from '../metrics/process-figures.ts'
import { PROMETHEUS_TYPE } from '../metrics/prometheus.ts'
import type { Route } from '../route.ts'

export function installationRoutes(deps: ServerDeps, figures: ProcessFigures): readonly Route[] {
  const metrics = (_: unknown, reply: FastifyReply): FastifyReply => {
    figures.collect(deps.metrics)
    return reply.type(PROMETHEUS_TYPE).send(deps.metrics.render())
  }
  const read = { resource: 'installation', action: 'read' } as const
  return [
    { method: 'GET', path: '/health', permission: 'public', isRoot: true, handle: (_, reply) => health(deps, reply) },
    { method: 'GET', path: '/metrics', permission: read, isRoot: true, handle: metrics },
    { method: 'GET', path: '/prometheus', permission: read, isRoot: true, handle: metrics },
    { method: 'GET', path: '/configs', permission: 'public', handle: () => configs(deps) },
    { method: 'GET', path: '/plugins', permission: read, handle: () => plugins(deps) },
  ]
}

async function health(deps: ServerDeps, reply: FastifyReply): Promise<FastifyReply> {
  const { isHealthy, reasons } = await deps.health()
  return reply.code(isHealthy ? 200 : 503).send({ status: isHealthy ? 'UP' : 'DOWN', reasons })
}

/** What Kestra's clients ask first. */
function configs(deps: ServerDeps): object {
  return {
    version: deps.options?.version ?? '',
    edition: 'OSS',
    isAnonymousUsageEnabled: false,
    isBasicAuthEnabled: false,
  }
}

function plugins(deps: ServerDeps): readonly object[] {
  return deps.flows.catalogue.plugins.map(({ name, title, tasks }) => ({
    name,
    title,
    tasks: tasks.map((task) => ({ type: task.type, aliases: task.aliases ?? [], title: task.title })),
  }))
}
