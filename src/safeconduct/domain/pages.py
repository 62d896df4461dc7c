"""The pages of the public site that are counted: groups so large that a number names nobody."""

from enum import StrEnum


class PublicPage(StrEnum):
    HOME = "home"
    WRITE = "write"
    CODE = "code"
