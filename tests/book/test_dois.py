"""The weekly question to doi.org, asked of a server here."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import dois


@pytest.fixture
def resolver(monkeypatch):
    """A resolver that knows 10.1/known, and fails at first when told to."""
    asked, failures = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            known = self.path.endswith("/10.1/known")
            self.send_response(failures.pop() if failures else 200 if known else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setattr(dois, "PAUSE", 0.0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked, failures
    server.shutdown()
    server.server_close()


def test_a_registered_doi_exists_and_another_does_not(resolver):
    assert dois.exists("10.1/known", resolver[0])
    assert not dois.exists("10.1/unknown", resolver[0])


def test_a_server_that_stumbles_is_asked_again(resolver):
    resolver[2].extend([503, 503])
    assert dois.exists("10.1/known", resolver[0])
    assert len(resolver[1]) == 3


def test_no_clear_answer_is_an_error_and_no_verdict(resolver):
    resolver[2].extend([503] * 3)
    with pytest.raises(ConnectionError, match=r"10\.1/known: expected an answer .*503"):
        dois.exists("10.1/known", resolver[0])


def test_the_bibliography_has_dois_of_the_right_form():
    found = dois.dois()
    assert len(found) > 20
    assert all(doi.startswith("10.") and " " not in doi for doi in found.values())


def test_an_unknown_doi_is_named_and_fails(monkeypatch, capsys):
    monkeypatch.setattr(dois, "exists", lambda doi: doi != "10.1038/323533a0")
    assert dois.main() == 1
    assert "rumelhart1986: no such DOI" in capsys.readouterr().out
