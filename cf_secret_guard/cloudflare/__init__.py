"""Cloudflare's API. The only package that imports httpx, and loaded only when something is asked of Cloudflare."""
