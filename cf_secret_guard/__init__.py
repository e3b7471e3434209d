"""Secret guard for Cloudflare credentials: detect them, ask if they are live, take them away, write it down."""

__version__ = "0.1.0"
