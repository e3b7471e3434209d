from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.variables import Variables
from tests import tokens

LEGACY = tokens.legacy_token("variables")
A, B = LEGACY[:19], LEGACY[19:]
FAR = "".join(f"step {n} of a long script\n" for n in range(200))
HITS = {
    "shell": (f"A={A}\nB={B}\n{FAR}", 'export CLOUDFLARE_API_TOKEN="${A}${B}"'),
    "shell, bare": (f"A='{A}'\nB='{B}'\n{FAR}", "export CLOUDFLARE_API_TOKEN=$A$B"),
    "text and a variable": (f"P={A}\n{FAR}", f'export CLOUDFLARE_API_TOKEN="${{P}}{B}"'),
    "python": (f'HEAD = "{A}"\nTAIL = "{B}"\n{FAR}', "CLOUDFLARE_API_TOKEN = HEAD + TAIL"),
    "annotated": (f'HEAD: str = "{A}"\nTAIL: Final = "{B}"\n{FAR}', "CLOUDFLARE_API_TOKEN = HEAD + TAIL"),
    "attribute": (f'A = "{A}"\nclass Settings:\n    tail = "{B}"\n', "CLOUDFLARE_API_TOKEN = A + self.tail"),
    "f-string": (f'a = "{A}"\nb = "{B}"\n', 'cloudflare_api_token = f"{a}{b}"'),
    "percent": (f'a = "{A}"\nb = "{B}"\n', 'cloudflare_api_token = "%s%s" % (a, b)  # format'),
    "javascript": (f"const a='{A}';\nconst b='{B}';\n", "const CLOUDFLARE_API_TOKEN=`${a}${b}`;"),
    "reverse order": (f"const b='{B}';\nconst a='{A}';\n", "const CLOUDFLARE_API_TOKEN=a+b;"),
    "terraform": (f'a = "{A}"\nb = "{B}"\n', 'cloudflare_api_token = "${local.a}${local.b}"'),
    "terraform join": (f'a = "{A}"\nb = "{B}"\n', 'cloudflare_api_token = join("", [local.a, local.b])'),
    "jinja": (f"cf_a: {A}\ncf_b: {B}\n", 'cloudflare_api_token: "{{ cf_a }}{{ cf_b }}"'),
    "jinja operator": (f"cf_a: {A}\ncf_b: {B}\n", "cloudflare_api_token: {{ cf_a ~ cf_b }}"),
    "batch": (f"set A={A}\nset B={B}\n", "set CLOUDFLARE_API_TOKEN=%A%%B%"),
    "make": (f"A := {A}\nB := {B}\n", "CLOUDFLARE_API_TOKEN := $(A)$(B)"),
    "actions": (f"A: {A}\nB: {B}\n", "CLOUDFLARE_API_TOKEN: ${{ format('{0}{1}', env.A, env.B) }}"),
    "c": (f'#define A "{A}"\n#define B "{B}"\n', "char *cloudflare_api_token = A B;".replace("A B", "A + B")),
    "php": (f"$a = '{A}'; $b = '{B}';\n", "$cloudflare_api_token = $a . $b;"),
    "swift": (f'let a = "{A}"\nlet b = "{B}"\n', r'let cloudflare_api_token = "\(a)\(b)"'),
    "lua": (f'local a = "{A}"\nlocal b = "{B}"\n', "local cloudflare_api_token = a .. b"),
}


@pytest.mark.parametrize(("pieces", "use"), HITS.values(), ids=HITS.keys())
def test_the_line_is_shown_with_the_value_and_points_at_each_piece(pieces: str, use: str) -> None:
    content = f"{pieces}{use}\nmore\n"
    views = list(Variables().views(View(content)))
    assert views
    assert {content[slice(*view.span)] for view in views} <= {A, B}
    assert A in {content[slice(*view.span)] for view in views}
    for view in views:
        at = view.text.index(LEGACY)
        assert "\n" not in view.text
        assert "cloudflare_api_token" in view.text[:at].lower()
        assert not view.proof_only
        assert view.extent(at, at + len(LEGACY)) == view.span


def test_names_in_a_list_are_a_guess_unless_a_call_joins_them() -> None:
    content = f'a = "{A}"\nb = "{B}"\n'
    assert [view.proof_only for view in Variables().views(View(f"{content}both = [a, b]\n"))] == [True, True]


@pytest.mark.parametrize(
    "content",
    [
        "",
        f'a = "{A}"\n',
        f'a = "{A}"\nb = "{B}"\n',
        f'a = "{A}"\nb = "{B}"\nprint(a)\nprint(b)\n',
        f'a = "{A}"\nb = "{B}"\nurl = a + "/" + b\n',
        f'a = "{A}"\nb = "{B}"\nurl = f"{{a}}/{{b}}"\n',
        f'zone = "{tokens.hexadecimal("zone", 32)}"\ntoken = "{tokens.user_token()}"\nrun(zone, token)\n',
        f'a = "{A}"\nb = "{B}"\nprint(a.b)\n',
        'a = "twelve"\nb = "thirteen"\nc = a + b\n',
        'a = "12345678"\nb = "87654321"\nc = a + b\n',
        f'zone = "{tokens.hexadecimal("zone", 32)}"\nurl = f"zones/{{zone}}/dns"\n',
    ],
)
def test_what_is_not_put_together_gives_no_view(content: str) -> None:
    assert list(Variables().views(View(content))) == []


def test_many_names_and_uses_stay_bounded() -> None:
    names = [f"n{n}" for n in range(300)]
    content = "".join(f'{name} = "{A}"\n' for name in names) + "x = n1 + n2\n" * 3000
    assert len(list(Variables().views(View(content)))) <= 400
