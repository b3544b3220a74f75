/**
 * Every test, for the reference.
 */
import { entry, type ReferenceEntry } from './entry.ts'

export const testReference: readonly ReferenceEntry[] = [
  entry('defined', 'The name has a value that is not null.', '{{ person.email is defined }}', 'false'),
  entry('empty', 'Null, a blank text, or a list or map without entries.', "{{ '' is empty }}", 'true'),
  entry('even', 'An even integer.', '{{ 4 is even }}', 'true'),
  entry('iterable', 'A list.', '{{ list is iterable }}', 'true'),
  entry('json', 'JSON text, or a list or map.', "{{ '{' is json }}", 'false'),
  entry('map', 'A map.', '{{ person is map }}', 'true'),
  entry('null', 'Null.', '{{ person.name is null }}', 'false'),
  entry('odd', 'An odd integer.', '{{ 4 is odd }}', 'false'),
]
