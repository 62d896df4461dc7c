"""The pages of the public site that are counted: groups so large that a number names nobody.

`read` is every page that is there to be read: which of them, nobody counts.
"""

from enum import StrEnum


class PublicPage(StrEnum):
    HOME = "home"
    WRITE = "write"
    CODE = "code"
    READ = "read"
