"""A company's sign-in server for tests: OIDC as Streamlit's Authlib expects it, with keys and tokens of its own.

It signs in whoever is told by `who`, at once and without a page, over the loopback address only.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "cockpit", "hush"


class Provider:
    """A running sign-in server. `asked` keeps what every authorisation was asked with."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig"})
        self.who: dict[str, Any] = {"sub": "S-1", "preferred_username": "mei"}
        self.asked: list[dict[str, str]] = []
        self._given: dict[str, dict[str, str]] = {}
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Provider":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def settings(self) -> dict[str, str]:
        """What the house is told of this server."""
        return {"COCKPIT_OIDC_URL": f"{self.issuer}/.well-known/openid-configuration", "COCKPIT_OIDC_CLIENT": CLIENT, "COCKPIT_OIDC_SECRET": SECRET}

    def get(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        if parts.path == "/.well-known/openid-configuration":
            return _json(request, {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            })  # fmt: skip
        if parts.path == "/keys":
            return _json(request, {"keys": [self.key.as_dict(private=False)]})
        if parts.path == "/authorize":
            asked = dict(parse_qsl(parts.query))
            self.asked.append(asked)
            code = secrets.token_urlsafe(16)
            self._given[code] = asked
            request.send_response(302)
            request.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            request.end_headers()
            return None
        request.send_error(404)
        return None

    def post(self, request: BaseHTTPRequestHandler) -> None:
        form = dict(parse_qsl(request.rfile.read(int(request.headers["Content-Length"])).decode()))
        asked = self._given.pop(form["code"])  # a code counts once
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"], "PKCE"
        moment = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 600, "nonce": asked["nonce"]} | self.who
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        _json(request, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 600, "id_token": token})


def _json(request: BaseHTTPRequestHandler, body: object) -> None:
    data = json.dumps(body).encode()
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)
