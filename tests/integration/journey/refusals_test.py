"""What bad input gets from the running product: a refusal that names what and why, and nothing harmed."""

import socket
import unittest

from running import product

from client import Client, Problem
from market import run
from processes import until
from settings import BIN


def flip_last_byte(file):
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)


class RefusalsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.product = product()
        cls.admin = cls.product.company.log_in()

    def plugin(self, plugin_id):
        return next(plugin for plugin in self.admin.call("GET", "/api/v1/plugins") if plugin["id"] == plugin_id)

    def persons(self):
        return self.admin.post("/api/v1/records/person/aggregate",
                               {"filter": [], "group_by": [], "measures": [{"function": "count"}]})

    def refused(self, method, path, body=None, client=None, **more):
        with self.assertRaises(Problem) as refusal:
            (client or self.admin).call(method, path, body, **more)
        self.assertLess(refusal.exception.status, 500, refusal.exception.body)
        self.assertIn("title", refusal.exception.body)
        return refusal.exception

    def test_an_installed_library_with_one_flipped_byte_is_not_loaded(self):
        before = self.persons()
        self.admin.post("/api/v1/plugins/kontor.kpi/stop")
        library = next((self.product.company.data / "plugins" / "kontor.kpi").glob("*/plugin.so"))
        good = library.read_bytes()
        flip_last_byte(library)

        refusal = self.refused("POST", "/api/v1/plugins/kontor.kpi/start", {})

        self.assertIn("plugin.so", str(refusal.body) + str(self.plugin("kontor.kpi")))
        self.assertEqual(self.persons(), before)
        library.write_bytes(good)
        self.admin.post("/api/v1/plugins/kontor.kpi/start")
        until(lambda: self.plugin("kontor.kpi")["state"] == "running", "kpi to run again", 30)

    def test_a_package_changed_on_the_market_is_not_installed(self):
        self.admin.call("DELETE", "/api/v1/plugins/kontor.kpi")
        target = next((self.product.market.data / "tuf" / "targets" / "kontor" / "kontor.kpi").glob("*.kpkg"))
        good = target.read_bytes()
        flip_last_byte(target)

        refusal = self.refused("POST", "/api/v1/plugins/install",
                               {"plugin_id": "kontor.kpi", "accept_permissions": True})

        self.assertIn("hash", str(refusal.body).lower())
        self.assertNotIn("kontor.kpi", [plugin["id"] for plugin in self.admin.call("GET", "/api/v1/plugins")])
        target.write_bytes(good)
        self.admin.post("/api/v1/plugins/install", {"plugin_id": "kontor.kpi", "accept_permissions": True})

    def test_permissions_must_be_accepted_and_are_told(self):
        self.admin.call("DELETE", "/api/v1/plugins/kontor.kpi")
        refusal = self.refused("POST", "/api/v1/plugins/install",
                               {"plugin_id": "kontor.kpi", "accept_permissions": False})
        self.assertEqual(refusal.status, 403)
        self.assertIn("permissions", refusal.body)
        self.admin.post("/api/v1/plugins/install", {"plugin_id": "kontor.kpi", "accept_permissions": True})

    def test_verify_explains_a_package_and_names_the_flipped_byte(self):
        package = self.product.market.package("consent")
        public = package.parent / "vendor.key.pub"
        said = run(BIN / "kontor", "verify", package, "--key", public)
        self.assertIn("plugin.so", said)
        flip_last_byte(package)
        with self.assertRaises(RuntimeError) as refusal:
            run(BIN / "kontor", "verify", package, "--key", public)
        self.assertNotIn("Traceback", str(refusal.exception))

    def test_rest_refuses_bad_requests_with_problem_documents(self):
        nobody = Client(self.product.company.url)
        self.assertEqual(self.refused("GET", "/api/v1/records/person", client=nobody).status, 401)
        wrong = Client(self.product.company.url, token="kt_wrong")
        self.assertEqual(self.refused("GET", "/api/v1/records/person", client=wrong).status, 401)
        self.assertEqual(self.refused("POST", "/api/v1/records/person", b"{", headers={
            "Content-Type": "application/json"}).status, 400)
        self.assertEqual(self.refused("POST", "/api/v1/records/person",
                                      {"fields": {"shoe_size": 44}}).status, 400)
        self.assertEqual(self.refused("PUT", "/api/v1/records/person", {}).status, 405)
        self.assertEqual(self.refused("GET", "/api/v1/records/unicorn").status, 404)
        # What a proxy would refuse by itself is sent to the host.
        straight = Client(self.product.company.own_url)
        self.assertEqual(self.refused("GET", "/api/v1/session", client=straight, headers={"X-Long": "a" * 70_000}).status, 431)
        self.assertIn(b" 413 ", self.first_line_of_an_answer_to(20 << 20))

    def first_line_of_an_answer_to(self, body_bytes):
        """What a client hears that announces a body of this size and has not sent it yet."""
        head = (f"POST /api/v1/records/person HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {body_bytes}\r\n")
        head += "".join(f"{name}: {value}\r\n" for name, value in self.admin.headers.items())
        with socket.create_connection(("127.0.0.1", self.product.company.port), timeout=30) as line:
            line.sendall(head.encode() + b"\r\n")
            return line.makefile("rb").readline()

    def test_a_sales_user_may_not_manage_plugins_or_users(self):
        anna = self.product.company.log_in("anna@kontor.example")
        for method, path, body in (("POST", "/api/v1/plugins/install", {"plugin_id": "kontor.kpi",
                                                                        "accept_permissions": True}),
                                   ("POST", "/api/v1/users", {"email": "x@kontor.example", "name": "X",
                                                              "password": "long enough pw", "roles": ["administrator"]}),
                                   ("DELETE", "/api/v1/plugins/kontor.sms", None)):
            self.assertEqual(self.refused(method, path, body, client=anna).status, 403, path)


if __name__ == "__main__":
    unittest.main()
