"""Tokens of an issuer: only what it signed for this service opens anything."""

from __future__ import annotations

import base64
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from api.access.policy import Oidc
from api.access.principal import Principal
from api.access.tokens import LEEWAY, Tokens
from api.errors import ForbiddenError, UnauthorisedError, UnavailableError
from twin.errors import InvalidInputError

RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})


@pytest.fixture
def oidc(tmp_path: Path) -> Oidc:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(KeySet([RSA, EC, ED]).as_dict(private=False)))
    return Oidc(issuer="https://sso.example.nl", audience="zicht", jwks=str(path))


def claims(**changes: Any) -> dict[str, Any]:
    found = {
        "iss": "https://sso.example.nl", "aud": "zicht", "sub": "jan", "exp": int(time.time()) + 300,
        "zicht_role": "modeller", "zicht_workspace": "provincie",
    }  # fmt: skip
    return {name: value for name, value in (found | changes).items() if value is not None}


def token(content: dict[str, Any], alg: str = "RS256", key: Any = RSA, kid: str | None = None) -> str:
    header = {"alg": alg, "kid": kid or key.kid}
    return jwt.encode(header, content, key, algorithms=[alg])


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # issuers still call it so
@pytest.mark.parametrize(("alg", "key"), [("RS256", RSA), ("ES256", EC), ("Ed25519", ED), ("EdDSA", ED)])
def test_token_of_the_issuer_says_who_asks(oidc: Oidc, alg: str, key: Any) -> None:
    assert Tokens(oidc).principal(token(claims(), alg, key)) == Principal("jan", "modeller", "provincie")


def test_highest_role_of_a_list_deep_inside_counts(oidc: Oidc) -> None:
    deep = oidc.model_copy(update={"role_claim": "realm_access.roles"})
    content = claims(realm_access={"roles": ["offline_access", "reader", "admin", "public"]})
    assert Tokens(deep).principal(token(content)).role == "admin"


def test_claim_may_be_named_by_an_address(oidc: Oidc) -> None:
    named = oidc.model_copy(update={"role_claim": "https://zicht.example/role"})
    assert Tokens(named).principal(token(claims(**{"https://zicht.example/role": "reader"}))).role == "reader"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"}, {"iss": None}, {"aud": "other"}, {"aud": None}, {"aud": ["other"]},
        {"exp": int(time.time()) - LEEWAY - 10}, {"exp": None}, {"exp": "soon"}, {"sub": None},
        {"nbf": int(time.time()) + LEEWAY + 86_400},
    ],
)  # fmt: skip
def test_token_for_others_or_another_time_opens_nothing(oidc: Oidc, changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthorisedError):
        Tokens(oidc).principal(token(claims(**changes)))


def test_clocks_may_differ_a_little(oidc: Oidc) -> None:
    late = claims(exp=int(time.time()) - LEEWAY // 2, nbf=int(time.time()) + LEEWAY // 2)
    assert Tokens(oidc).principal(token(late)).name == "jan"


def _unsigned(header: dict[str, Any], signature: str = "") -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in (header, claims())
    ]
    return ".".join([*parts, signature])


def _confused() -> str:
    """A token signed with the issuer's public key, as if that were a secret that both know."""
    body = _unsigned({"alg": "HS256", "kid": "rsa"}).rpartition(".")[0]
    signature = hmac.digest(RSA.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_signatures_that_prove_nothing_are_refused(oidc: Oidc) -> None:
    good = token(claims())
    forged = [
        _unsigned({"alg": "none"}), _unsigned({"alg": "None", "kid": "rsa"}),
        _unsigned({"alg": "RS256", "kid": "rsa"}),
        _unsigned({"alg": "RS256", "kid": "rsa", "jwk": OTHER.as_dict(private=False)}, "AAAA"),
        _confused(),
        token(claims(), key=OTHER),  # the right name, another key
        token(claims(), kid="unknown"),
        good[:-4] + "AAAA", good.rpartition(".")[0], good + ".", "", "a.b.c", "x" * 20_000, "é.é.é",
        ".".join([good.split(".")[0], token(claims(sub="piet")).split(".")[1], good.split(".")[2]]),
    ]  # fmt: skip
    tokens = Tokens(oidc)
    for one in forged:
        with pytest.raises(UnauthorisedError):
            tokens.principal(one)
    assert tokens.principal(good).name == "jan"


def test_a_shared_secret_among_the_keys_signs_nothing(oidc: Oidc) -> None:
    secret = OctKey.generate_key(256, {"kid": "shared"})
    Path(oidc.jwks).write_text(json.dumps(KeySet([RSA, secret]).as_dict(private=True)))
    with pytest.raises(UnauthorisedError):
        Tokens(oidc).principal(token(claims(), "HS256", secret))


@pytest.mark.parametrize(
    "changes",
    [
        {"zicht_role": None}, {"zicht_role": "boss"}, {"zicht_role": "public"}, {"zicht_role": {"admin": 1}},
        {"zicht_workspace": None}, {"zicht_workspace": "public"}, {"zicht_workspace": "../x"},
        {"zicht_workspace": 1}, {"sub": "a\x00b"}, {"sub": "x" * 201}, {"sub": "a\nb"},
    ],
)  # fmt: skip
def test_token_without_a_place_here_is_forbidden_and_not_public(oidc: Oidc, changes: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenError):
        Tokens(oidc).principal(token(claims(**changes)))


def test_new_keys_of_the_issuer_are_read_but_not_at_every_try(
    oidc: Oidc, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens(oidc)
    tokens.principal(token(claims()))
    fresh = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"})
    Path(oidc.jwks).write_text(json.dumps(KeySet([fresh]).as_dict(private=False)))
    with pytest.raises(UnauthorisedError):
        tokens.principal(token(claims(), key=fresh))
    later = time.monotonic() + 31
    monkeypatch.setattr("api.access.tokens.time.monotonic", lambda: later)
    assert tokens.principal(token(claims(), key=fresh)).name == "jan"


def test_known_keys_serve_while_the_issuer_is_asked(oidc: Oidc) -> None:
    tokens = Tokens(oidc)
    tokens.principal(token(claims()))
    with tokens._lock, ThreadPoolExecutor(1) as other:
        assert other.submit(tokens.principal, token(claims())).result(30).name == "jan"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": [{"kty": "none"}]}', '{"keys": 1}'])
def test_issuer_without_keys_is_not_asked_at_every_request(
    oidc: Oidc, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    keys = Path(oidc.jwks).read_text()
    Path(oidc.jwks).write_text(text)
    tokens = Tokens(oidc)
    with pytest.raises(UnavailableError):
        tokens.principal(token(claims()))
    Path(oidc.jwks).write_text(keys)
    with pytest.raises(UnavailableError):
        tokens.principal(token(claims()))
    later = time.monotonic() + 31
    monkeypatch.setattr("api.access.tokens.time.monotonic", lambda: later)
    assert tokens.principal(token(claims())).name == "jan"


def test_keys_come_from_a_file_or_by_https_only(oidc: Oidc) -> None:
    for address in ("http://sso.example.nl/jwks", "ftp://sso.example.nl/jwks", "file:///etc/passwd"):
        with pytest.raises(InvalidInputError):
            Tokens(oidc.model_copy(update={"jwks": address}))
    with pytest.raises(UnavailableError):
        Tokens(oidc.model_copy(update={"jwks": "/nowhere/jwks.json"})).principal(token(claims()))
