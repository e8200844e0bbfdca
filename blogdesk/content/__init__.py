"""Text in, text out. No Flask, no database, no clock, no disk, no network."""
