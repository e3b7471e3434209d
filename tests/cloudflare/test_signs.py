from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare.base import ApiError
from cf_secret_guard.cloudflare.signs import NO_CODE, Ask, Bearing, Meaning, Row, Sign
from cf_secret_guard.verify.base import Status

ROW = Row("x", Sign.REFUSED, "why", 9109, "invalid token", 6111, frozenset({403}), frozenset({Ask.ZONES}))


def test_a_row_fits_only_if_every_field_does() -> None:
    error = ApiError(9109, "Invalid\n  TOKEN", (1, 6111))
    assert ROW.fits(403, error, Ask.ZONES)
    assert not ROW.fits(401, error, Ask.ZONES)
    assert not ROW.fits(403, error, Ask.ACCOUNTS)
    assert not ROW.fits(403, error._replace(code=1), Ask.ZONES)
    assert not ROW.fits(403, error._replace(message="valid"), Ask.ZONES)
    assert not ROW.fits(403, error._replace(chain=()), Ask.ZONES)
    assert not ROW.fits(403, None, Ask.ZONES)


@pytest.mark.parametrize(("code", "fits"), [(None, True), (NO_CODE, True), (5, False)])
def test_an_answer_without_an_error_fits_a_row_that_asks_for_none(code: int | None, *, fits: bool) -> None:
    assert Row("x", Sign.GONE, "why", code).fits(404, None, Ask.OBJECT) is fits


def test_who_is_not_named_in_a_row_stays_unknown() -> None:
    told = Meaning("x", Sign.LIVE, "why", {Bearing.USER: Status.LIVE})
    assert told.status(Bearing.USER) is Status.LIVE
    assert told.status(Bearing.KEY) is Status.UNKNOWN
