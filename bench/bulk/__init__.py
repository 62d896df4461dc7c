"""Fill a programme with many cases at once, to measure what grows with them.

True of every row: references, states, ranks, waiting times and events come from the functions that
serve people (`domain/life` decides, `cases/chronicle` and `cases/log` write); each chain is hashed
event by event and anchored, so that `safeconduct verify-log` holds; columns have the sizes that
doors and desk write.
True of one case in `sealed_every`: code, keys, body, wraps, later words, answers, notes and copies
are made by the vault for this programme's teams, and the desk opens them. The others carry random
bytes of the same lengths, which the desk would rightly call unreadable.
Simpler than life: everybody says the same words, through the site; a batch of cases is written at
once, so that the numbers of events follow time from batch to batch and within each; nobody has a
status or a file waiting; two call signs did it all.
"""
