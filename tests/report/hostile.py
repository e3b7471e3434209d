"""Text that somebody chose in order to be more than text."""

from __future__ import annotations

from hypothesis import strategies as st

LINES = ("\n", "\r", "\r\n", "\u2028", "\x85", "\x1b[31m", "\x00", "\t")
UNSEEN = ("\u202e", "\u200b", "\ufeff", "\udcff", "\U000e0041")
COMMANDS = ("::", "::error::", "::add-mask::", "::stop-commands::x", "##[error]", "##vso[task]", "###[")
ESCAPES = ("%0A", "%25", "&lt;", "&#64;", "\\", "\\|", "{0}", "{", "}", ",", "=", ":", '"', "'", " ")
MARKUP = (
    "`",
    "```",
    "~~~",
    "|",
    "*",
    "**",
    "_",
    "~~",
    "$",
    "$$",
    "#",
    "# ",
    "- ",
    "1. ",
    "> ",
    "---",
    "[",
    "]",
    "(",
    ")",
)
LINKS = ("[a](b)", "![a](b)", "https://example.com", "www.example.com", "a@example.com", "<https://a.b>", "file:", "//")
HTML = ("<b>", "</details>", "<!--", "-->", "<script>")
REFERENCES = ("@octocat", "#12", "GH-3", "a/b#4", "!5", "~bug", "%6", ":tada:")
NAMES = ("../", "/", "?", "javascript:", "é", "文", "a", "b.env")
PIECES = (*LINES, *UNSEEN, *COMMANDS, *ESCAPES, *MARKUP, *LINKS, *HTML, *REFERENCES, *NAMES)
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join)
"""Never much longer than a line of the report, so that nothing is cut."""
