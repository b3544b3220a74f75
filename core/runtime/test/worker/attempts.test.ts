import { describe, expect, it } from 'vitest'
import type { LogEntry } from '@millrace/model'
import { echo, Rig, type RunningProcess } from '../rig/rig.ts'

async function logsOf({ repository }: RunningProcess, executionId: string): Promise<readonly LogEntry[]> {
  return (await repository.logs.page({ executionId }, { size: 1_000 })).items
}

describe('properties of an attempt', () => {
  it('are rendered and made to fit the schema of the task type', async () => {
    const rig = new Rig()
    let seen: unknown
    const schema = {
      type: 'object',
      properties: {
        count: { type: 'integer' },
        list: { type: 'array', items: { type: 'number' } },
        flag: { type: 'boolean' },
      },
      required: ['count'],
    }
    rig.task('test/typed', (_context, properties) => void (seen = properties), { properties: schema })
    rig.flow('typed', [
      { id: 'typed', type: 'test/typed', count: '{{ inputs.count }}', list: '{{ inputs.list }}', flag: 'true' },
    ])
    const running = await rig.start()
    expect((await rig.run(running, 'typed', { count: 3, list: [1, 2] })).state.current).toBe('SUCCESS')
    expect(seen).toEqual({ count: 3, list: [1, 2], flag: true })
    await rig.stop(running)
  })

  it('that do not fit fail the attempt with the name of the property, and a log line says so', async () => {
    const rig = new Rig()
    rig.task('test/typed', () => ({}), { properties: { type: 'object', properties: { count: { type: 'integer' } } } })
    rig.flow('typed', [{ id: 'typed', type: 'test/typed', count: '{{ inputs.count }}' }])
    const running = await rig.start()
    const done = await rig.run(running, 'typed', { count: 'many' })
    expect(done.state.current).toBe('FAILED')
    const [line] = (await logsOf(running, done.id)).filter((entry) => entry.level === 'ERROR')
    expect(line?.message).toContain('`count`')
    await rig.stop(running)
  })

  it('with an expression that fails are a failed attempt, not a failed worker', async () => {
    const rig = new Rig()
    rig.flow('bad', [echo('bad', '{{ outputs.nobody.value }}')])
    const running = await rig.start()
    const done = await rig.run(running, 'bad')
    expect(done.state.current).toBe('FAILED')
    expect(
      (await logsOf(running, done.id)).some((entry) => entry.level === 'ERROR' && entry.message.includes('`value`')),
    ).toBe(true)
    await rig.stop(running)
  })

  it('of an unrendered kind reach the task as written', async () => {
    const rig = new Rig()
    let seen: unknown
    rig.task('test/raw', (_context, properties) => void (seen = properties), { unrendered: ['template'] })
    rig.flow('raw', [{ id: 'raw', type: 'test/raw', template: '{{ as.written }}', other: '{{ flow.id }}' }])
    const running = await rig.start()
    await rig.run(running, 'raw')
    expect(seen).toEqual({ template: '{{ as.written }}', other: 'raw' })
    await rig.stop(running)
  })

  it('that name more than can be told before are read through the platform', async () => {
    const rig = new Rig()
    rig.flow('open', [echo('first', 'one'), echo('all', '{{ render(vars.template) }}')], {
      variables: { template: '{{ outputs.first.value }}!' },
    })
    const running = await rig.start()
    const done = await rig.run(running, 'open')
    expect(done.taskRunList.at(-1)?.outputs).toEqual({ value: 'one!' })
    await rig.stop(running)
  })

  it('that name keys are read through the platform', async () => {
    const rig = new Rig()
    rig.flow('kv', [echo('only', "{{ kv('colour') }}")])
    const running = await rig.start()
    await running.runtime.platform.kv.set('test', 'colour', 'green')
    expect((await rig.run(running, 'kv')).taskRunList[0]?.outputs).toEqual({ value: 'green' })
    await rig.stop(running)
  })
})

