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


def postgresql(url: str, lock_seconds: int = 0) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name`; `?host=/folder` names a socket.

    `lock_seconds`: after so long a wait for somebody's lock is given up; 0 for never.
    """
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
            # A server that vanished without a word is noticed, instead of waited for.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            # What is said again and again the server reads once a connection, but it plans anew
            # for what is looked for: with one plan for all a case took 250 ms at 100,000 cases.
            "prepare_threshold": 5,
            "options": f"-c plan_cache_mode=force_custom_plan -c lock_timeout={lock_seconds}s",
        },
    }


def url_of_door(home: Home, door: str, owner_url: str) -> str:
    """Return the address with the door's own role, once `safeconduct grant` has made one."""
    granted = home.secrets / f"{door}_database_url"
    return granted.read_text() if owner_url and granted.exists() else owner_url


def databases(
    home: Home, url: str, *, patience: int = 20, lock_seconds: int = 0
) -> dict[str, dict[str, object]]:
    """Return both databases.

    `patience`: seconds to wait for a locked file before giving up; `lock_seconds`: for a lock on
    PostgreSQL, where tables are written anew once a day; 0 for as long as it takes.
    """
    if url:
        return {"default": postgresql(url, lock_seconds)}
    return {
        "default": sqlite(str(home.main_database), patience),
        "fleeting": sqlite(str(home.fleeting_database), patience),
    }
