"""RSS, Atom, JSON Feed and sitemaps: bytes from values. No routes, no database."""
