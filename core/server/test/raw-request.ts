// Requests byte by byte, as a browser or an attacker might send them.

import { connect } from 'node:net'

/** Sends a text and gives everything that comes back until the server closes. */
export function rawRequest(port: number, lines: readonly string[], body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`),
    )
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}

export const statusOf = (answer: string): number => Number(answer.split(' ')[1])
