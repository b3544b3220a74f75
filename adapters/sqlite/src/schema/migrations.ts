// The schema, as a list that only grows: what was released is never edited, its checksum is stored in each database.

import { FIRST_SCHEMA } from './first-schema.ts'

export const MIGRATIONS: readonly string[] = [FIRST_SCHEMA]
