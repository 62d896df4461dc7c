"""No addresses: for processes that show no page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
