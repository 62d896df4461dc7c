"""Addresses of signing in and out; the rest of the sign-in library has no address."""

from allauth.account.views import login, logout
from django.urls import URLPattern, path

from safeconduct.people.sign_in import second_factor

urlpatterns: list[URLPattern] = [
    path("sign-in/", login, name="account_login"),
    path("sign-in/second/", second_factor, name="mfa_authenticate"),
    path("sign-out/", logout, name="account_logout"),
]
