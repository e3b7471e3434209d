"""GitHub's side of a repository, and checkouts of it as actions/checkout makes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.gitrepo import GitRepo

EVENTS = Path(__file__).parent / "events"
ZERO = "0" * 40


def payload(name: str) -> dict[str, Any]:
    """A real payload of GitHub's; see events/SOURCE.md."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_bytes())
    return loaded


def push(ref: str, before: str, after: str, *, forced: bool = False) -> dict[str, Any]:
    """The payload of a push."""
    kinds = {"created": before == ZERO, "deleted": after == ZERO, "forced": forced}
    return payload("push") | {"ref": ref, "before": before, "after": after} | kinds | repository()


def pull_request(base: str, head: str, *, fork: bool = False, name: str = "pull_request") -> dict[str, Any]:
    """The payload of a pull request of ``base`` and ``head`` into main."""
    event = payload(name) | repository()
    pull = event["pull_request"]
    pull["base"].update(sha=base, ref="main")
    pull["head"]["sha"] = head
    if fork:
        pull["head"]["repo"].update(id=1, full_name="somebody/Hello-World", fork=True)
    return event


def repository() -> dict[str, Any]:
    return {"repository": payload("push")["repository"] | {"default_branch": "main"}}


class Hosted:
    """A repository on GitHub, with the clone that somebody works in.

    Args:
        place: a directory for both.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self.bare = GitRepo(place / "hosted.git", init=("--bare",))
        self.bare.config("uploadpack.allowAnySHA1InWant", "true")
        self.work = GitRepo(place / "work")
        self.work.git("remote", "add", "origin", self.url)

    @property
    def url(self) -> str:
        return f"file://{self.bare.path}"

    def push(self, *refspecs: str) -> None:
        """Push, with force: what a force push does is what is tested."""
        self.work.git("push", "--quiet", "--force", "origin", *refspecs)

    def merge_ref(self, base: str, head: str, number: int = 2) -> str:
        """Make the merge commit of a pull request, as GitHub does, and return its id."""
        self.work.git("checkout", "--quiet", "--detach", base)
        self.work.git("merge", "--quiet", "--no-ff", "--message", f"Merge {head} into {base}", head)
        merge = self.work.oid("HEAD")
        self.work.git("checkout", "--quiet", "main")
        self.push(f"{merge}:refs/pull/{number}/merge", f"{head}:refs/pull/{number}/head")
        return merge

    def checkout(self, commit: str, ref: str, *, depth: int = 0, name: str = "checkout") -> GitRepo:
        """Check out as actions/checkout v5 does.

        Args:
            commit: GITHUB_SHA.
            ref: GITHUB_REF, such as refs/heads/main, refs/tags/v1 or refs/pull/2/merge.
            depth: ``fetch-depth``; 0 for everything.
            name: of the directory.
        """
        made = GitRepo(self._place / name)
        made.git("remote", "add", "origin", self.url)
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
        local = f"refs/remotes/origin/{branch}" if branch else ref.replace("refs/pull/", "refs/remotes/pull/")
        if depth:
            made.git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", f"+{commit}:{local}")
        else:
            every = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
            made.git("fetch", "--quiet", "--prune", "origin", *every)
            made.git("fetch", "--quiet", "--no-tags", "origin", f"+{commit}:{local}")
        where = ("-B", branch, local) if branch else ("--detach", local)
        made.git("checkout", "--quiet", "--force", *where)
        return made
