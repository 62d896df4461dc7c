"""`safeconduct telegram`: the Telegram channel, for every bot whose token lies in `secrets/`."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from django.conf import settings

from safeconduct.cases.writer import forget_connections
from safeconduct.config.conducting import conducted
from safeconduct.programme.current import current_bundle, current_deployment, current_texts
from safeconduct.programme.texts import Text
from safeconduct.talks.couriers import Courier
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.speakers import Speakers
from safeconduct.telegram.accounts import accounts
from safeconduct.telegram.applying import Worker
from safeconduct.telegram.client import Client
from safeconduct.telegram.running import Running
from safeconduct.telegram.speaker import Speaker
from safeconduct.telegram.webhook import Address

CHANNEL = "telegram"
# Telegram takes about thirty messages a second from one bot.
A_SECOND = 25.0
WEBHOOK_PORT = 8003


def run(argv: Sequence[str]) -> int:
    del argv
    found = accounts(settings.HOME)
    if not found:
        sys.stderr.write(
            "Safe Conduct: no bot has a token; put it into var/secrets/bot_NAME (mode 0600).\n"
        )
        return 1
    asyncio.run(_serve([Client(account) for account in found]))
    return 0


async def _serve(clients: Sequence[Client]) -> None:
    running = Running(
        worker=_worker(),
        clients=clients,
        a_second=float(os.environ.get("TELEGRAM_MESSAGES_PER_SECOND", A_SECOND)),
        database=OneThread(forget=forget_connections),
        address=webhook(),
    )
    await conducted(running)


def webhook() -> Address | None:
    """Return where updates are brought to, when TELEGRAM_WEBHOOK names a public https address."""
    public = os.environ.get("TELEGRAM_WEBHOOK", "")
    if not public:
        return None
    port = int(os.environ.get("TELEGRAM_WEBHOOK_PORT", WEBHOOK_PORT))
    return Address(public=public, port=port, key=settings.HOME.secret("telegram_webhook"))


def speaker(_language: str, texts: Mapping[str, Text], facts: Mapping[str, str]) -> Speaker:
    return Speaker(texts=texts, facts=facts)


def _worker() -> Worker:
    deployment = current_deployment()
    return Worker(
        courier=Courier(CHANNEL, settings.HOME),
        bundle=current_bundle(),
        speakers=Speakers(deployment, current_texts(), speaker),
        default_language=deployment.default_language,
    )
