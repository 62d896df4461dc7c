"""`safeconduct phone`: the phone line, through the Asterisk that `make phone` made or one named."""

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings

from safeconduct.cases.writer import forget_connections
from safeconduct.config.conducting import conducted
from safeconduct.phone import neighbours, sounds
from safeconduct.phone.aloud import Aloud
from safeconduct.phone.answering import Answering
from safeconduct.phone.applying import Worker
from safeconduct.phone.ari import Ari
from safeconduct.phone.node import Node
from safeconduct.phone.prompts import Prompts
from safeconduct.phone.running import Running, no_way
from safeconduct.phone.speaker import Speaker
from safeconduct.phone.switch import NO_SWITCH, WrongNode, account, named, node, unpacked
from safeconduct.phone.trunks import dialled
from safeconduct.programme import plain_sound
from safeconduct.programme.current import current_bundle, current_deployment, current_texts
from safeconduct.programme.recordings.shelf import Shelf
from safeconduct.programme.texts import Text
from safeconduct.programme.trunks import Trunk, way_out
from safeconduct.talks.couriers import Courier
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.speakers import Speakers

CHANNEL = "phone"
# Python looks through all that lives as often as calls come, and each time whoever calls just then
# waits for 50 ms: here it looks at what is young, and `Running` at all, three times a minute.
LITTER = (50_000, 50, 1_000)


def run(argv: Sequence[str]) -> int:
    del argv
    if not (named() or unpacked()):
        sys.stderr.write(f"Safe Conduct: {NO_SWITCH}.\n")
        return 1
    gc.freeze()
    gc.set_threshold(*LITTER)
    try:
        asyncio.run(_serve())
    except (WrongNode, neighbours.WrongAddress) as reason:
        sys.stderr.write(f"Safe Conduct: {reason}.\n")
        return 1
    return 0


async def _serve() -> None:
    running = Running(
        worker=worker(),
        ari=Ari(account(settings.HOME)),
        prompts=prompts(),
        aloud=Aloud(plain_sound.aloud(settings.HOME)),
        database=OneThread(forget=forget_connections),
        way=_way(current_deployment().trunks),
        longest_wait=timedelta(minutes=current_deployment().longest_wait_minutes),
        answering=Answering(rules=current_deployment().line),
    )
    await conducted(running)


def prompts() -> Prompts:
    """Return what the line plays: a machine's voice, until people have let a person's be heard."""
    folder = settings.HOME.recordings
    return Prompts(folder / CHANNEL, Shelf(folder, lambda: current_bundle().reply_keys))


def speakers() -> Speakers[Speaker]:
    """Return what the line says, in each of its languages."""
    return Speakers(current_deployment(), current_texts(), speaker)


def words_by_name() -> dict[str, str]:
    """Return the words of every prompt by the name of its recording; needs no key."""
    return sounds.words_by_name(speakers(), current_deployment().default_language, CHANNEL)


def _way(trunks: Sequence[Trunk]) -> Callable[[str], str]:
    trunk = way_out(trunks)
    return partial(dialled, trunk) if trunk else no_way


def speaker(language: str, texts: Mapping[str, Text], facts: Mapping[str, str]) -> Speaker:
    return Speaker(language=language, texts=texts, facts=facts)


def worker() -> Worker:
    """Return the line's side of this programme's databases."""
    deployment = current_deployment()
    return Worker(
        courier=Courier(CHANNEL, settings.HOME),
        node=Node(name=node(), sip=neighbours.address()),
        bundle=current_bundle(),
        speakers=speakers(),
        default_language=deployment.default_language,
        numbers=deployment.numbers,
    )
