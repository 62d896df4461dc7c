"""The two databases: what must last, and what may vanish."""

from urllib.parse import unquote, urlsplit

from safeconduct.programme.home import Home

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA recursive_triggers=ON;"
    "PRAGMA foreign_keys=ON;"
    # What is sorted or rolled back meanwhile is written to no /var/tmp.
    "PRAGMA temp_store=MEMORY;"
    # Errands copy its log back; a door does so only where they do not come to it.
    "PRAGMA wal_autocheckpoint=4000;"
)


def sqlite(path: str, patience: int) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": patience,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def postgresql(url: str) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name`; `?host=/folder` names a socket."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "connect_timeout": 5,
            # What is said again and again the server reads once a connection, but it plans anew
            # for what is looked for: with one plan for all a case took 250 ms at 100,000 cases.
            "prepare_threshold": 5,
            "options": "-c plan_cache_mode=force_custom_plan",
        },
    }


def url_of_door(home: Home, door: str, owner_url: str) -> str:
    """Return the address with the door's own role, once `safeconduct grant` has made one."""
    granted = home.secrets / f"{door}_database_url"
    return granted.read_text() if owner_url and granted.exists() else owner_url


def databases(home: Home, url: str, *, patience: int = 20) -> dict[str, dict[str, object]]:
    """Return both databases; `patience`: seconds to wait for a locked file before giving up."""
    if url:
        return {"default": postgresql(url)}
    return {
        "default": sqlite(str(home.main_database), patience),
        "fleeting": sqlite(str(home.fleeting_database), patience),
    }
