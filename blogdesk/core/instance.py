"""The running instance: its app, as floors see it that have no door to Flask, and its configuration."""

from flask import Flask, current_app

from blogdesk.core.config import Config
from blogdesk.core.secrets import SecretStore

App = Flask


def current_config() -> Config:
    """The configuration of the instance whose app context is active."""
    config: Config = current_app.extensions["blogdesk.config"]
    return config


def current_secrets() -> SecretStore:
    """The secret store of the instance whose app context is active."""
    store: SecretStore = current_app.extensions["blogdesk.secrets"]
    return store
