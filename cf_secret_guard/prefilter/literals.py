"""What a blob must contain to be worth a detector's time: short tables of words, and their encoded forms.

A superset of all that the detectors take for a credential or for its context. A word that stands in ordinary code costs
time: all of them together must trigger on fewer than 0.3% of the files of the Linux source.
"""

from __future__ import annotations

from cf_secret_guard.prefilter import forms
from cf_secret_guard.prefilter.base import Literals

PREFIXES = (b"cfut", b"cfat", b"cfk", b"cfast", b"cfoat", b"cfort")
"""Of tokens, without the underscore."""

# The underscore, and how its escapes begin: \_ \u005f \x5f, %5F, &#95;, &lowbar;, &amp;#95;, and =5F
# (quoted-printable); or the markup behind which it stands.
_UNDERSCORES = (b"_", b"\\", b"%5", b"%255", b"&#", b"&low", b"&amp;", b"=5", b"</", b")")
_QUOTED = ((b'"', b'"'), (b"'", b"'"), (b"`", b"`"), (b'"', b'\\"'), (b"'", b"\\'"))

_MARKS = (b'"', b"'", b" ", b"=", b"\n", b">")
_ZLIB = (b"eJw", b"eJx", b"eJy", b"eJz", b"eNo", b"eNp", b"eNq", b"eNr")

_TUNNEL_HEADS = (b"eyJhIjoi", b"eyJ0Ijoi", b"eyJzIjoi")
"""Base64 of JSON that begins with one of a tunnel token's keys."""
_EXACT = (b"0x4AAAA", b"ARGO TUNNEL TOKEN")
_ENCODED = (
    # cfut_ and cfat_ in rot13; cfk_ moved like that stands in drivers.
    *(b"pshg_", b"psng_"),
    # Compressed data in base64: gzip, bzip2, xz, zip; zlib where a value begins; gzip once more in base64.
    *(b"H4sI", b"TFBWSZTW", b"/Td6WFoA", b"UEsDB", *forms.base64_forms(b"H4sIA")),
    *(mark + head for mark in _MARKS for head in _ZLIB),
    # Base64 of JSON that begins with one of a tunnel token's keys, without and with white space.
    *(b"eyJhIj", b"eyJ0Ij", b"eyJzIj", b"eyJlIj", b"eyAiYSI", b"eyAidCI", b"eyAicyI", b"eyAiZSI"),
    *(b"ewogICJhI", b"ewogICJ0I", b"ewogICJzI", b"ewogICAgImEi", b"ewogICAgInQi", b"ewogICAgInMi"),
)
_BASE64 = (
    *(b"cloudflare", b"CLOUDFLARE", b"Cloudflare", b"CloudFlare", b"X-Auth-Key", b"x-auth-key", b"TUNNEL_TOKEN"),
    *(b"CF_API", b"CF_TOK", b"CF_Tok", b"CF_KEY", b"CF_Key", b"CF_DNS", b"CF_ACC", b"cf_api", b"cf_tok", b"cf_key"),
    *(b"AccountTag", b"TunnelSecret", b"ARGO TUNNEL", b'"zoneID', b'"apiToken', b"R2_SECRET", b"oauth_token"),
    *(*_TUNNEL_HEADS, b"0x4AAAA", b"v1.0-"),
)
_WIDE_BASE64 = (b"cloudflare", b"CLOUDFLARE", b"Cloudflare", b"CF_", b"cf_", b"X-Auth-Key")
_WIDE = (
    b"cf",
    b"flar",
    b"tunnel",
    b"x-auth-",
    b"wrangler",
    b"turnstile",
    b"client/v4",
    b"global ",
    b"0x4aaaa",
    b"v1.0-",
    b"r2_",
    b"eyjhijoi",
    b"eyj0ijoi",
    b"eyjzijoi",
    b".access",
    b"oauth_token",
    b"argo",
)
"""In UTF-16 and UTF-32 a stem is enough: such files are few."""

