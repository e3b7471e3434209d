"""A local Cloudflare API on loopback, for tests and for the drill."""
