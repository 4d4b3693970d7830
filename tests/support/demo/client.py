"""A small JSON client for the REST edges of Kontor: what curl would do, with problems as exceptions."""

import json
import urllib.error
import urllib.parse
import urllib.request


class Problem(Exception):
    """An RFC 9457 answer."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('title', '')}: {body.get('detail', '')}")
        self.status = status
        self.body = body


class Client:
    """One caller: an administrator's session, an API token or nobody."""

    def __init__(self, origin, token=None):
        self.origin = origin
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def login(self, email, password):
        """Opens a session as the web app does: cookie and CSRF header."""
        answer, headers = self._send("POST", "/api/v1/login", {"email": email, "password": password})
        self.headers["Cookie"] = headers["Set-Cookie"].split(";")[0]
        self.headers["X-Kontor-CSRF"] = answer["csrf"]
        return answer["user"]

    def call(self, method, path, body=None, headers=None, query=None):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self._send(method, path, body, headers)[0]

    def get(self, path, **query):
        return self.call("GET", path, query=query)

    def post(self, path, body=None, **query):
        return self.call("POST", path, {} if body is None else body, query=query)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def _send(self, method, path, body=None, headers=None):
        sent = dict(self.headers, **(headers or {}))
        data = None
        if isinstance(body, bytes):
            data = body
        elif body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(self.origin + path, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read()
                is_json = "json" in response.headers.get("Content-Type", "")
                return (json.loads(text) if text and is_json else text.decode()), response.headers
        except urllib.error.HTTPError as failure:
            text = failure.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"title": "not a problem document", "detail": text.decode(errors="replace")[:500]}
            raise Problem(failure.code, problem) from None