# What is left of "cloudflare" after a letter is lost, doubled, swapped, or its neighbour on the keyboard is hit.
_SLIPS = """dflar cloudfl cloudff cloudfa cloufl cloudlf cloufd cloduf cloudlar cloudfkare cloudfoare cloudfpare
cloudglare cloudrlare cloudtlare cloudvlare cloudclare cloudfrare"""
_NAMES = """flarectl wrangler turnstile client/v4 r2:// r2.dev dns_cf dnscf token_cf tokencf token-cf apikey_cf
key_cf_ api_cf secret_cf acme_cf cfcli cfargo cfd_tunnel @cf/ [cf] [cf. "cf" 'cf' cf:{ .cf={ origin_ca
origin-ca originca "r2": 'r2': 'r2'=> account_api_key auth_email auth-email authemail
secret_access_key secretaccesskey"""
# Cloudflare's name in other scripts, as UTF-8.
_SCRIPTS = "クラウドフレア 클라우드플레어 клаудфлер Клаудфлер клаудфлэр Клаудфлэр клаудфлейр Клаудфлейр كلاودفلير"
_SECTIONS = (
    *(b"\n[r2]", b"'r2' =>", b"\nr2:\n"),
    *(b"\ncf:", b"cf:\n ", b"cf:\r\n ", b"cf: {", b"\ncf =", b"\ncf=", b"\ncf {"),
)
# What a secret is called, in the languages that the detectors read.
_ROLES = """tok tkn key secret auth passw pwd cred bearer apikey anahtar avain chave chiave clave contrasena geheimnis
haslo jeton klucz kunci nyckel schlue segredo segreto senha sleutel wachtwoord zugangsdaten""".split()  # noqa: SIM905
# Compressed data as bytes, the calls that unpack what has no head, and codes of "c" in calls; and as digits.
_PACKED = (
    *(b"1f 8b 08", b"0x1f,0x8b,0x08", b"0x1f, 0x8b, 0x08", b"31,139,8,", b"31, 139, 8,", b"\\x1f\\x8b\\x08"),
    *(b"gzinflate", b"inflateraw"),
)
_PACKED_DIGITS = (b"1f8b08", b"'789c", b'"789c', b"425a6839314159265359")
_CALLS = "chr(99 chr(0x63 chrw(99 char(99 char(0x63 char]99 char]0x63 code(99 chr$(99"
# Two words with nothing, an underscore, a dash, a dot or a space between.
_SEPARATORS = ("", "_", "-", ".", " ")
_PAIRS = {
    "cf": """api tok tkn key auth sec glob dns zone acc pass pwd bear pat cred work kv email mail user tunnel aig
    gateway purge pages images stream client service admin ddns d1""",
    "r2": "access secret key token api cred account bucket endpoint",
    "tunnel": "token secret cred api service run manage",
    "argo": "auth token tunnel",
    "cloud": "flar fare",
    "global": "api key",
    "workers": "ai api token",
    "zone": "api token",
    "x-auth": "key email user",
    "x_auth": "key email user",
    "xauth": "key email user",
    "oauth": "token",
    "service": "key",
}
_FLOODING = frozenset((b"cfd1", b"cf mail", b"cf acc", b"r2key", b"r2cred", b"tunnel manage"))
"""Pairs that stand inside of other words, such as ``user2cred`` and ``lpfc mailbox``."""

_SNAKE = "|".join((*_ROLES, "[_.-]api", "[_.-]pass", "(?:pat|sec|cle)[^a-z]"))
# With more words than these, hyperscan takes a third longer for everything.
_CAMEL = "Token|Key|Secret|Auth|Pass|Cred|Bearer"

SHAPES = (
    # CF_PROD_DEPLOY_TOKEN, cf-edge-secret, cfl_purge_auth
    (b"cf", rf"(?i)(?:\b|_)cf[dl]?[_.-][a-z0-9_.-]{{0,24}}(?:{_SNAKE})".encode()),
    # cfDeployToken
    (b"cf", rf"[cC][fF][A-Z][a-zA-Z0-9]{{0,24}}(?:{_CAMEL})".encode()),
    # cloudflare with any one letter changed, or one too many
    (b"clou", rb"(?i)clou[a-z]{1,4}are"),
    # The client id of an Access service token, which stands beside its secret.
    (b".access", rb"(?i)[0-9a-f]{32}\.access"),
    # An Origin CA key; the bare beginning is a version number elsewhere.
    (b"v1.0-", rb"v1\.0-[0-9a-fA-F]{16}"),
)
"""What no literal can say: (what every match contains, in lowercase; the expression, for ``re`` and hyperscan)."""

