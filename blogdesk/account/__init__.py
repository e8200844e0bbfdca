"""Surface of the hosted face: signing in and out, sessions, tokens, and approving an app."""
