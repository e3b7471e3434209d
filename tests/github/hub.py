"""A GitHub on a loopback address for tests: one repository, tokens with rights, limits, pages, and faults on demand.

Paths, fields and refusals are those of https://docs.github.com/en/rest and of ``@octokit/openapi`` 23.0.2
(api.github.com.json); the words of refusals are GitHub's own.
"""

from __future__ import annotations

import json
import threading
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import parse_qs

from cf_secret_guard.github.address import Place
from cf_secret_guard.github.base import Repo
from cf_secret_guard.github.transport import Transport
from cf_secret_guard.secret import Secret
from tests import tokens
from tests.cloudflare.broken import http

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.connection.wire import Timeouts
    from tests.cloudflare.broken import Behaviour

TOKEN = f"ghs_{tokens.chars('github', tokens.ALNUM, 36)}"
READ, ISSUES, LABELS, ADVISORIES, PULLS = "read", "issues", "labels", "advisories", "pulls"
WHERE = "https://docs.github.com/rest"
NOT_BY_APPS = "Resource not accessible by integration"
ADVISORY_FIELDS = {
    "POST": {"summary", "description", "cve_id", "vulnerabilities", "cwe_ids", "credits", "severity"},
    "PATCH": {"summary", "description", "cve_id", "vulnerabilities", "cwe_ids", "credits", "severity", "state"},
}
COMMENT_FIELDS = {"POST": {"body"}, "PATCH": {"body"}, "DELETE": set[str]()}
ISSUE_FIELDS = {"POST": {"title", "body", "labels"}, "PATCH": {"title", "body", "state", "state_reason", "labels"}}


class User(NamedTuple):
    """Whose a token is, and what the token may."""

    id: int
    login: str
    rights: frozenset[str]
    type: str = "User"


class Request(NamedTuple):
    """One that arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def sent(self) -> Any:  # noqa: ANN401 - whatever JSON it is
        return json.loads(self.body) if self.body else None


class Reply(NamedTuple):
    """What is answered."""

    status: int
    document: object = None
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed


class Rule:
    """What happens to some requests instead of what should."""

    def __init__(self, match: str, reply: Reply | Behaviour, times: int | None, *, applied: bool, after: int) -> None:
        self.match, self.reply, self.left, self.applied, self.skip = match, reply, times, applied, after

    def takes(self, name: str) -> bool:
        if self.left == 0 or not fnmatchcase(name, self.match):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.left = None if self.left is None else self.left - 1
        return True


class RefusedError(Exception):
    """A request that is answered with a refusal."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def refusal(status: int, message: str, headers: dict[str, str] | None = None, **more: object) -> Reply:
    return Reply(status, {"message": message, "documentation_url": WHERE, "status": str(status), **more}, headers or {})


def checked(request: Request, fields: dict[str, set[str]], longest: tuple[str, int], *, may: bool) -> dict[str, Any]:
    """The body of a change, if it is one that GitHub takes from this user."""
    if not may:
        raise RefusedError(refusal(403, NOT_BY_APPS))
    sent: dict[str, Any] = request.sent or {}
    name, most = longest
    if set(sent) - fields[request.method]:
        raise RefusedError(refusal(422, "Invalid request.", errors=[{"code": "invalid", "field": "keys"}]))
    if len(sent.get(name, "")) > most or len(sent.get("summary", "")) > 1024:
        errors = [{"code": "custom", "field": name, "message": f"{name} is too long (maximum is {most} characters)"}]
        raise RefusedError(refusal(422, "Validation Failed", errors=errors))
    return sent


def only(entries: list[dict[str, Any]], name: str, value: object) -> dict[str, Any]:
    for entry in entries:
        if entry[name] == value:
            return entry
    raise RefusedError(refusal(404, "Not Found"))


