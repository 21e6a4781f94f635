"""Every limit of the HTTP faces: name, unit and reason."""

from __future__ import annotations

from typing import Final

MAX_BODY_BYTES: Final = 16 * 1024
"""A question of 500 characters with every filter is under 3 KiB; more is no question."""

MAX_LETTER_BODY_BYTES: Final = 128 * 1024
"""A letter of 20,000 characters is 117 KiB when each is escaped as \\uXXXX; only where a letter is
pasted."""

MAX_HEADER_BYTES: Final = 16 * 1024
"""The first line of a request and its headers together; browsers send about 2 KiB."""

HEADER_SECONDS: Final = 5
"""How long the headers of a request may take to come in: they fit in two packets. Whoever sends
them drop by drop would hold a connection for ever."""

BODY_SECONDS: Final = 5
"""How long the body of a request may take to come in: a letter of 117 KiB does on a bad mobile
connection. Less than a stopping server waits, so that a stalled sender hears why."""

LINGER_SECONDS: Final = 2
"""How long a sender that was refused may go on sending before the connection is closed: long enough
to read the refusal."""

REQUEST_SECONDS: Final = 20
"""How long a request may take at all: loading what was published years ago, for a replay, takes
some fifteen seconds on a slow machine, and proxies give up after thirty or sixty."""

MAX_AT_ONCE: Final = 8
"""Requests that one process works on at a time. A question costs some 45 ms, most of it Python, of
which one thread runs at a time; with more of them everybody only waits for each other."""

MAX_UNDER_WAY: Final = 16
"""Those, and as many that wait for them: what can be begun in the time below. It is far below the
forty threads that requests share, so that a thread is there for each of them."""

PLACE_SECONDS: Final = 0.5
"""How long a request waits for others before it is turned away. With the two seconds that a
question gives its encoder, that is two and a half."""

TURNED_AWAY_SECONDS: Final = 1
"""After how long somebody who was turned away may come back: by then those sixteen are done."""

KEEP_ALIVE_SECONDS: Final = 5
"""How long an idle connection is kept: one pause for thought."""

STOP_SECONDS: Final = 6
"""How long a stopping server waits for answers that are under way; longer than a body may stall."""

EXIT_SECONDS: Final = 9.5
"""After how long a stopping server ends whatever hangs: service managers kill after ten."""

TRACES_STOP_SECONDS: Final = 0.5
"""How long a stopping server goes on to send its traces; they are worth less than the journal."""

JOURNAL_STOP_SECONDS: Final = 0.5
"""How long a stopping server goes on to write its journal: many times what a database that works
needs, and within the ten seconds."""

REQUESTS_PER_MINUTE: Final = 6_000
"""From one address without a key: an office of a thousand people who each load six pages. One
process answers fewer questions than that; it keeps one address from taking all of it for long."""

KEY_REQUESTS_PER_MINUTE: Final = 12_000
"""With one key, or of one person who signed in: a website that asks for all its visitors."""

SIGN_INS_PER_MINUTE: Final = 60
"""Passwords tried from one address: three hundred people who start work in the same ten minutes,
twice over. Against guessing one password stands the lock on the account."""

RATE_BUCKETS: Final = 65_536
"""Clients that are counted apart, per sort of limit: at worst 10 MB each. Two clients that share a
counter by chance share a limit; with one that floods, that is one chance in this many."""

KEY_DAYS: Final = 365
"""How long a key holds when nobody says so: it is renewed in the yearly round."""

MAX_KEY_DAYS: Final = 1_830
"""How long a key may hold at most: five years, the longest contract for a system."""

MIN_PASSWORD_CHARS: Final = 12
"""Shorter passwords are guessed from a stolen database within weeks."""

MAX_PASSWORD_CHARS: Final = 256
"""Longer than any password manager makes; hashing more would be work for nothing."""

SIGN_IN_FAILURES: Final = 10
"""Wrong passwords in a row before an account is closed for a while: more than somebody who
mistypes, far fewer than somebody who guesses."""

LOCK_MINUTES: Final = 15
"""How long an account is closed then: 960 guesses a day, and a coffee for its owner."""

HASHING_AT_ONCE: Final = 2
"""Passwords that are hashed at the same time: each takes a core and 46 MiB."""

LOOKUPS_AT_ONCE: Final = 4
"""Keys and sessions that are looked up at the same time, on threads for that alone: each takes a
millisecond, and a database that hangs holds these and no others."""

LOOKUP_SECONDS: Final = 2
"""How long a request waits for that: as long as coming to a database server may take, and less than
its body may. What is public then goes on as if nobody had said who they are."""

SESSION_IDLE_MINUTES: Final = 60
"""How long a session lasts without a page: a meeting, not an evening at a desk left open."""

SESSION_HOURS: Final = 10
"""How long a session lasts at all: a working day with a break."""

SEEN_SECONDS: Final = 60
"""How often it is written that a session is in use: not at every page."""

SIGN_IN_MINUTES: Final = 10
"""How long somebody may take on the sign-in page, here or elsewhere."""

CLOCK_SKEW_SECONDS: Final = 60
"""How far the clock of whoever signs people in elsewhere may differ from ours."""

ISSUER_SECONDS: Final = 5
"""How long we wait for whoever signs people in elsewhere; somebody looks at an empty page."""
