/**
 * The composition root: the only place where things meet.
 * Names no adapter and no plugin; those are found by package name.
 */
export {}
