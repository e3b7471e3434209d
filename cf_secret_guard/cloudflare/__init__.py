"""Cloudflare's API, loaded only when something is asked of Cloudflare."""
