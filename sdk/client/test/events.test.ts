import { expect, it } from 'vitest'
import { readEvents } from '../src/events.ts'

function answer(...chunks: readonly string[]): Response {
  const encoder = new TextEncoder()
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(encoder.encode(chunk))
        controller.close()
      },
    }),
  )
}

async function eventsOf(response: Response): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { id, data } of readEvents(response)) found.push(`${id}=${data}`)
  return found
}

it('reads events, however the network cuts them', async () => {
  const text = 'id: 1\nevent: message\ndata: {"a":\ndata: 1}\n\n: alive\n\nid: 2\r\ndata: x\r\n\r\n'
  expect(await eventsOf(answer(text))).toEqual(['1={"a":\n1}', '2=x'])
  expect(await eventsOf(answer(...text))).toEqual(['1={"a":\n1}', '2=x'])
})

it('leaves out an event that was cut off', async () => {
  expect(await eventsOf(answer('id: 1\ndata: x\n\nid: 2\ndata: y'))).toEqual(['1=x'])
})

it('rejects when the server says that the stream broke off', async () => {
  const body = JSON.stringify({ code: 'MR_EXECUTION_CORRUPT', message: 'It cannot be read.' })
  await expect(eventsOf(answer(`event: error\ndata: ${body}\n\n`))).rejects.toMatchObject({
    code: 'MR_EXECUTION_CORRUPT',
  })
})
