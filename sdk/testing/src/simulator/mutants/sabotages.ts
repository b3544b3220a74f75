// The planted bugs, by name.

import type { Sabotage } from '../world/sabotage.ts'

export const SABOTAGES: readonly Sabotage[] = []