describe('what an attempt leaves', () => {
  it('holds no secret: neither logs nor outputs nor errors', async () => {
    const rig = new Rig()
    rig.task('test/leak', (context, properties) => {
      const secret = JSON.stringify(properties['secret']).slice(1, -1)
      context.log('INFO', `plain ${secret}`)
      context.log('INFO', `base64 ${Buffer.from(`user:${secret}`).toString('base64')}`)
      context.log('INFO', `url ${encodeURIComponent(secret)}`)
      throw new TypeError(`refused ${secret}`)
    })
    rig.flow('leak', [{ id: 'leak', type: 'test/leak', secret: "{{ secret('TOKEN') }}" }], {
      errors: [echo('keep', "{{ secret('TOKEN') }}")],
    })
    const running = await rig.start()
    const done = await rig.run(running, 'leak')
    const stored = await running.repository.entities.load([{ ref: { kind: 'execution', key: done.id }, parts: 'all' }])
    const everything = JSON.stringify([done, await logsOf(running, done.id), stored])
    expect(everything).toContain('plain ******')
    for (const form of ['s3cr3t-value', Buffer.from('s3cr3t-value').toString('base64').slice(0, 12)])
      expect(everything).not.toContain(form)
    await rig.stop(running)
  })

  it('is bounded: a flood of lines ends with one that says so', async () => {
    const rig = new Rig()
    rig.task('test/flood', (context) => {
      for (let line = 0; line < 500; line += 1) context.log('INFO', `line ${line}`)
    })
    rig.flow('flood', [{ id: 'flood', type: 'test/flood' }])
    const running = await rig.start({ logLimits: { maxLines: 100 } })
    const done = await rig.run(running, 'flood')
    const lines = await logsOf(running, done.id)
    expect(lines).toHaveLength(101)
    expect(lines.at(-1)).toMatchObject({ level: 'WARN', sequence: 101 })
    await rig.stop(running)
  })

  it('is stored before its end is told, in whatever process that is heard', async () => {
    const rig = new Rig()
    rig.task('test/talk', (context) => context.log('INFO', 'hello'))
    rig.flow('talk', [{ id: 'talk', type: 'test/talk' }])
    const shared = { dispatch: 'joined', capabilities: { isShared: true } } as const
    const [executor, worker] = [
      await rig.start({ ...shared, roles: ['executor'] }),
      await rig.start({ ...shared, roles: ['worker'] }),
    ]
    const startedAt = rig.time.now
    const done = await rig.run(executor, 'talk')
    expect((await logsOf(executor, done.id)).map((entry) => entry.message)).toEqual(['hello'])
    expect(rig.time.now - startedAt).toBeLessThan(50)
    await rig.stop(worker)
    await rig.stop(executor)
  })

  it('respects the log level of the task', async () => {
    const rig = new Rig()
    rig.task('test/talk', (context) => {
      context.log('DEBUG', 'unheard')
      context.log('WARN', 'heard')
    })
    rig.flow('talk', [{ id: 'talk', type: 'test/talk', logLevel: 'INFO' }])
    const running = await rig.start()
    const done = await rig.run(running, 'talk')
    expect((await logsOf(running, done.id)).map((entry) => entry.message)).toEqual(['heard'])
    await rig.stop(running)
  })

  it('is seen by the errors of the flow: error logs are written before the end is told', async () => {
    const rig = new Rig()
    rig.task('test/fail', () => {
      throw new TypeError('broken pump')
    })
    rig.task('test/ask', async (context) => ({
      lines: (await context.platform.errorLogs(context.message.executionId)).map((entry) => entry.message),
    }))
    rig.flow('fail', [{ id: 'fail', type: 'test/fail' }], { errors: [{ id: 'ask', type: 'test/ask' }] })
    for (const options of [{}, { dispatch: 'joined' }] as const) {
      const running = await rig.start(options)
      const done = await rig.run(running, 'fail')
      expect(done.taskRunList.at(-1)?.outputs).toEqual({ lines: ['broken pump'] })
      await rig.stop(running)
    }
  })
})

describe('slots', () => {
  it('bound what runs at once, and are filled again on completion', async () => {
    const rig = new Rig()
    let running = 0
    let most = 0
    rig.task('test/busy', () => {
      running += 1
      most = Math.max(most, running)
      return new Promise(
        (resolve) =>
          void rig.time.plan(1_000, () => {
            running -= 1
            resolve({})
          }),
      )
    })
    rig.flow('wide', [
      {
        id: 'fan',
        type: 'core/parallel',
        tasks: Array.from({ length: 10 }, (_, index) => ({ id: `t${index}`, type: 'test/busy' })),
      },
    ])
    const process = await rig.start({ slots: 3 })
    const startedAt = rig.time.now
    expect((await rig.run(process, 'wide')).state.current).toBe('SUCCESS')
    expect(most).toBe(3)
    expect(rig.time.now - startedAt).toBeLessThan(4_500)
    await rig.stop(process)
  })

  it('are taken from a task that runs past its time-out and does not stop', async () => {
    const rig = new Rig()
    rig.task('test/deaf', () => new Promise(() => {}))
    rig.flow('deaf', [{ id: 'deaf', type: 'test/deaf', timeout: 'PT2S' }])
    const running = await rig.start()
    const done = await rig.run(running, 'deaf')
    expect(done.state.current).toBe('FAILED')
    expect(running.runtime.load().slotsInUse).toBe(0)
    await rig.stop(running)
  })
})

describe('the gauge of slots', () => {
  it('counts the attempts that run, and none when the last has ended', async () => {
    const rig = new Rig()
    const during: (number | undefined)[] = []
    rig.task('test/slow', async () => {
      await new Promise(setImmediate)
      during.push(rig.metrics.get('millrace_worker_slots_in_use'))
      return {}
    })
    rig.flow('slow', [{ id: 'slow', type: 'test/slow' }])
    const running = await rig.start()
    expect((await rig.run(running, 'slow')).state.current).toBe('SUCCESS')
    expect([...during, rig.metrics.get('millrace_worker_slots_in_use')]).toEqual([1, 0])
    await rig.stop(running)
  })
})
