"""Addresses of signing in and out; the rest of the sign-in library has no address."""

from allauth.account.views import login, logout
from allauth.mfa.base.views import authenticate
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("sign-in/", login, name="account_login"),
    path("sign-in/second/", authenticate, name="mfa_authenticate"),
    path("sign-out/", logout, name="account_logout"),
]
