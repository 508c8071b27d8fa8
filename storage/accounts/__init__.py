"""Accounts in Postgres: users and how they sign in, what belongs to whom, flags, quotas, and the audit log."""

from storage.accounts.access import Access, Level, Share
from storage.accounts.accounts import Accounts
from storage.accounts.audit import By, Deed
from storage.accounts.flags import Flag
from storage.accounts.identity import Identity
from storage.accounts.keys import ApiKey, NewKey
from storage.accounts.quotas import Quota
from storage.accounts.sessions import Refresh, Session
from storage.accounts.throttles import Throttle
from storage.accounts.tickets import Shown
from storage.accounts.users import Credentials, Role, User

__all__ = [
    "Access", "Accounts", "ApiKey", "By", "Credentials", "Deed", "Flag", "Identity", "Level", "NewKey", "Quota", "Refresh",
    "Role", "Session", "Share", "Shown", "Throttle", "User",
]  # fmt: skip