class Hub:
    """Listens while it is used as a context manager."""

    def __init__(self, visibility: str = "private") -> None:
        self.visibility = visibility
        self.name = "octo/app"
        self.old_name = "octo/old"
        self.has_issues = True
        self.archived = False
        self.users: dict[str, User] = {}
        self.issues: list[dict[str, Any]] = []
        self.advisories: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.requests: list[Request] = []
        self.before: list[tuple[str, Callable[[], object]]] = []
        self.remaining = 5000
        self._rules: list[Rule] = []
        self._seconds = 0
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.errors: list[BaseException] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        assert not self.errors

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def user(self, token: str, *rights: str, login: str = "ada", type: str = "User") -> User:  # noqa: A002 - its name
        self.users[token] = User(len(self.users) + 1, login, frozenset({READ, *rights}), type)
        return self.users[token]

    def place(self, token: str, repo: str = "octo/app") -> Place:
        named = Repo.of(repo)
        assert named
        return Place(self.base_url, Secret(token), named)

    def transport(self, token: str, timeouts: Timeouts | None = None) -> Transport:
        """One that does not wait between requests."""
        return Transport(self.place(token), timeouts=timeouts, sleep=lambda _seconds: None, spacing=0)

    def fault(
        self, match: str, reply: Reply | Behaviour, times: int | None = 1, *, applied: bool = False, after: int = 0
    ) -> None:
        """Let matching requests (``METHOD path``, with ``*``) fail; ``applied``: only after doing what was asked."""
        self._rules.append(Rule(match, reply, times, applied=applied, after=after))

    def well(self) -> None:
        """Forget all faults."""
        self._rules.clear()

    def names(self) -> list[str]:
        return [request.name for request in self.requests]

    def changes(self) -> list[Request]:
        return [one for one in self.requests if one.method != "GET" and one.path != "/graphql"]

    def answer(self, request: Request) -> Reply | Behaviour:
        with self._lock:
            self.requests.append(request)
            rule = next((rule for rule in self._rules if rule.takes(request.name)), None)
        for match, action in list(self.before):
            if fnmatchcase(request.name, match):
                action()
        if rule is not None and not rule.applied:
            return rule.reply
        with self._lock:
            try:
                reply = self._routed(request)
            except RefusedError as refused:
                reply = refused.reply
        return rule.reply if rule is not None else reply

    def _routed(self, request: Request) -> Reply:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        user = self.users.get(token)
        assert request.headers["x-github-api-version"] == "2022-11-28"
        assert request.headers["accept"] == "application/vnd.github+json"
        if user is None:
            return refusal(401, "Bad credentials")
        if self.remaining <= 0:
            limits = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}
            return refusal(403, f"API rate limit exceeded for user ID {user.id}.", limits)
        self.remaining -= 1
        if request.name == "POST /graphql":
            return Reply(200, {"data": {"viewer": {"databaseId": user.id}}})
        path = request.path
        if path == f"/repos/{self.old_name}":
            return Reply(301, {"message": "Moved Permanently"}, {"Location": f"{self.base_url}/repositories/1"})
        if path == "/repositories/1":
            path = f"/repos/{self.name}"
        if not path.startswith(f"/repos/{self.name}") or (self.visibility != "public" and READ not in user.rights):
            return refusal(404, "Not Found")
        rest = path.removeprefix(f"/repos/{self.name}").strip("/").split("/")
        return self._in_repository(request, user, rest)

    def _in_repository(self, request: Request, user: User, rest: list[str]) -> Reply:
        if request.method != "GET" and self.archived:
            raise RefusedError(refusal(403, "Repository was archived so is read-only."))
        match rest:
            case [""]:
                return Reply(200, self._repository())
            case ["security-advisories", *one]:
                return self._advisory(request, user, one)
            case ["issues", "comments", one]:
                return self._comment(request, user, int(one))
            case ["issues", pull, "comments"]:
                return self._thread_of(request, user, int(pull))
            case ["issues", *one]:
                return self._issue(request, user, one)
        return refusal(404, "Not Found")

    def _repository(self) -> dict[str, object]:
        is_private = self.visibility != "public"
        known = {"full_name": self.name, "private": is_private, "visibility": self.visibility}
        return {"id": 1, "has_issues": self.has_issues, "archived": self.archived, **known}

    def _advisory(self, request: Request, user: User, one: list[str]) -> Reply:
        may = ADVISORIES in user.rights
        if request.method == "GET":
            shown = [entry for entry in self.advisories if may or entry["state"] == "published"]
            return self._page(request, list(reversed(shown)), "after")
        sent = checked(request, ADVISORY_FIELDS, ("description", 65_535), may=may)
        if request.method == "POST":
            if not {"summary", "description", "vulnerabilities"} <= set(sent):
                raise RefusedError(refusal(422, "Invalid request."))
            return Reply(201, self.advisory(sent["summary"], sent["description"], user, severity=sent.get("severity")))
        entry = only(self.advisories, "ghsa_id", one[0])
        entry.update(sent)
        return Reply(200, entry)

    def advisory(self, summary: str, description: str, user: User | None = None, **more: object) -> dict[str, Any]:
        """Make one, as somebody else would."""
        count = len(self.advisories) + 1
        made = {
            "ghsa_id": f"GHSA-2222-3333-{count:04}",
            "html_url": f"https://github.com/{self.name}/security/advisories/GHSA-2222-3333-{count:04}",
            "summary": summary,
            "description": description,
            "severity": None,
            "state": "draft",
            "submission": None,
            "author": {"id": user.id, "login": user.login} if user else None,
            "created_at": self._now(),
            **more,
        }
        self.advisories.append(made)
        return made

    def _issue(self, request: Request, user: User, one: list[str]) -> Reply:
        if not self.has_issues:
            raise RefusedError(refusal(410, "Issues has been disabled in this repository."))
        if request.method == "GET":
            wanted = parse_qs(request.query).get("labels", [])
            shown = [entry for entry in self.issues if all({"name": name} in entry["labels"] for name in wanted)]
            return self._page(request, list(reversed(shown)), "page")
        sent = checked(request, ISSUE_FIELDS, ("body", 65_536), may=ISSUES in user.rights)
        if request.method == "POST":
            labels = [{"name": name} for name in sent.get("labels", ()) if LABELS in user.rights]
            return Reply(201, self.issue(sent["title"], sent["body"], user, labels=labels))
        entry = only(self.issues, "number", int(one[0]))
        entry.update(sent)
        return Reply(200, entry)

    def issue(self, title: str, body: str | None, user: User | None = None, **more: object) -> dict[str, Any]:
        """Make one, as somebody else would; with ``pull_request`` it is none."""
        count = len(self.issues) + 1
        made = {
            "number": count,
            "html_url": f"https://github.com/{self.name}/issues/{count}",
            "title": title,
            "body": body,
            "state": "open",
            "labels": [],
            "user": {"id": user.id, "login": user.login, "type": user.type} if user else None,
            "created_at": self._now(),
            **more,
        }
        self.issues.append(made)
        return made

    def _thread_of(self, request: Request, user: User, pull: int) -> Reply:
        if pull != 7:
            return refusal(404, "Not Found")
        if request.method == "GET":
            return self._page(request, self.comments, "page")
        sent = checked(request, COMMENT_FIELDS, ("body", 65_536), may=PULLS in user.rights)
        return Reply(201, self.comment(sent["body"], user))

    def comment(self, body: str, user: User) -> dict[str, Any]:
        """Make one, as somebody else would."""
        count = max((entry["id"] for entry in self.comments), default=100) + 1
        made = {
            "id": count,
            "html_url": f"https://github.com/{self.name}/pull/7#issuecomment-{count}",
            "body": body,
            "user": {"id": user.id, "login": user.login, "type": user.type},
        }
        self.comments.append(made)
        return made

    def _comment(self, request: Request, user: User, one: int) -> Reply:
        entry = only(self.comments, "id", one)
        sent = checked(request, COMMENT_FIELDS, ("body", 65_536), may=PULLS in user.rights)
        if request.method == "DELETE":
            self.comments.remove(entry)
            return Reply(204)
        entry.update(sent)
        return Reply(200, entry)

    def _page(self, request: Request, entries: list[dict[str, Any]], cursor: str) -> Reply:
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        size, start = int(query.get("per_page", 30)), int(query.get(cursor, 0))
        start = (start - 1) * size if cursor == "page" and start else start
        headers = {}
        if start + size < len(entries):
            following = start // size + 2 if cursor == "page" else start + size
            kept = "&".join(f"{name}={value}" for name, value in query.items() if name != cursor)
            url = f"{self.base_url}{request.path}?{kept}&{cursor}={following}"
            headers["Link"] = f'<{url}>; rel="next", <{url}>; rel="last"'
        return Reply(200, entries[start : start + size], headers)

    def _now(self) -> str:
        self._seconds += 1
        return f"2026-11-27T10:{self._seconds // 60:02}:{self._seconds % 60:02}Z"

    def wait(self) -> threading.Event:
        return self._ending


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        hub = self.server.hub
        answer = hub.answer(Request(self.command, path, query, headers, body))
        if isinstance(answer, Reply):
            content = b"" if answer.document is None else json.dumps(answer.document).encode()
            data = http(answer.status, content, answer.headers)
            if answer.status == 204:
                data = b"HTTP/1.1 204 No Content\r\n\r\n"
            self.connection.sendall(data)
        else:
            answer(self.connection, hub.wait())
        self.close_connection = True

    do_DELETE = do_GET = do_PATCH = do_POST = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], hub: Hub) -> None:
        self.hub = hub
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The base class asks the name service for our name, which can take seconds.
        import socketserver

        socketserver.TCPServer.server_bind(self)

    def handle_error(self, _request: object, _client_address: object) -> None:
        import sys

        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.hub.errors.append(error)
