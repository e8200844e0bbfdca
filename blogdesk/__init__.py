"""BlogDesk: a desktop app for writing a blog, and the hosted blog it publishes to."""

__version__ = "0.1.0"