# Lowercase, and every edge of a word becomes a slash.
_PATH_TABLE = bytes(range(256)).lower().translate(bytes.maketrans(b"_-. ", b"////"))
_PATH_WORDS = (b"flare", b"wrangler", b"turnstile", b"/r2/", b"tunnel/token", b"tunnel/json")
_PATH_WORDS_OF_CF = (b"/cf/", b"cftoken", b"cfkey", b"cfapi", b"cfut", b"cfat", b"cfk/", b"cfast", b"cfoat")


def path_triggers(path: bytes) -> bool:
    """Say if a path names Cloudflare, so that the detectors must see the file whatever it holds.

    Args:
        path: with ``/``; several may be joined by ``/`` to ask for all of them at once.
    """
    whole = b"/" + path.translate(_PATH_TABLE) + b"/"
    if any(word in whole for word in _PATH_WORDS):
        return True
    return b"cf" in whole and any(word in whole for word in _PATH_WORDS_OF_CF)


def _exact() -> set[bytes]:
    found = {*_EXACT, *(word.encode() for word in _SCRIPTS.split())}
    for prefix in PREFIXES:
        found.update(prefix + underscore for underscore in _UNDERSCORES)
        # Split over string literals: "cf" + "ut_", 'cfk' + '_'
        found.update(left + prefix[:end] + right for end in range(2, len(prefix) + 1) for left, right in _QUOTED)
        found.update(forms.base85_forms(prefix + b"_"))
    return found


def _caseless() -> set[bytes]:
    found = {word.encode() for word in (_SLIPS + " " + _NAMES).split()}
    found.update(f"cf{role}".encode() for role in _ROLES)
    found.update((b"cfcle =", b"cfcle=", b"cfcle:", b'cfcle"'))
    found.update(_SECTIONS)
    for first, seconds in _PAIRS.items():
        found.update(f"{first}{gap}{second}".encode() for second in seconds.split() for gap in _SEPARATORS)
    for prefix in PREFIXES:
        found.update(forms.escape_forms(prefix[:3]))
        found.update(forms.dump_forms(prefix + b"_"))
    found.update((*_PACKED, *_CALLS.encode().split(), b"begin 644 ", b"begin 664 ", b"begin 666 ", b"begin 600 "))
    return found - _FLOODING


def _encoded_exact() -> set[bytes]:
    found = set(_ENCODED)
    for prefix in PREFIXES:
        token = prefix + b"_"
        found.add(token[::-1])
        found.update(forms.base64_forms(token))
        found.update(forms.twice_base64_forms(token))
        found.add(forms.base64_forms(forms.base64_forms(forms.base64_forms(token)[0])[0])[0])
        found.add(forms.base64_forms(token)[0][::-1])
        found.update(forms.base64_forms(token[::-1]))
        found.update(forms.wide_base64_forms(token))
        found.update(forms.wide_forms_of_base64([*forms.base64_forms(token), *forms.wide_base64_forms(token)]))
    for word in _BASE64:
        found.update(forms.base64_forms(word))
    for word in _WIDE_BASE64:
        found.update(forms.wide_base64_forms(word))
    return found


def _encoded_caseless() -> set[bytes]:
    found = {*_PACKED_DIGITS, *(head.hex().encode() for head in _TUNNEL_HEADS)}
    for word in _WIDE:
        found.update(forms.wide_forms(word))
    for prefix in PREFIXES:
        found.update(forms.digit_forms(prefix[:3]))
        found.update(forms.base32_forms(prefix + b"_"))
        found.add(forms.base64_forms(prefix + b"_")[0].hex().encode())
    return found


def encoded() -> Literals:
    """Make what stands in long runs of letters and digits, or with NUL bytes."""
    return Literals(tuple(sorted(_encoded_exact())), tuple(sorted(_encoded_caseless())))


LITERALS = Literals(tuple(sorted(_exact())), tuple(sorted(_caseless())), encoded)
"""For this package's own detectors."""
