"""How much one request may hold."""

# JSON: half a million words, escaped.
MAX_BODY_BYTES = 16 * 1024 * 1024
# A piece of an upload: it is held in memory until it is on disk.
MAX_CHUNK_BYTES = 8 * 1024 * 1024
