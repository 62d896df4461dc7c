"""aiogram, with the shapes of what Telegram answers left unbuilt.

It builds all three hundred when it is imported: more work than all else that this process does
until it hears, and 100 MB that stay. What we ask and read has plain values (`methods`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

BUILDS = "model_rebuild"


@contextmanager
def left_unbuilt() -> Iterator[None]:
    """Leave the models of what is imported meanwhile as they are declared."""
    builds = BaseModel.__dict__[BUILDS]
    setattr(BaseModel, BUILDS, classmethod(lambda _cls, **_: None))
    try:
        yield
    finally:
        setattr(BaseModel, BUILDS, builds)


with left_unbuilt():
    from aiogram import Bot, exceptions
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.methods.base import TelegramMethod

__all__ = ["AiohttpSession", "Bot", "TelegramAPIServer", "TelegramMethod", "exceptions"]
