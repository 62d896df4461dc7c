"""A stand-in for Telegram's Bot API: real HTTP on the loopback address, invented people, in memory.

Bots speak to it as to api.telegram.org: `/bot<token>/<method>`, `/file/bot<token>/<path>`; aiogram
by `TelegramAPIServer.from_base("http://127.0.0.1:8081")`. What it refuses, it refuses in the words
of the real server. Nobody real is in it: whoever drives it invents the people.

**People** (JSON in and out; PERSON is a number; `bot` names one, left out it is the only one)

    POST /people/PERSON/ACT            one act; the answer is {"version": n, …}, or {"error": "…"}
    POST /people/acts                  {"acts": [{"person": 7, "act": "say", "text": "…"}, …]}
    GET  /people/PERSON/chat           the chat as the person sees it now
         ?since=N&timeout=S            … as soon as its version is above N, at the latest after S

    start {payload?, first_name?, username?, language_code?}   say {text, reply_to?}
    press {label | data, message?}     an inline button, or one of the keyboard under the chat
    edit {message, text}               contact {phone_number, first_name?}
    location {latitude, longitude}     live_location {latitude, longitude, period?}
    move {message, latitude, longitude}
    photo, voice, audio, video, video_note, document, sticker
         {content? (base64), size?, name?, caption?, album?, duration?, emoji?}
    block {}                           unblock {}

A chat: {"version", "blocked", "messages": [{"id", "from": "bot" | "person", "at", "kind", "text",
"buttons": [[label, …], …], "edited", "silent", "protected", "version"}], "vanished": [{"id",
"from", "version"}], "keyboard": [[label, …], …], "notices": [{"query", "text", "alert"}],
"open_queries": [id], "doing"}. Whatever changes it raises its version; what changed carries that.

**Control**

    POST /control/bots                 {"name", "token"}: one more bot
    POST /control/switch               {"bot"?, "off": true}: 401 from now on
    POST /control/clock                {"forward": seconds}: 24 h for updates, 48 h for deletions
    POST /control/outage               {"seconds", "kind": "refused" | "cut" | "bad_gateway"}
    POST /control/fault                {"kind", "calls", "method"?, "retry_after"?}; kinds:
         server_error, bad_gateway, too_many    answered so, and nothing was done
         truncated, lost                        done, and then half an answer, or none
    POST /control/delivery             {"copies": 3, "shuffled": true}: each thrice, any order
    POST /control/limits               {"on": false}
    POST /control/calm                 ends all trouble of the kinds above
    GET  /control/state                clock, and for each bot calls per method and pending updates
    GET  /control/calls?since=N        the journal: number, bot, method, status, bytes; no words

`refused` closes the port itself, so this side is out of reach too until it opens again.

What Telegram has and this has not: groups and channels, Markdown, inline queries, payments, media
groups, fetching files by address. A method that is not here is answered 404.
"""
